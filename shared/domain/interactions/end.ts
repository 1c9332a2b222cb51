import type { Campaign, Queue } from '#schemas/admin/model.ts';
import type { Assignment, EndReason, EntryAuthor, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { leaveOwing, startWrapUp } from '#shared/domain/dispositions/wrap-up.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, type NewEvent, nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import { msBetween } from '#shared/domain/kit/instant.ts';
import { resolved } from '#shared/domain/routing/offer.ts';
import { presenceEvents } from '#shared/domain/sessions/state.ts';
import { dropOffer } from '#shared/domain/sessions/work.ts';
import { about, closedEvents } from './about.ts';
import { closeIfDone, handling, ownAssignment, participants } from './assignments.ts';
import { byAgent, customerAuthor, systemAuthor } from './authors.ts';

export interface Ending {
  readonly endedBy: 'agent' | 'customer' | 'system';
  readonly endReason: EndReason;
  /** What both sides are told. */
  readonly text?: string | null;
}

/** An agent who is in the conversation beside the one who acts, with the campaign he wraps up by. */
export interface Party {
  readonly agent: AgentRecord;
  readonly campaign: Campaign;
}

/** The agent ends the conversation (INT-22); wrap-up starts (WRAP-01). */
export function endByAgent(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  now: string,
  others: readonly Party[] = [],
): Change {
  ownAssignment(interaction, agent.id);
  return endActive(interaction, agent, campaign, { endedBy: 'agent', endReason: 'agent-ended' }, now, others);
}

/** Who is concerned when a customer leaves. */
export interface Concerned {
  /** Who handles it or is being asked; undefined while it waits. */
  readonly agent: AgentRecord | undefined;
  /** Who had it last, when he has handed it on or lost it; may be the one who is being asked. */
  readonly last: AgentRecord | undefined;
}

/**
 * The customer leaves, wherever the contact is: in conversation, in the queue, or while it is being offered, where the
 * agent is not to blame. Leaving what is over changes nothing. Where somebody had it before, he owes the outcome.
 *
 * @param rules the campaign is that of the agent who has it, or had it last
 */
export function leave(
  interaction: InteractionRecord,
  { agent, last }: Concerned,
  rules: { readonly queue: Queue; readonly campaign: Campaign },
  now: string,
  others: readonly Party[] = [],
): Change {
  switch (interaction.status) {
    case 'queued':
    case 'offered': {
      const asked = interaction.status === 'offered' ? agent : undefined;
      const abandoned = abandon(interaction, asked, rules.queue, now);
      const owing = last && outcomeOf(abandoned.agents, last);
      return merge(
        abandoned,
        owing ? leaveOwing(outcomeOf(abandoned.interactions, interaction), owing, rules.campaign) : nothing,
      );
    }
    case 'connecting':
    case 'active':
    case 'parked':
      if (!agent) throw new AppError('INTERNAL', {}, { cause: new Error('an active interaction without its agent') });
      return endActive(
        interaction,
        agent,
        rules.campaign,
        {
          endedBy: 'customer',
          endReason: interaction.connectedAt === null ? 'abandoned-while-offered' : 'customer-left',
        },
        now,
        others,
      );
    case 'handed-over':
      return endHandedOver(interaction, last, rules.campaign, { endedBy: 'customer', endReason: 'customer-left' }, now);
    default:
      return change({});
  }
}

/**
 * The customer has been silent or gone for too long. In conversation the system ends it; a contact that nobody has
 * answered is abandoned, as if the customer had left.
 */
export function giveUp(
  interaction: InteractionRecord,
  agent: AgentRecord | undefined,
  rules: { readonly queue: Queue; readonly campaign: Campaign },
  cause: { readonly endReason: 'customer-idle' | 'customer-lost'; readonly text: string },
  now: string,
  others: readonly Party[] = [],
  last?: AgentRecord | undefined,
): Change {
  if (interaction.status !== 'active' || !agent) return leave(interaction, { agent, last }, rules, now);
  return endActive(interaction, agent, rules.campaign, { endedBy: 'system', ...cause }, now, others);
}

/**
 * The queue has closed before anybody answered (CHAT-34): the contact ends, and is told so. Where somebody had it before,
 * he owes the outcome.
 */
export function turnAway(
  interaction: InteractionRecord,
  last: AgentRecord | undefined,
  campaign: Campaign,
  text: string | null,
  now: string,
): Change {
  const ended = endWaiting(interaction, undefined, { endedBy: 'system', endReason: 'queue-closed', text }, now);
  return merge(ended, last ? leaveOwing(outcomeOf(ended.interactions, interaction), last, campaign) : nothing);
}

/** Who spoke with somebody outside after his agent has left is done; that agent owes the outcome. */
export function endHandedOver(
  interaction: InteractionRecord,
  last: AgentRecord | undefined,
  campaign: Campaign,
  ending: Ending,
  now: string,
): Change {
  const ended = endWaiting(interaction, undefined, ending, now);
  return merge(ended, last ? leaveOwing(outcomeOf(ended.interactions, interaction), last, campaign) : nothing);
}

export function endActive(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  ending: Ending,
  now: string,
  others: readonly Party[],
): Change {
  const over = finish(interaction, ending, now);
  const wrapping = [{ agent, campaign }, ...others].reduce(
    (so, party) => merge(so, startWrapUp(outcomeOf(so.interactions, over), party.agent, party.campaign, now)),
    change({}),
  );
  const authors = {
    agent: byAgent(interaction, agent),
    customer: customerAuthor(interaction),
    system: systemAuthor,
  };
  return merge(
    change({
      interactions: [{ before: interaction, after: over }],
      entries: [{ ...endedEntry(interaction, authors[ending.endedBy]), text: ending.text ?? null }],
      events: [endedEvent(over, ending, participants(interaction), now)],
    }),
    wrapping,
    change({ events: closedEvents(outcomeOf(wrapping.interactions, over)) }),
  );
}

/** The customer gave up before anybody answered this visit. */
function abandon(interaction: InteractionRecord, asked: AgentRecord | undefined, queue: Queue, now: string): Change {
  const short = msBetween(interaction.enqueuedAt, now) < queue.thresholds.shortAbandonSeconds * 1000;
  const reason = short ? 'short-abandon' : interaction.offer ? 'abandoned-while-offered' : 'abandoned-in-queue';
  return endWaiting(interaction, asked, { endedBy: 'customer', endReason: reason }, now);
}

/** Nobody has answered this visit, and nobody will. */
export function endWaiting(
  interaction: InteractionRecord,
  asked: AgentRecord | undefined,
  ending: Ending,
  now: string,
): Change {
  const author = ending.endedBy === 'customer' ? customerAuthor(interaction) : systemAuthor;
  const after = closeIfDone({ ...finish(interaction, ending, now), offer: null, returnTo: null });
  const { offer } = interaction;
  const freed = asked && { before: asked, after: dropOffer(asked, interaction.id, now) };
  return change({
    interactions: [{ before: interaction, after }],
    agents: freed ? [freed] : [],
    entries: [{ ...endedEntry(interaction, author), text: ending.text ?? null }],
    events: [
      ...(offer ? [resolved(interaction, offer, 'revoked', 'customer-left', 'system')] : []),
      endedEvent(after, ending, participants(interaction), now),
      ...closedEvents(after),
      ...(freed ? presenceEvents(freed.before, freed.after) : []),
    ],
  });
}

const finish = (
  { closingLookAt: _closing, reservation: _kept, ...interaction }: InteractionRecord,
  { endedBy, endReason }: Ending,
  now: string,
): InteractionRecord => ({
  ...interaction,
  endedBy,
  endReason,
  // Nothing is watched any more, and the row stays below its next kilobyte.
  patience: null,
  customerWatch: null,
  status: 'ended',
  endedAt: now,
});

const endedEntry = (interaction: InteractionRecord, author: EntryAuthor) => ({
  interactionId: interaction.id,
  kind: 'ended' as const,
  author,
  text: null,
  clientMessageId: null,
});

function endedEvent(over: InteractionRecord, ending: Ending, agents: readonly string[], now: string): NewEvent {
  return {
    type: 'interaction.ended.v1',
    subject: `interaction/${over.id}`,
    agents,
    data: {
      ...about(over),
      endedBy: ending.endedBy,
      endReason: ending.endReason,
      endedAt: now,
      waitedMs: msBetween(over.enqueuedAt, handling(over)?.connectedAt ?? now),
      handledMs: over.assignments.reduce((sum, one) => sum + talkedMs(one, now), 0),
      answered: over.connectedAt !== null,
    },
  };
}

/** How long an agent and the customer were connected. */
const talkedMs = ({ connectedAt, endedAt }: Assignment, now: string): number =>
  connectedAt === null ? 0 : msBetween(connectedAt, endedAt ?? now);
