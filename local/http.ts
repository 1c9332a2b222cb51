import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { DomainName } from '#schemas/index.ts';
import type { AppError } from '#shared/domain/kit/app-error.ts';
import { bearerToken, type Verifier } from '#shared/runtime/auth.ts';
import { authorizerContext } from '#shared/runtime/identity.ts';
import { asAppError } from '#shared/runtime/problem.ts';
import { maxBodyBytes, type RestEvent } from '#shared/runtime/request.ts';
import { earlyProblem, type RestResult } from '#shared/runtime/rest.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';
import { findRoute, type Match } from './routes.ts';

export type RestFunction = (event: RestEvent) => Promise<RestResult>;

/** Something that is served besides the contract's routes: pages, documents, helpers of the local system. */
export type LocalPage = (request: PageRequest) => Promise<PageReply | undefined>;
export interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  /** The body as text, empty when there is none. */
  readonly body: string;
}
export interface PageReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The same for what is sent in other forms or sizes than the contract knows; reads the body itself. */
export type RawPage = (request: IncomingMessage, url: URL) => Promise<PageReply | undefined>;

export interface HttpOptions {
  readonly functions: Readonly<Record<DomainName, RestFunction>>;
  readonly verify: Verifier;
  /** Asked in turn for what is no route of the contract. */
  readonly pages: readonly LocalPage[];
  /** Asked before the body is read. */
  readonly rawPages?: readonly RawPage[];
  readonly telemetry: Telemetry;
}

/** Stands in the place of API Gateway: it checks tokens, matches paths and hands on proxy events. */
export function gateway({ functions, verify, pages, rawPages = [], telemetry }: HttpOptions): RequestListener {
  async function answer(request: IncomingMessage, requestId: string): Promise<PageReply> {
    const { method = 'GET' } = request;
    const url = URL.parse(`http://localhost${request.url}`);
    if (!url) return pageOf(earlyProblem('ROUTE_NOT_FOUND', requestId));
    if (method === 'OPTIONS') return preflight();
    for (const page of rawPages) {
      const reply = await page(request, url);
      if (reply) return reply;
    }
    const match = findRoute(method, url.pathname);
    const maxBytes = maxBodyBytes('route' in match ? match.route : undefined);
    const body = await readBody(request, maxBytes);
    if (body === undefined) return closing(pageOf(tooLarge(maxBytes, requestId)));
    if ('route' in match) return pageOf(await invoke(match, request, url, body, requestId));
    for (const page of pages) {
      const reply = await page({ method, path: url.pathname, requestId, body: body.toString('utf8') });
      if (reply) return reply;
    }
    return allowing(match.allow, pageOf(earlyProblem('ROUTE_NOT_FOUND', requestId)));
  }

  async function invoke(
    { domain, route, address, pathParameters }: Match,
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    requestId: string,
  ) {
    const headers = headersOf(request.headers);
    try {
      const identity = route.auth === 'public' ? undefined : await verify(bearerToken(headers['authorization']));
      return await functions[domain]({
        httpMethod: address.method,
        resource: address.path,
        headers,
        pathParameters,
        ...queryOf(url),
        body: body.length === 0 ? null : body.toString('base64'),
        isBase64Encoded: body.length > 0,
        requestContext: {
          requestId,
          identity: { sourceIp: request.socket.remoteAddress ?? null },
          ...(identity && { authorizer: authorizerContext(identity) }),
        },
      });
    } catch (thrown) {
      return refused(asAppError(thrown), requestId);
    }
  }

  function refused(error: AppError, requestId: string): RestResult {
    if (error.code === 'INTERNAL') telemetry.defect(error.cause, 'http', requestId);
    return earlyProblem(error.code, requestId, error.details);
  }

  return (request, response) => {
    const requestId = `req_${randomUUID()}`;
    answer(request, requestId)
      .catch(thrown => pageOf(refused(asAppError(thrown), requestId)))
      .then(reply => send(response, reply))
      .catch(() => response.destroy());
  };
}

function send(response: ServerResponse, { status, headers, body }: PageReply): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

const pageOf = ({ statusCode, headers, body }: RestResult): PageReply => ({ status: statusCode, headers, body });

/** Undefined when there is more of it than any operation takes; API Gateway's own limit is higher, the answer is the same. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const headersOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

function queryOf({ searchParams }: URL): Pick<RestEvent, 'queryStringParameters' | 'multiValueQueryStringParameters'> {
  if (searchParams.size === 0) return { queryStringParameters: null, multiValueQueryStringParameters: null };
  const names = [...new Set(searchParams.keys())];
  return {
    queryStringParameters: Object.fromEntries(searchParams),
    multiValueQueryStringParameters: Object.fromEntries(names.map(name => [name, searchParams.getAll(name)])),
  };
}

const ALLOWED_HEADERS =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Session-Id, X-Request-Id';
const preflight = (): PageReply => ({
  status: 204,
  headers: {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': '600',
  },
  body: '',
});

const tooLarge = (maxBytes: number, requestId: string): RestResult =>
  earlyProblem('BODY_TOO_LARGE', requestId, { params: { maxBytes } });

const closing = (reply: PageReply): PageReply => ({ ...reply, headers: { ...reply.headers, Connection: 'close' } });

const allowing = (methods: readonly string[], reply: PageReply): PageReply =>
  methods.length === 0 ? reply : { ...reply, headers: { ...reply.headers, Allow: methods.join(', ') } };
