import type { RecordingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, Leg, LegEndpoint } from '#schemas/voice/model.ts';
import { activeAssignments, handling } from '#shared/domain/interactions/assignments.ts';
import { askToConfirm } from './collect.ts';
import { dial } from './dial.ts';
import { hangUp } from './hang-up.ts';
import { holdCustomer, holdOutsiders } from './hold.ts';
import { agentLeg, isCustomer, isInRoom, isOfAgent, isOn, legsOn, type Moment } from './leg.ts';
import { announce, isAnnouncement, isMusic, playMusic } from './play.ts';
import { closeRecordings } from './recording.ts';
import { talk } from './talk.ts';

/*
 * What each leg of a call does follows from its interaction and from the facts of the call (who is on hold, who is
 * consulted): decisions change those, and nobody commands legs by hand. Steering twice is steering once.
 */

/** What steering has to know beside the call. */
export interface Scene extends Moment {
  readonly interaction: InteractionRecord;
  /** Where an agent is reached now. */
  readonly extensionOf: (agentId: string) => LegEndpoint;
  /** How calls of the campaign are recorded. */
  readonly recording: RecordingSettings;
}

/** Gives every leg of a call what it should do; the call itself where each does so already. */
export function steer(call: CallRecord, scene: Scene): CallRecord {
  const over = scene.interaction.endedAt !== null;
  const staffed =
    over || call.status === 'ended'
      ? call
      : withOutsider(withAgents(inForce(withoutFlow(call, scene), scene), scene), scene);
  const crew = mapLegs(staffed, leg => (isCustomer(leg) ? leg : directed(leg, wishOf(leg, staffed, scene), scene)));
  const legs = mapLegs(crew, leg => (isCustomer(leg) ? directed(leg, wishOf(leg, crew, scene), scene) : leg));
  return over && call.status === 'live' ? endCall(legs, scene) : legs;
}

/** The same call where no leg has changed. */
function mapLegs(call: CallRecord, change: (leg: Leg) => Leg): CallRecord {
  const legs = call.legs.map(change);
  return legs.every((leg, at) => leg === call.legs[at]) ? call : { ...call, legs };
}

const endCall = (call: CallRecord, { interaction, now }: Scene): CallRecord => ({
  ...call,
  status: 'ended',
  flow: null,
  consult: null,
  joining: null,
  parked: null,
  gathering: false,
  recording: call.recording === 'off' ? 'off' : 'stopped',
  recordings: closeRecordings(call.recordings, now),
  endedAt: interaction.endedAt,
  endedBy: interaction.endedBy,
});

/**
 * Without what no longer holds: nobody is consulted by an agent who has left, nobody is parked who has been picked up, and
 * nobody is on hold for whoever comes next.
 */
function inForce(call: CallRecord, { interaction }: Scene): CallRecord {
  const talks = interaction.status === 'active';
  const takesPart = (agentId: string) => activeAssignments(interaction).some(one => one.agentId === agentId);
  const stays = (legId: string) =>
    call.legs.some(
      leg => leg.id === legId && isOn(leg) && (leg.party.kind !== 'agent' || takesPart(leg.party.agentId)),
    );
  const isAwaited = (legId: string) => stays(legId) && !call.legs.some(leg => leg.id === legId && isInRoom(leg));
  const { consult, gathering, joining, parked } = call;
  const kept = {
    consult: talks && consult && takesPart(consult.agentId) && stays(consult.legId) ? consult : null,
    joining: talks && joining && isAwaited(joining) ? joining : null,
    parked: interaction.status === 'parked' ? parked : null,
    gathering: gathering && (talks || interaction.status === 'connecting'),
  };
  const isOver = (consult !== null && kept.consult === null) || (joining !== null && kept.joining === null);
  const released = talks ? (isOver ? holdCustomer(call, false) : call) : holdOutsiders(call, false);
  const same =
    kept.consult === consult && kept.joining === joining && kept.parked === parked && kept.gathering === gathering;
  return same ? released : { ...released, ...kept };
}

/**
 * A flow is over as soon as an agent has the call, and with it whatever the queue was announcing: it is not heard out. What
 * the queue has begun with may be what must be.
 */
function withoutFlow(call: CallRecord, { interaction }: Scene): CallRecord {
  const { flow } = call;
  if (flow === null || !HELD.has(interaction.status)) return call;
  const isAnnouncing = (flow.waiting?.announcedAt ?? null) !== null;
  const cutOff = (leg: Leg): Leg =>
    isAnnouncing && isCustomer(leg) && isAnnouncement(leg.activity) ? { ...leg, settled: true } : leg;
  return { ...mapLegs(call, cutOff), flow: null };
}

const HELD: ReadonlySet<InteractionRecord['status']> = new Set(['connecting', 'active', 'parked']);

