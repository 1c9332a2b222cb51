import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';

/** Knowing which telephone service there is, also when there is none. */
export const voiceProvider = ({ voice }: StageConfig): Access<'voice'> => ({
  capability: 'voice',
  variables: { VOICE_PROVIDER: voice.provider },
  permissions: [],
});
