import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import type { Moved } from '#shared/domain/kit/change.ts';
import { isLive } from './leg.ts';

/** Something to ask of the telephone service. Asking twice is asking once. */
export type VoiceCommand =
  | { readonly kind: 'dial'; readonly leg: Leg; readonly from: string }
  /** `cancel`: of use only where a leg that still rings can be taken down. */
  | { readonly kind: 'nudge'; readonly legId: string; readonly ref: string; readonly cancel: boolean }
  | { readonly kind: 'set-muted'; readonly legId: string; readonly muted: boolean }
  | { readonly kind: 'dismiss'; readonly legId: string }
  | { readonly kind: 'close-room' };

/**
 * What the telephone service has to be asked for so that a call becomes what it should be: it follows from the call
 * before and after, and can therefore be repeated by whoever sees the change. Without a before it is all that is still
 * to be told.
 */
export function commandsOf({ before, after }: Moved<CallRecord>): VoiceCommand[] {
  const known = new Map(before?.legs.map(leg => [leg.id, leg]));
  const closes = after.status === 'ended' && before?.status === 'live';
  return [
    ...after.legs.flatMap(leg => legCommands(known.get(leg.id), leg, after)),
    ...(closes ? [{ kind: 'close-room' as const }] : []),
  ];
}

function legCommands(before: Leg | undefined, leg: Leg, call: CallRecord): VoiceCommand[] {
  if (leg.endpoint.kind !== 'browser')
    return [...dialling(before, leg, call), ...nudging(before, leg), ...muting(before, leg)];
  const dismissed = before !== undefined && isLive(before) && !isLive(leg);
  return dismissed ? [{ kind: 'dismiss', legId: leg.id }] : muting(before, leg);
}

function dialling(before: Leg | undefined, leg: Leg, call: CallRecord): VoiceCommand[] {
  const wanted = leg.direction === 'outbound' && leg.state === 'dialling' && leg.activity.kind !== 'hang-up';
  return wanted && leg.ref === null && before === undefined ? [{ kind: 'dial', leg, from: callerNumberOf(call) }] : [];
}

/** The number that whoever is called sees: one of the tenant, which was called itself or is the campaign's. */
const callerNumberOf = ({ direction, from, to }: CallRecord): string => (direction === 'inbound' ? to : from) ?? '';

function nudging(before: Leg | undefined, leg: Leg): VoiceCommand[] {
  const { activity, errands, ref, state } = leg;
  if (ref === null || !isLive(leg)) return [];
  const cancel = state !== 'connected';
  const untold = leg.untold && (!cancel || activity.kind === 'hang-up');
  if (!untold && errands.length === 0) return [];
  const alreadyAsked =
    before?.ref === ref &&
    before.state === state &&
    before.activity.id === activity.id &&
    errands.every(errand => before.errands.some(one => one.id === errand.id));
  return alreadyAsked ? [] : [{ kind: 'nudge', legId: leg.id, ref, cancel }];
}

/** A place in the room begins unmuted. */
function muting(before: Leg | undefined, leg: Leg): VoiceCommand[] {
  if (leg.state !== 'connected') return [];
  const was = before?.state === 'connected' && before.muted;
  return was === leg.muted ? [] : [{ kind: 'set-muted', legId: leg.id, muted: leg.muted }];
}
