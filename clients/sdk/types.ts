import type { ClientRoutes, RouteReply, RouteRequest } from '#schemas/client.ts';

/** How one call is made, apart from what it asks. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Names the command, so that repeating it has no second effect; made for each call when left out. */
  readonly idempotencyKey?: string;
  /** The version a conditional change is based on. */
  readonly version?: number;
}

type Nothing = Record<never, never>;

/** Parts of which everything may be left out may be left out themselves. */
type Relaxed<T> = { readonly [K in keyof T as Nothing extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as Nothing extends T[K] ? K : never]?: T[K];
};

/** What a call of a route takes: its path parameters, query and body. */
export type RequestOf<R> = Relaxed<RouteRequest<R>>;

type Arguments<R> =
  Nothing extends RequestOf<R>
    ? [request?: RequestOf<R>, options?: CallOptions]
    : [request: RequestOf<R>, options?: CallOptions];

/** One method per route of a domain, under its operation id. */
export type DomainClient<T> = {
  readonly [K in keyof T]: (...given: Arguments<T[K]>) => Promise<RouteReply<T[K]>>;
};

/** All operations, by domain. */
export type Client = { readonly [D in keyof ClientRoutes]: DomainClient<ClientRoutes[D]> };
