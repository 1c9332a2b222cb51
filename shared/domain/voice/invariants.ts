import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { activeAssignments } from '#shared/domain/interactions/assignments.ts';
import { type Breach, broken } from '#shared/domain/kit/breach.ts';
import { isCustomer, isLive, isOfAgent, isOn } from './leg.ts';

/** What contradicts itself inside one call, or between a call and its interaction. */
export function contradictions(call: CallRecord, interaction: InteractionRecord): Breach[] {
  const on = call.legs.filter(isOn);
  const over = call.status === 'ended';
  const owned = (leg: Leg) => isOwned(leg, interaction);
  const present = interaction.status === 'parked' ? [] : activeAssignments(interaction);
  const shown = () => `${interaction.status}, ${call.status}: ${call.legs.map(show).join('; ')}`;
  return broken(call.id, {
    'a-call-lives-with-its-interaction': [over === (interaction.endedAt !== null), shown],
    'one-customer': [on.filter(isCustomer).length <= 1, shown],
    'every-leg-has-an-owner': [on.every(owned), shown],
    'everybody-has-one-leg': [
      over || present.every(({ agentId }) => on.filter(leg => isOfAgent(leg, agentId)).length === 1),
      shown,
    ],
    'nobody-is-on-a-call-that-is-over': [!over || on.length === 0, shown],
    'parked-means-parked': [(call.parked !== null) === (interaction.status === 'parked'), shown],
    'gathering-while-an-agent-has-it': [
      !call.gathering || ['connecting', 'active'].includes(interaction.status),
      shown,
    ],
    'who-is-consulted-is-there': [call.consult === null || on.some(leg => leg.id === call.consult?.legId), shown],
    'in-a-flow-until-an-agent-has-it': [call.flow === null || !HELD.has(interaction.status), shown],
    'created-means-in-a-flow': [interaction.status !== 'created' || call.flow !== null, shown],
    'a-flow-has-who-waits-wait': [
      call.flow === null || (call.flow.waiting !== null) === WAITS.has(interaction.status),
      shown,
    ],
    'held-while-somebody-talks': [interaction.status === 'active' || on.every(leg => !leg.held), shown],
    'looked-after-while-anything-is-left': [call.live !== undefined || (over && !call.legs.some(isLive)), shown],
  });
}

const HELD: ReadonlySet<InteractionRecord['status']> = new Set(['connecting', 'active', 'parked']);
const WAITS: ReadonlySet<InteractionRecord['status']> = new Set(['queued', 'offered']);

function isOwned({ party }: Leg, interaction: InteractionRecord): boolean {
  switch (party.kind) {
    case 'customer':
      return interaction.endedAt === null;
    case 'guest':
      return ['connecting', 'active', 'handed-over'].includes(interaction.status);
    case 'agent':
      return (
        interaction.offer?.agentId === party.agentId ||
        activeAssignments(interaction).some(one => one.agentId === party.agentId)
      );
  }
}

/** What no change may do to a call. */
export function illegalMove(before: CallRecord | null, after: CallRecord): Breach[] {
  if (before === null) return broken(after.id, { 'first-version': [after.version === 1, () => `${after.version}`] });
  const pairs = before.legs.map(leg => ({ leg, later: after.legs.find(one => one.id === leg.id) }));
  return broken(after.id, {
    'next-version': [after.version === before.version + 1, () => `${before.version} became ${after.version}`],
    'nobody-is-forgotten': [
      pairs.every(({ leg, later }) => later !== undefined || !isLive(leg)),
      () => after.legs.map(show).join('; '),
    ],
    'an-end-is-an-end': [
      (before.status === 'live' || after.status === 'ended') &&
        pairs.every(({ leg, later }) => isLive(leg) || later === undefined || later.state === 'ended'),
      () => after.legs.map(show).join('; '),
    ],
    'nobody-is-called-back': [
      pairs.every(
        ({ leg, later }) => leg.activity.kind !== 'hang-up' || later === undefined || later.activity.kind === 'hang-up',
      ),
      () => after.legs.map(show).join('; '),
    ],
  });
}

const show = ({ activity, held, party, state }: Leg): string =>
  `${party.kind === 'agent' ? party.agentId : party.kind} ${state} ${activity.kind}${held ? ' held' : ''}`;
