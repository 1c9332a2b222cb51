import { setTimeout as pause } from 'node:timers/promises';
import { ChimeSDKVoiceClient } from '@aws-sdk/client-chime-sdk-voice';

/** What the functions stand on that make resources for CloudFormation. */
export interface ProvisioningDeps {
  readonly client: ChimeSDKVoiceClient;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export const deps: ProvisioningDeps = { client: new ChimeSDKVoiceClient(), pause };
