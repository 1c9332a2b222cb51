import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type * as z from 'zod';
import type { Capability, environment } from '#schemas/env.ts';

/** The environment variables of a capability. Leaving one out does not compile. */
export type Variables<C extends Capability> = Readonly<z.input<(typeof environment)[C]>>;

/** What a function gets together with the use of something: where it is and what may be done with it. */
export interface Access<C extends Capability = Capability> {
  readonly capability: C;
  readonly variables: Variables<C>;
  readonly permissions: readonly PolicyStatementProps[];
  /** Findings about these permissions that are right to accept, with the reasons. */
  readonly accepted?: Readonly<Record<string, string>>;
}
