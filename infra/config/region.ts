import type { StageConfig } from './schema.ts';

/** What CDK knows of where it deploys to. It names a region even without credentials, and then it means nothing. */
interface Target {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/**
 * Stops before anything is made in a region that is not the one of the stage's telephone service.
 *
 * @throws Error that names both regions.
 */
export function assertRegion({ stage, voice }: StageConfig, { account, region }: Target): void {
  if (voice.provider === 'none' || account === undefined || region === voice.region) return;
  throw new Error(
    `The stage ${stage} has its calls in ${voice.region}, and you are about to deploy to ${region}: ` +
      'set AWS_REGION, or voice.region of the stage.',
  );
}
