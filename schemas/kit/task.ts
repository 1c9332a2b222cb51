import type * as z from 'zod';

/**
 * Work that happens at a moment in the future. Its input names the deadline it was set for: a task whose deadline has
 * moved or whose subject is over finds itself stale and changes nothing.
 */
export interface Task<N extends string = string, I extends z.ZodType = z.ZodType> {
  readonly name: N;
  readonly summary: string;
  /** `workflow`: a Step Functions execution; `delay`: a delayed queue message, at most 15 minutes. */
  readonly carrier: 'workflow' | 'delay';
  readonly input: I;
}

export const defineTask = <const N extends string, I extends z.ZodType>(spec: Task<N, I>): Task<N, I> => spec;

export type Tasks = Readonly<Record<string, Task>>;
export type TaskInput<T> = T extends Task<string, infer I> ? z.output<I> : never;
