import type { HoldSwitches, RecordingSettings } from '#schemas/admin/voice.ts';
import { chance } from '../engine/chance.ts';

/** The rules of calls that hold for a tenant in one history. */
export interface Ground {
  readonly holds: HoldSwitches;
  readonly recording: RecordingSettings;
  /** Whether its hotline leads into a flow, and not straight to a queue. */
  readonly hasFlow: boolean;
  /** When one of its queues closes, as `HH:MM`; null: never. */
  readonly closesAt: string | null;
  /** How many may wait in that queue; null: as many as come. */
  readonly maxWaiting: number | null;
}

/** For how long files are kept, in days: the least there is. */
export const KEPT_DAYS = 1;

export function groundOf(seed: number, tenantId: string): Ground {
  const by = chance(seed, 'ground', tenantId);
  return {
    holds: {
      holdBeforeConference: by.happens(0.4),
      unholdBeforeTransfer: by.happens(0.4),
      holdAllOnConference: by.happens(0.4),
    },
    recording: {
      mode: by.pick(['never', 'on-demand', 'always'] as const),
      retentionDays: KEPT_DAYS,
      ...(by.happens(0.4) && { announcement: 'This call may be recorded.' }),
    },
    hasFlow: by.happens(0.7),
    closesAt: by.happens(0.4) ? by.pick(['10:03', '10:05', '10:08'] as const) : null,
    maxWaiting: by.happens(0.3) ? by.between(1, 3) : null,
  };
}
