import { authorizerContext, type Identity } from '#shared/runtime/identity.ts';
import type { RestEvent } from '#shared/runtime/request.ts';

export interface EventOptions {
  readonly method?: string;
  readonly resource: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** Sent as JSON unless it is text already. */
  readonly body?: unknown;
  readonly identity?: Identity;
  readonly address?: string;
}

/** An event as API Gateway's proxy integration sends it. */
export function proxyEvent({
  method = 'GET',
  resource,
  path,
  query,
  headers,
  body,
  identity,
  address,
}: EventOptions): RestEvent {
  return {
    httpMethod: method,
    resource,
    headers: { 'Content-Type': 'application/json', ...headers },
    pathParameters: path ?? null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query
      ? Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]))
      : null,
    body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'req-1',
      identity: { sourceIp: address ?? '192.0.2.1' },
      ...(identity && { authorizer: authorizerContext(identity) }),
    },
  };
}
