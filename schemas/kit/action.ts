import type * as z from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { Role } from './route.ts';

/** A frame that a client sends on the socket; `action` selects it. */
export interface Action<N extends string = string, B extends z.ZodType = z.ZodType> {
  readonly action: N;
  readonly summary: string;
  readonly auth: readonly Role[];
  readonly body: B;
  readonly errors: readonly ErrorCode[];
}

export const defineAction = <const N extends string, B extends z.ZodType>(spec: Action<N, B>): Action<N, B> => spec;

export type Actions = Readonly<Record<string, Action>>;
export type ActionInput<A> = A extends Action<string, infer B> ? z.output<B> : never;
