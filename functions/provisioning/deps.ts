import { setTimeout as pause } from 'node:timers/promises';
import { ChimeSDKVoiceClient } from '@aws-sdk/client-chime-sdk-voice';
import type { SipRuleDeps } from './sip-rule.ts';

export const deps: SipRuleDeps = { client: new ChimeSDKVoiceClient(), pause };
