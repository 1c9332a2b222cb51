import type * as z from 'zod';

/** Who a kind of event is for. `agent`: the feed of the agents concerned; the others: followers of a topic. */
export type Audience = 'agent' | 'customer' | 'interaction' | 'queue';

export interface EventDef<N extends string = string, P extends z.ZodType = z.ZodType> {
  readonly type: N;
  readonly summary: string;
  readonly payload: P;
  readonly audience: readonly Audience[];
}

/** Declares an event. The name carries the major version, so that two versions can be live at once. */
export const defineEvent = <const N extends `${string}.${string}.v${number}`, P extends z.ZodType>(
  spec: EventDef<N, P>,
): EventDef<N, P> => spec;

export type Events = Readonly<Record<string, EventDef>>;
export type EventOf<T> = {
  [K in keyof T]: T[K] extends EventDef<infer N, infer P> ? { type: N; data: z.output<P> } : never;
}[keyof T];
