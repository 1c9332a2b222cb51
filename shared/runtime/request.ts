import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Route } from '#schemas/kit/route.ts';
import { SessionId } from '#schemas/sessions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Context } from './context.ts';
import { type Issue, issuesOf, requestInvalid } from './problem.ts';

/** What the runtime reads of API Gateway's proxy event. */
export type RestEvent = Pick<
  APIGatewayProxyEvent,
  | 'httpMethod'
  | 'resource'
  | 'headers'
  | 'pathParameters'
  | 'queryStringParameters'
  | 'multiValueQueryStringParameters'
  | 'body'
  | 'isBase64Encoded'
> & {
  readonly requestContext: {
    readonly requestId: string;
    readonly authorizer?: Readonly<Record<string, unknown>> | null | undefined;
    readonly identity?: { readonly sourceIp: string | null } | undefined;
  };
};

const MAX_BODY_BYTES = 64 * 1024;
export const maxBodyBytes = (route?: Route): number => route?.maxBodyBytes ?? MAX_BODY_BYTES;

/** A request as its contract wants it. */
export interface RestRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly sessionId: string | null;
  readonly origin: string | null;
  readonly ifMatch: number | null;
  readonly idempotency: Context['idempotency'];
}

/**
 * Reads a request by its contract and reports all that is wrong with it at once.
 *
 * @throws AppError `REQUEST_INVALID`, `BODY_TOO_LARGE` or `PRECONDITION_REQUIRED`.
 */
export function readRequest(operation: string, route: Route, event: RestEvent): RestRequest {
  const headers = headersOf(event);
  const issues: Issue[] = [];
  const text = carriesBody(route) ? bodyText(route, event) : '';
  const params = checked(route.params, decodedPath(event, issues), issues);
  const query = checked(route.query, queryOf(event, issues), issues);
  const body = readBody(route, text, headers, issues);
  const sessionId = readSessionId(headers.get('session-id'), issues);
  const ifMatch = readIfMatch(headers.get('if-match'), issues);
  const key = readIdempotencyKey(headers.get('idempotency-key'), issues);
  if (issues.length > 0) throw requestInvalid(issues);
  if (route.conditional && ifMatch === null) throw new AppError('PRECONDITION_REQUIRED');
  const idempotency =
    route.idempotent && key !== null ? { operation, key, digest: digestOf(operation, event, text) } : null;
  return { params, query, body, sessionId, origin: headers.get('origin') ?? null, ifMatch, idempotency };
}

/** Header names in lower case. */
export const headersOf = ({ headers }: Pick<RestEvent, 'headers'>): Map<string, string> =>
  new Map(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );

/** Bodies of GET and DELETE have no meaning and are not looked at. */
const carriesBody = ({ method }: Route): boolean => method !== 'GET' && method !== 'DELETE';

function bodyText(route: Route, { body, isBase64Encoded }: RestEvent): string {
  const maxBytes = maxBodyBytes(route);
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) throw new AppError('BODY_TOO_LARGE', { params: { maxBytes } });
  return bytes.toString('utf8').replace(BYTE_ORDER_MARK, '');
}

/** What some platforms write before every text in UTF-8; JSON has none, and readers may pass over it (RFC 8259, 8.1). */
const BYTE_ORDER_MARK = /^\uFEFF/;

function checked(schema: z.ZodType | undefined, value: unknown, issues: Issue[]): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  issues.push(...issuesOf(result.error));
  return undefined;
}

/** API Gateway hands path segments on as they were sent, so an encoded `@` of an id arrives as `%40`. */
function decodedPath({ pathParameters }: RestEvent, issues: Issue[]): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(pathParameters ?? {})) {
    try {
      decoded[name] = decodeURIComponent(value);
    } catch {
      issues.push({ path: name, message: 'is not encoded correctly' });
    }
  }
  return decoded;
}

function queryOf({ queryStringParameters, multiValueQueryStringParameters }: RestEvent, issues: Issue[]): object {
  for (const [name, values] of Object.entries(multiValueQueryStringParameters ?? {})) {
    if ((values?.length ?? 0) > 1) issues.push({ path: name, message: 'is given more than once' });
  }
  return queryStringParameters ?? {};
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
/** An escaped surrogate: the only way JSON can hold text that is no text. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

function readBody(route: Route, text: string, headers: ReadonlyMap<string, string>, issues: Issue[]): unknown {
  if (text === '') return checked(route.body, undefined, issues);
  const type = headers.get('content-type');
  if (type !== undefined && !JSON_TYPE.test(type)) {
    issues.push({ path: 'Content-Type', message: 'must be application/json' });
    return undefined;
  }
  const value = parsed(text, issues);
  if (value === undefined) return undefined;
  if (route.body) return checked(route.body, value, issues);
  if (!isEmptyObject(value)) issues.push({ path: '', message: 'this operation takes no body' });
  return undefined;
}

function parsed(text: string, issues: Issue[]): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!SURROGATE_ESCAPE.test(text) || isWellFormed(value)) return value;
    issues.push({ path: '', message: 'the body holds half a surrogate pair' });
  } catch {
    issues.push({ path: '', message: 'the body is not valid JSON' });
  }
  return undefined;
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key.isWellFormed() && isWellFormed(inner));
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

function readSessionId(value: string | undefined, issues: Issue[]): string | null {
  if (value === undefined) return null;
  const result = SessionId.safeParse(value);
  if (!result.success) issues.push({ path: 'Session-Id', message: 'is not the id of a session' });
  return result.data ?? null;
}

const ENTITY_TAG = /^(?:(?:W\/)?"(\d{1,15})"|(\d{1,15}))$/;

function readIfMatch(value: string | undefined, issues: Issue[]): number | null {
  if (value === undefined) return null;
  const match = ENTITY_TAG.exec(value.trim());
  if (!match) issues.push({ path: 'If-Match', message: 'must be one ETag, such as "7"' });
  return match ? Number(match[1] ?? match[2]) : null;
}

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

function readIdempotencyKey(value: string | undefined, issues: Issue[]): string | null {
  if (value === undefined) return null;
  if (VISIBLE.test(value)) return value;
  issues.push({ path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' });
  return null;
}

/** Equal for equal requests, whatever the order of their parameters. */
function digestOf(operation: string, event: RestEvent, text: string): string {
  const facts = [operation, sorted(event.pathParameters), sorted(event.queryStringParameters), text];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

const sorted = (values: Readonly<Record<string, string | undefined>> | null): [string, string | undefined][] =>
  Object.entries(values ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
