import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, TenantId } from '../kit/id.ts';
import { ActivityResult } from './activity.ts';
import { ActivityId, LegId } from './id.ts';
import { LegEndCause } from './model.ts';

/*
 * What waits in the control queue of calls: commands beyond the rate of the telephone service, and facts that could not
 * be told. None says what a leg is to do, so that neither order nor repetition matters.
 */

const leg = z.object({ tenantId: TenantId, interactionId: InteractionId, legId: LegId });
const legId = LegId;

/** What a leg asks is asked again by itself, and never waits here. */
export const ToldEvent = z.discriminatedUnion('kind', [
  z.object({ legId, kind: z.literal('ringing') }),
  z.object({ legId, kind: z.literal('answered') }),
  z.object({ legId, kind: z.literal('activity'), activityId: ActivityId, result: ActivityResult }),
  z.object({ legId, kind: z.literal('room'), present: z.boolean() }),
  z.object({ legId, kind: z.literal('ended'), cause: LegEndCause }),
]);

/** The words that a nudge may carry: nothing about the leg travels with it, only what it should ask for. */
export const Nudge = z.enum(['ask', 'mute', 'unmute']);
export type Nudge = z.output<typeof Nudge>;

export type ToldEvent = z.output<typeof ToldEvent>;

export const VoiceControl = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nudge'), leg, ref: z.string(), word: Nudge, since: Instant }),
  z.object({ kind: z.literal('dial'), leg, since: Instant }),
  /** A browser is heard, or not, as its seat says then. */
  z.object({ kind: z.literal('mute'), leg, since: Instant }),
  /** A browser that has left the call leaves the room, too. */
  z.object({ kind: z.literal('dismiss'), leg, since: Instant }),
  z.object({ kind: z.literal('tell'), leg, event: ToldEvent, key: z.string(), since: Instant }),
]);
export type VoiceControl = z.output<typeof VoiceControl>;
