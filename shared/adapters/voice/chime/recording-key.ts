import type { LegAddress } from '#shared/app/voice/ports.ts';

/** Where what a leg records lies in the bucket of recordings; the service adds day, instant and call. */
export const recordingPrefix = ({ tenantId, interactionId, legId }: LegAddress): string =>
  `calls/${tenantId}/${interactionId}/${legId}`;

const KEY = /^calls\/([a-z0-9][a-z0-9-]{0,39})\/(int_[0-9A-HJKMNP-TV-Z]{26})\/(leg_[0-9A-HJKMNP-TV-Z]{26})\//;

/** The leg that a file is the recording of; undefined for another file. */
export function recordedLeg(key: string): LegAddress | undefined {
  const [, tenantId, interactionId, legId] = KEY.exec(key) ?? [];
  return tenantId && interactionId && legId ? { tenantId, interactionId, legId } : undefined;
}
