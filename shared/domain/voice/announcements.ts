import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { participants } from '#shared/domain/interactions/assignments.ts';
import type { NewEvent } from '#shared/domain/kit/change.ts';
import { isHeld } from './hold.ts';
import { isLive } from './leg.ts';
import { isConference } from './state.ts';

type Told = NewEvent extends infer E ? (E extends NewEvent ? Pick<E, 'type' | 'data'> : never) : never;

/** What desktops are told of a call: it follows from the call before and after, so that no decision can forget it. */
export function announcements(
  before: CallRecord | null,
  after: CallRecord,
  interaction: InteractionRecord,
): NewEvent[] {
  const known = new Map(before?.legs.map(leg => [leg.id, leg]));
  const facts = { ...about(interaction) };
  const told: Told[] = [
    ...after.legs.flatMap(leg => legNews(known.get(leg.id), leg, facts)),
    ...(before && after.status === 'live' ? callNews(before, after, facts) : []),
    ...conferenceNews(before, after, facts),
  ];
  const asked = interaction.offer ? [interaction.offer.agentId] : [];
  const agents = [...new Set([...participants(interaction), ...asked])];
  return told.map(one => ({ ...one, subject: `interaction/${interaction.id}`, agents }) as NewEvent);
}

function legNews(before: Leg | undefined, leg: Leg, facts: ReturnType<typeof about>): Told[] {
  const data = { ...facts, legId: leg.id, party: leg.party };
  const wasIn = before?.state === 'connected';
  return [
    ...(leg.state === 'ringing' && before?.state !== 'ringing' ? [{ type: 'call.ringing.v1' as const, data }] : []),
    ...(leg.state === 'connected' && !wasIn ? [{ type: 'call.party-joined.v1' as const, data }] : []),
    ...(before && isLive(before) && !isLive(leg)
      ? [{ type: 'call.party-left.v1' as const, data: { ...data, cause: leg.endCause, wasConnected: wasIn } }]
      : []),
    ...(before && before.muted !== leg.muted && isLive(leg)
      ? [{ type: 'call.muted.v1' as const, data: { ...data, muted: leg.muted } }]
      : []),
  ];
}

function conferenceNews(before: CallRecord | null, after: CallRecord, data: ReturnType<typeof about>): Told[] {
  const [was, is] = [before !== null && isConference(before), isConference(after)];
  if (was === is) return [];
  return [{ type: is ? ('call.conference-started.v1' as const) : ('call.conference-ended.v1' as const), data }];
}

function callNews(before: CallRecord, after: CallRecord, facts: ReturnType<typeof about>): Told[] {
  const { consult, parked, recording } = after;
  return [
    ...(isHeld(before) === isHeld(after)
      ? []
      : [
          { type: isHeld(after) ? ('interaction.held.v1' as const) : ('interaction.resumed.v1' as const), data: facts },
        ]),
    ...(parked && !before.parked
      ? [{ type: 'call.parked.v1' as const, data: { ...facts, byAgentId: parked.byAgentId, endsAt: parked.endsAt } }]
      : []),
    ...(before.parked && !parked ? [{ type: 'call.unparked.v1' as const, data: facts }] : []),
    ...(before.gathering === after.gathering
      ? []
      : [
          {
            type: after.gathering ? ('call.gathering-started.v1' as const) : ('call.gathering-ended.v1' as const),
            data: facts,
          },
        ]),
    ...(consult && before.consult?.legId !== consult.legId
      ? [{ type: 'call.consult-started.v1' as const, data: { ...facts, ...consult } }]
      : []),
    ...(before.consult && !consult ? [{ type: 'call.consult-ended.v1' as const, data: facts }] : []),
    ...(before.recording === recording
      ? []
      : [{ type: 'call.recording-changed.v1' as const, data: { ...facts, recording } }]),
  ];
}
