import * as z from 'zod';
import { type Capability, environment } from '#schemas/env.ts';

type Variables<C extends Capability> = C extends Capability ? z.output<(typeof environment)[C]> : never;
type Together<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;

/**
 * The variables of the capabilities a function uses, checked once at start.
 *
 * @throws Error that names every missing variable.
 */
export function readVariables<const C extends Capability>(
  capabilities: readonly C[],
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Together<Variables<C>> {
  const shape = Object.assign({}, ...capabilities.map(capability => environment[capability].shape));
  const result = z.object(shape).safeParse(variables);
  if (result.success) return result.data as Together<Variables<C>>;
  throw new Error(`The environment lacks ${result.error.issues.map(issue => issue.path.join('.')).join(', ')}`);
}
