import type * as z from 'zod';
import { type ErrorCode, errors } from '#schemas/errors.ts';
import { registry } from '#schemas/index.ts';
import type { Reply, Route } from '#schemas/kit/route.ts';
import { Problem } from '#schemas/problem.ts';
import { SessionId } from '#schemas/sessions/model.ts';
import { bodies, otherwiseReplies, replies } from './examples.ts';
import { described } from './field-texts.ts';
import type { Direction, JsonSchema } from './json-schema.ts';
import { codesByStatus, type Operation, operations, pascal, shapeOf } from './operations.ts';
import { problemExample, problemResponses, sharedResponses } from './problem-responses.ts';
import { openLibrary, type SchemaLibrary } from './schema-library.ts';
import { domainTexts, introduction, parameterTexts, roleTexts } from './wording.ts';

/** The whole HTTP interface as an OpenAPI 3.1 document. */
export function openapi(version: string): JsonSchema {
  const library = openLibrary(
    {
      input: operations.flatMap(({ route }) => [route.params, route.query, route.body].filter(isSchema)),
      output: [Problem, ...operations.flatMap(({ route }) => repliesOf(route).map(reply => reply.body))],
    },
    'draft-2020-12',
  );
  const schemas: Record<string, JsonSchema> = { ...library.components };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tandem',
      version,
      summary: 'Multi-tenant contact center',
      description: introduction,
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'The server this document comes from' }],
    security: [{ user: [] }],
    tags: Object.keys(registry).map(name => ({ name, description: domainTexts[name as keyof typeof domainTexts] })),
    paths: paths(library, schemas),
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, schema]) => [name, described(name, schema)]),
      ),
      parameters: requestHeaders(library),
      headers: responseHeaders,
      responses: sharedResponses(codesOfOperations(perStatus => perStatus.length === 1)),
      examples: Object.fromEntries(
        codesOfOperations(() => true).map(code => [code, { summary: errors[code].title, value: problemExample(code) }]),
      ),
      securitySchemes,
    },
  };
}

/** Codes of the catalogue that some operation answers with, among those it has with the same status. */
function codesOfOperations(wanted: (perStatus: readonly ErrorCode[]) => boolean): ErrorCode[] {
  const found = new Set(operations.flatMap(({ route }) => [...codesByStatus(route).values()].filter(wanted).flat()));
  return (Object.keys(errors) as ErrorCode[]).filter(code => found.has(code));
}

const isSchema = (schema: z.ZodType | undefined): schema is z.ZodType => schema !== undefined;
const repliesOf = (route: Route): Reply[] => [route.reply, ...(route.otherwise ? [route.otherwise] : [])];

function paths(library: SchemaLibrary, schemas: Record<string, JsonSchema>): JsonSchema {
  const byPath = Map.groupBy(operations, ({ route }) => route.path);
  return Object.fromEntries(
    [...byPath].map(([path, ofPath]) => [
      path,
      Object.fromEntries(ofPath.map(one => [one.route.method.toLowerCase(), operation(one, library, schemas)])),
    ]),
  );
}

function operation(one: Operation, library: SchemaLibrary, schemas: Record<string, JsonSchema>): JsonSchema {
  const { id, domain, route } = one;
  // Bodies without an id of their own are named after the operation, so that generated clients get a name for them.
  const refer = (schema: z.ZodType, direction: Direction, name: string): JsonSchema => {
    const json = library.reference(schema, direction);
    if ('$ref' in json) return json;
    if (name in schemas) throw new TypeError(`two schemas are called ${name}`);
    schemas[name] = json;
    return { $ref: `#/components/schemas/${name}` };
  };
  return {
    operationId: id,
    tags: [domain],
    summary: route.summary.split(/; | \(/)[0],
    description: descriptionOf(route),
    security: securityOf(route),
    parameters: [
      ...attributes(route.params, 'path', library),
      ...attributes(route.query, 'query', library),
      ...headersFor(route).map(name => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: {
              'application/json': {
                schema: refer(route.body, 'input', `${pascal(id)}Body`),
                example: (bodies as Readonly<Record<string, unknown>>)[id],
              },
            },
          },
        }
      : {}),
    responses: {
      [route.reply.status]: success(
        route,
        route.reply,
        route.summary,
        (replies as Readonly<Record<string, unknown>>)[id],
        schema => refer(schema, 'output', `${pascal(id)}Reply`),
      ),
      ...(route.otherwise
        ? {
            [route.otherwise.status]: success(
              route,
              route.otherwise,
              route.otherwise.when,
              otherwiseReplies[id],
              schema => refer(schema, 'output', `${pascal(id)}OtherReply`),
            ),
          }
        : {}),
      ...(route.cacheSeconds === null ? {} : { 304: { description: 'Nothing has changed since `If-None-Match`' } }),
      ...problemResponses(one),
    },
  };
}

