import type * as z from 'zod';
import { type ErrorCode, errors } from '#schemas/errors.ts';
import { registry } from '#schemas/index.ts';
import type { Route } from '#schemas/kit/route.ts';

/** One route with the names it has in the registry. */
export interface Operation {
  readonly id: string;
  readonly domain: string;
  readonly route: Route;
}

export const operations: readonly Operation[] = Object.entries(registry).flatMap(([domain, { routes }]) =>
  Object.entries(routes).map(([id, route]) => ({ id, domain, route })),
);

const CARRYING_BODIES: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** The codes that come from the edge, whatever the route itself may refuse. */
export function edgeCodes(route: Route): ErrorCode[] {
  return [
    'REQUEST_INVALID',
    ...(route.auth === 'public' ? [] : (['TOKEN_INVALID', 'FORBIDDEN'] as const)),
    ...(CARRYING_BODIES.includes(route.method) ? (['BODY_TOO_LARGE'] as const) : []),
    ...(route.idempotent ? (['IDEMPOTENCY_KEY_REUSED'] as const) : []),
    'RATE_LIMITED',
    'INTERNAL',
    'TRY_LATER',
  ];
}

/** Every code an operation may answer with, in the order of the catalogue. */
export function codesOf(route: Route): ErrorCode[] {
  const possible = new Set<string>([...edgeCodes(route), ...route.errors]);
  return (Object.keys(errors) as ErrorCode[]).filter(code => possible.has(code));
}

export const codesByStatus = (route: Route): Map<number, ErrorCode[]> =>
  Map.groupBy(codesOf(route), code => errors[code].status);

/** Attribute schemas of an object schema; none for anything else. */
export const shapeOf = (schema: z.ZodType | undefined): Readonly<Record<string, z.ZodType>> =>
  schema !== undefined && 'shape' in schema ? (schema.shape as Record<string, z.ZodType>) : {};

/** `disposeInteraction` as `DisposeInteraction`. */
export const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
