import type { Route } from '#schemas/client.ts';

/** The parts of a request as a route declares them. */
export interface RequestParts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** Where a call of a route goes. */
export function urlOf(baseUrl: string, route: Route, { params = {}, query = {} }: RequestParts): string {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = new URLSearchParams(given).toString();
  return `${baseUrl.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}

/** Whether a call may be sent again when nobody knows whether the first one arrived. */
export function isRepeatable(route: Route, { body }: RequestParts): boolean {
  const named = typeof body === 'object' && body !== null && 'clientMessageId' in body;
  return route.method !== 'POST' || route.idempotent || named;
}