function success(
  { cacheSeconds }: Route,
  reply: Reply,
  description: string,
  example: unknown,
  refer: (schema: z.ZodType) => JsonSchema,
): JsonSchema {
  const versioned = 'version' in shapeOf(reply.body);
  return {
    description,
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      ...(versioned || cacheSeconds !== null ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
      ...(cacheSeconds === null ? {} : { 'Cache-Control': { $ref: '#/components/headers/Cache-Control' } }),
    },
    ...(reply.status === 204 ? {} : { content: { 'application/json': { schema: refer(reply.body), example } } }),
  };
}

const attributes = (schema: z.ZodType | undefined, place: 'path' | 'query', library: SchemaLibrary): JsonSchema[] =>
  Object.entries(shapeOf(schema)).map(([name, attribute]) => ({
    name,
    in: place,
    required: !attribute.safeParse(undefined).success,
    description: parameterText(name),
    schema: library.reference(attribute, 'input'),
  }));

function parameterText(name: string): string {
  const text = parameterTexts[name];
  if (text === undefined) throw new TypeError(`describe the parameter ${name} in docs/generate/wording.ts`);
  return text;
}

const headersFor = (route: Route): string[] => [
  ...(route.idempotent ? ['IdempotencyKey'] : []),
  ...(route.conditional ? ['IfMatch'] : []),
  ...(route.cacheSeconds === null ? [] : ['IfNoneMatch']),
  ...(route.errors.includes('SESSION_SUPERSEDED') ? ['SessionId'] : []),
];

const securityOf = ({ auth }: Route): JsonSchema[] => {
  if (auth === 'public') return [];
  const employees = auth.some(role => role !== 'customer') ? [{ user: [] }] : [];
  return auth.includes('customer') ? [...employees, { conversation: [] }] : employees;
};

function descriptionOf({ also, auth, summary, idempotent, conditional }: Route): string {
  const readers = auth === 'public' ? 'everybody, without a token' : auth.map(role => roleTexts[role]).join(', ');
  return [
    `${summary}.`,
    `For ${readers}.`,
    ...also.map(({ method, path }) => `Also at \`${method} ${path}\`.`),
    ...(idempotent ? ['Repeatable with `Idempotency-Key`.'] : []),
    ...(conditional ? ['Needs `If-Match` with the ETag that was read.'] : []),
  ].join('\n\n');
}

const requestHeaders = (library: SchemaLibrary): JsonSchema => ({
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A text of your choice for this one command, 1 to 255 visible characters. The same key and body within 24 hours get the first answer; the same key with another body is refused.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    example: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The ETag of the object as you read it; the change is refused when the object has moved on.',
    schema: { type: 'string' },
    example: '"2"',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The ETag of the answer you have; 304 without a body while it still holds.',
    schema: { type: 'string' },
    example: '"mS1zEoQ3yVt8Jd0aKx2w9g"',
  },
  SessionId: {
    name: 'Session-Id',
    in: 'header',
    required: false,
    description:
      'The id of the session you believe to have. When another one has taken over, the answer is `SESSION_SUPERSEDED` and nothing happens.',
    schema: library.reference(SessionId, 'input'),
  },
});

const responseHeaders: JsonSchema = {
  'X-Request-Id': {
    description: 'Names this request in logs; the same as `requestId` of a problem document',
    schema: { type: 'string' },
    example: 'req_7f3c2a9e',
  },
  ETag: {
    description:
      'The `version` in quotes, to be sent as `If-Match`; of an answer that may be kept, a name of its content for `If-None-Match`',
    schema: { type: 'string' },
    example: '"2"',
  },
  'Cache-Control': {
    description: 'How long the answer may be kept, by anybody',
    schema: { type: 'string' },
    example: 'public, max-age=10',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next attempt',
    schema: { type: 'integer', minimum: 0 },
    example: 1,
  },
  RateLimit: {
    description: 'What is left of the budget, and the seconds until it is full again',
    schema: { type: 'string' },
    example: '"agent";r=0;t=1',
  },
  'RateLimit-Policy': {
    description: 'The budget: requests (`q`) in a window of seconds (`w`)',
    schema: { type: 'string' },
    example: '"agent";q=50;w=1',
  },
};

const securitySchemes: JsonSchema = {
  user: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A token of the identity provider. `sub` is the user, `custom:tenantId` the tenant, `cognito:groups` the roles `agent`, `supervisor`, `admin`, `analyst`.',
  },
  conversation: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token that `POST /v1/chats` returned. It opens that one conversation and nothing else.',
  },
};
