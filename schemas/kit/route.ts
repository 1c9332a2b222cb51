import type * as z from 'zod';
import type { ErrorCode } from '../errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** `customer` is the holder of a conversation token; the others come from the identity provider's groups. */
export type Role = 'agent' | 'supervisor' | 'admin' | 'analyst' | 'customer';

type PathParam<P extends string> = P extends `${string}{${infer N}}${infer R}` ? N | PathParam<R> : never;
type ParamsShape<P extends string> = [PathParam<P>] extends [never]
  ? undefined
  : z.ZodObject<Record<PathParam<P>, z.ZodType<unknown, string>>>;
type NoParams<P extends string> = [PathParam<P>] extends [never] ? true : false;

export interface Reply<Out extends z.ZodType = z.ZodType> {
  readonly status: 200 | 201 | 202 | 204;
  readonly body: Out;
}

/** Where an operation is called. */
export interface Address {
  readonly method: Method;
  readonly path: string;
}

export interface Route<
  P extends string = string,
  Params = z.ZodType | undefined,
  Query = z.ZodType | undefined,
  Body = z.ZodType | undefined,
  Out extends z.ZodType = z.ZodType,
  Code extends string = string,
> {
  readonly method: Method;
  readonly path: P;
  /** Other addresses that clients know the operation by. */
  readonly also: readonly Address[];
  readonly summary: string;
  readonly auth: readonly Role[] | 'public';
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly reply: Reply<Out>;
  /** A second kind of success, returned by a handler through `otherwise(...)`. */
  readonly otherwise?: Reply & { readonly when: string };
  readonly errors: readonly Code[];
  /** Whether `Idempotency-Key` is honoured. */
  readonly idempotent: boolean;
  /** Whether `If-Match` must be sent. */
  readonly conditional: boolean;
  /** Set where anybody may keep the answer for so long, and ask with its `ETag` whether it still holds. */
  readonly cacheSeconds: number | null;
  /** Set where requests are larger than the usual ones. */
  readonly maxBodyBytes: number | null;
}

/** Declares one operation. The key it gets in its route table is the operation id. */
export function defineRoute<
  const P extends string,
  Out extends z.ZodType,
  const Code extends ErrorCode,
  Params extends ParamsShape<P> = ParamsShape<P>,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  spec: {
    method: Method;
    path: P;
    also?: readonly Address[];
    summary: string;
    auth: readonly Role[] | 'public';
    query?: Query;
    body?: Body;
    reply: Reply<Out>;
    otherwise?: Reply & { readonly when: string };
    errors: readonly Code[];
    idempotent?: boolean;
    conditional?: boolean;
    cacheSeconds?: number;
    maxBodyBytes?: number;
  } & (NoParams<P> extends true ? { params?: undefined } : { params: Params }),
): Route<P, NoParams<P> extends true ? undefined : Params, Query, Body, Out, Code> {
  return {
    also: [],
    query: undefined,
    body: undefined,
    params: undefined,
    idempotent: false,
    conditional: false,
    cacheSeconds: null,
    maxBodyBytes: null,
    ...spec,
  } as never;
}

export type Routes = Readonly<Record<string, Route>>;

/** Every address of an operation, its own first. */
export const addressesOf = ({ also, method, path }: Pick<Route, 'also' | 'method' | 'path'>): readonly Address[] => [
  { method, path },
  ...also,
];

type In<S> = S extends z.ZodType ? z.output<S> : undefined;
type Wire<S> = S extends z.ZodType ? z.input<S> : undefined;
type Drop<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };

/** What a handler receives after validation. */
export type RouteInput<R> =
  R extends Route<string, infer P, infer Q, infer B, z.ZodType, string>
    ? { params: In<P>; query: In<Q>; body: In<B> }
    : never;
/** What a client must send. */
export type RouteRequest<R> =
  R extends Route<string, infer P, infer Q, infer B, z.ZodType, string>
    ? Drop<{ params: Wire<P>; query: Wire<Q>; body: Wire<B> }>
    : never;
export type RouteReply<R> = R extends Route<string, unknown, unknown, unknown, infer O, string> ? z.output<O> : never;
export type RouteError<R> = R extends Route<string, unknown, unknown, unknown, z.ZodType, infer C> ? C : never;
