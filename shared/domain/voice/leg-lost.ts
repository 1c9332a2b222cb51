import type { Campaign, Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { EndReason, InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, Leg, LegEndCause } from '#schemas/voice/model.ts';
import { activeAssignments, handling, lastHolder } from '#shared/domain/interactions/assignments.ts';
import { heldBySomebody, leaveConference } from '#shared/domain/interactions/conference.ts';
import { endActive, endByAgent, endHandedOver, endInFlow, leave, type Party } from '#shared/domain/interactions/end.ts';
import { type Change, change, merge, nothing } from '#shared/domain/kit/change.ts';
import { reject } from '#shared/domain/routing/offer.ts';
import { backInQueue, dropAssignment, mediaFailed } from './back-in-queue.ts';
import { goOn } from './flow/in-flow.ts';
import type { FlowWorld } from './flow/world.ts';
import { holdOutsiders } from './hold.ts';
import { customerLeg, isCustomer, isRoom, legsOn } from './leg.ts';

/** Everything that is known when a party is lost. */
export interface Floor {
  readonly interaction: InteractionRecord;
  /** With the leg ended. */
  readonly call: CallRecord;
  /** Everybody who has or had a part, with the rules he wraps up by. */
  readonly crew: ReadonlyMap<string, Party>;
  /** Those of whoever holds it, or held it last. */
  readonly rules: { readonly queue: Queue; readonly campaign: Campaign };
  readonly settings: RoutingSettings;
  /** What a flow asks of the tenant; there while the call is in one. */
  readonly flow?: FlowWorld | undefined;
  readonly now: string;
}

/**
 * Somebody is no longer on the call, or was not reached. Legs never take each other down: what becomes of the others is
 * decided here, by who is gone.
 *
 * @param wasConnected whether he had answered
 */
export function legLost(leg: Leg, cause: LegEndCause, wasConnected: boolean, floor: Floor): Change {
  if (floor.interaction.endedAt !== null) return nothing;
  switch (leg.party.kind) {
    case 'customer':
      return customerLost(cause, wasConnected, floor);
    case 'agent':
      return agentLost(leg, leg.party.agentId, cause, wasConnected, floor);
    case 'guest':
      return guestLost(leg, wasConnected, floor);
  }
}

const UNREACHED: Readonly<Partial<Record<LegEndCause, EndReason>>> = {
  busy: 'busy',
  'no-answer': 'no-answer',
  rejected: 'refused',
  machine: 'machine',
};

/** The customer has hung up, wherever the call was; or was never reached (OUT-05). */
function customerLost(cause: LegEndCause, wasConnected: boolean, floor: Floor): Change {
  const { call, crew, interaction, now, rules } = floor;
  if (interaction.status === 'created') {
    const endReason = call.flow?.messageLeft ? 'customer-left' : 'abandoned-in-flow';
    return endInFlow(interaction, { endedBy: 'customer', endReason }, now);
  }
  const holder = crew.get(handling(interaction)?.agentId ?? '');
  if (!wasConnected && interaction.direction === 'outbound' && holder) {
    return endBySystem(holder, UNREACHED[cause] ?? 'failed', floor);
  }
  const last = crew.get(lastHolder(interaction)?.agentId ?? '');
  const asked = crew.get(interaction.offer?.agentId ?? '');
  const concerned = { agent: (holder ?? asked)?.agent, last: last?.agent };
  return leave(interaction, concerned, rules, now, others(floor, holder));
}

/** An agent's telephone or browser: whether he has left, has lost the connection, or never came, differs. */
function agentLost(leg: Leg, agentId: string, cause: LegEndCause, wasConnected: boolean, floor: Floor): Change {
  const { call, crew, interaction, now, settings } = floor;
  const party = crew.get(agentId);
  const part = activeAssignments(interaction).find(one => one.agentId === agentId);
  if (!party) return nothing;
  if (!part) return declined(cause, party, floor);
  if (interaction.status === 'parked') return nothing;
  const alone = activeAssignments(interaction).length === 1;
  if (leg.endpoint.kind !== 'browser' && wasConnected && cause !== 'failed' && part.connectedAt !== null) {
    if (!alone) return merge(consultOver(leg, call), leaveConference(interaction, party.agent, party.campaign, now));
    return endByAgent(interaction, party.agent, party.campaign, now);
  }
  // A browser that was there is waited for: its leg is followed by another.
  if (leg.endpoint.kind === 'browser' && wasConnected) return nothing;
  if (!alone) return merge(consultOver(leg, call), withdraw(interaction, party, now));
  if (customerLeg(call) === undefined) return endBySystem(party, isRoom(call) ? 'agent-lost' : 'failed', floor);
  return mediaFailed(interaction, party.agent, part.connectedAt !== null, settings, now);
}

/** Who is busy on his telephone, or turns the call away there, has turned the offer down. */
function declined(cause: LegEndCause, { agent }: Party, { interaction, now, settings }: Floor): Change {
  const { offer } = interaction;
  const says = cause === 'busy' || cause === 'rejected';
  if (!says || offer === null || offer.agentId !== agent.id || offer.expiresAt <= now) return nothing;
  return reject(interaction, agent, offer.id, settings, now);
}

/** Somebody who was called in never came, or is gone: the others go on. */
export function withdraw(interaction: InteractionRecord, { agent }: Party, now: string): Change {
  const given = dropAssignment(interaction, agent, now);
  return change({
    interactions: [{ before: interaction, after: heldBySomebody(given.interaction) }],
    agents: given.agents,
  });
}

function guestLost(leg: Leg, wasConnected: boolean, floor: Floor): Change {
  const { call, crew, interaction, now, rules, settings } = floor;
  const restored = consultOver(leg, call);
  if (interaction.status !== 'handed-over' || legsOn(call).some(one => !isCustomer(one))) return restored;
  const last = crew.get(lastHolder(interaction)?.agentId ?? '')?.agent;
  if (!wasConnected && floor.flow && call.flow) {
    return goOn({ kind: 'failed', reason: leg.endCause ?? 'no-answer' }, { interaction, call }, floor.flow);
  }
  if (!wasConnected) return backInQueue(interaction, 'not-reached', settings, now);
  return endHandedOver(interaction, last, rules.campaign, { endedBy: 'system', endReason: 'guest-left' }, now);
}

/** Who was asked for advice is gone: the customer is back. */
function consultOver(leg: Leg, call: CallRecord): Change {
  if (call.consult?.legId !== leg.id) return nothing;
  return change({ calls: [{ before: call, after: { ...holdOutsiders(call, false), consult: null } }] });
}

const endBySystem = (holder: Party, endReason: EndReason, floor: Floor): Change =>
  endActive(
    floor.interaction,
    holder.agent,
    holder.campaign,
    { endedBy: 'system', endReason },
    floor.now,
    others(floor, holder),
  );

/** Who takes part beside one agent. */
const others = ({ crew, interaction }: Floor, holder: Party | undefined): Party[] =>
  activeAssignments(interaction).flatMap(({ agentId }) => {
    const party = crew.get(agentId);
    return party && party !== holder ? [party] : [];
  });
