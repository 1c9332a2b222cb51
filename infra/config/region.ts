import type { StageConfig } from './schema.ts';

/**
 * Stops before anything is made in a region that is not the one of the stage's telephone service. Without credentials
 * there is no region to compare, and nothing can be deployed either.
 *
 * @throws Error that names both regions.
 */
export function assertRegion({ stage, voice }: StageConfig, region: string | undefined): void {
  if (voice.provider === 'none' || region === undefined || region === voice.region) return;
  throw new Error(
    `The stage ${stage} has its calls in ${voice.region}, and you are about to deploy to ${region}: ` +
      'set AWS_REGION, or voice.region of the stage.',
  );
}