/** Everybody who should take part has a leg: his telephone rings, or his browser is waited for. */
function withAgents(call: CallRecord, scene: Scene): CallRecord {
  const { interaction } = scene;
  const present = interaction.status === 'parked' ? [] : activeAssignments(interaction).map(one => one.agentId);
  const staffed = present.reduce(
    (so, agentId) => (agentLeg(so, agentId) ? so : dialAgent(so, agentId, endpointOf(so, agentId, scene), scene)),
    call,
  );
  const { offer } = interaction;
  if (!offer || agentLeg(staffed, offer.agentId)) return staffed;
  const endpoint = scene.extensionOf(offer.agentId);
  const rungAlready = call.legs.some(leg => isOfAgent(leg, offer.agentId) && leg.startedAt >= offer.createdAt);
  return endpoint.kind === 'browser' || rungAlready ? staffed : dialAgent(staffed, offer.agentId, endpoint, scene);
}

function dialAgent(call: CallRecord, agentId: string, endpoint: LegEndpoint, scene: Scene): CallRecord {
  const before = call.legs.findLast(leg => isOfAgent(leg, agentId));
  const dialled = dial(call, { kind: 'agent', agentId }, endpoint, scene);
  // Who was muted and lost the connection does not come back unmuted.
  return before?.muted
    ? mapLegs(dialled, leg => (leg === dialled.legs.at(-1) ? { ...leg, muted: true } : leg))
    : dialled;
}

/** Who comes back comes back where he was: the extension of the moment may be another one. */
const endpointOf = (call: CallRecord, agentId: string, scene: Scene): LegEndpoint =>
  call.legs.findLast(leg => isOfAgent(leg, agentId))?.endpoint ?? scene.extensionOf(agentId);

/** The customer of an outbound call is called as soon as his agent is there (OUT-01). */
function withOutsider(call: CallRecord, scene: Scene): CallRecord {
  if (call.direction === 'inbound' || call.to === null || call.legs.some(isCustomer)) return call;
  const agentId = handling(scene.interaction)?.agentId;
  const leg = agentId === undefined ? undefined : agentLeg(call, agentId);
  if (!leg || !isInRoom(leg)) return call;
  const dialled = dial(call, { kind: 'customer' }, { kind: 'phone', number: call.to }, scene);
  return mapLegs(dialled, one => (isCustomer(one) ? announce(one, scene.recording, scene) : one));
}

type Wish = 'keep' | 'music' | 'talk' | 'confirm' | 'hang-up';

function wishOf(leg: Leg, call: CallRecord, { interaction }: Scene): Wish {
  // Who has been told to go is not called back.
  if (!isOn(leg)) return 'keep';
  if (interaction.endedAt !== null || call.status === 'ended') return 'hang-up';
  switch (leg.party.kind) {
    case 'customer':
      // What a customer must be told is heard out.
      if (isAnnouncement(leg.activity) && !leg.settled) return 'keep';
      // A flow says what is heard next, but for who talks to somebody to whom it has forwarded him.
      if (call.flow !== null && interaction.status !== 'handed-over') return 'keep';
      if (leg.held || call.gathering || !TALKS.has(interaction.status)) return 'music';
      return somebodyIsThere(leg, call, interaction) ? 'talk' : 'music';
    case 'guest':
      if (!TALKS.has(interaction.status)) return 'hang-up';
      if (leg.held || call.gathering) return 'music';
      return interaction.status === 'handed-over' || isMet(leg, call) ? 'talk' : 'music';
    case 'agent':
      return wishOfAgent(leg.endpoint, leg.party.agentId, interaction);
  }
}

const TALKS: ReadonlySet<InteractionRecord['status']> = new Set(['connecting', 'active', 'handed-over']);

/** Agents are on hold with nobody: only customers and guests are. */
function wishOfAgent(endpoint: LegEndpoint, agentId: string, interaction: InteractionRecord): Wish {
  const takesPart =
    interaction.status !== 'parked' && activeAssignments(interaction).some(one => one.agentId === agentId);
  if (takesPart) return 'talk';
  if (interaction.offer?.agentId !== agentId) return 'hang-up';
  // A desk phone is answered by a person; behind a telephone number there may be a mailbox.
  return endpoint.kind === 'phone' ? 'confirm' : 'keep';
}

/** Nobody waits in a silent room: the music goes on until somebody is there. Who was called joins who called him. */
const somebodyIsThere = (leg: Leg, call: CallRecord, { status }: InteractionRecord): boolean =>
  (leg.state !== 'connected' && status === 'connecting') || isMet(leg, call);

const isMet = (leg: Leg, call: CallRecord): boolean =>
  legsOn(call).some(other => other !== leg && isInRoom(other) && !other.held);

function directed(leg: Leg, wish: Wish, moment: Moment): Leg {
  const { kind } = leg.activity;
  switch (wish) {
    case 'keep':
      return leg;
    case 'music':
      return isMusic(leg.activity) && !leg.settled ? leg : playMusic(leg, moment);
    case 'talk':
      return kind === 'talk' ? leg : talk(leg, moment);
    case 'confirm':
      return kind === 'collect' ? leg : askToConfirm(leg, moment);
    case 'hang-up':
      return hangUp(leg, moment);
  }
}
