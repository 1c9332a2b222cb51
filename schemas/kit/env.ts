import type * as z from 'zod';

/** Variables that one capability of a function reads; the construct that grants the capability sets them. */
export type EnvironmentContract = z.ZodObject<Record<string, z.ZodType<unknown, string | undefined>>>;

/** Reads and checks the variables once, at start. */
export const readEnvironment = <T extends EnvironmentContract>(
  contract: T,
  variables: Readonly<Record<string, string | undefined>>,
): z.output<T> => contract.parse(variables);
