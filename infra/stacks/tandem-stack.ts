import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/schema.ts';

/** A stack of one stage: named, tagged and protected in the same way. */
export abstract class TandemStack extends Stack {
  constructor(scope: Construct, part: string, description: string, { stage, retain }: StageConfig) {
    super(scope, `tandem-${stage}-${part}`, {
      description: `Tandem ${stage}: ${description}`,
      terminationProtection: retain,
      tags: { application: 'tandem', stage, part },
    });
  }
}
