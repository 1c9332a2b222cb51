import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, merge, outcomeOf } from '#shared/domain/kit/change.ts';
import { freeCapacity, liveCounts } from './capacity.ts';
import { costFor } from './eligibility.ts';
import { evaluate } from './match.ts';
import { accept, claim, nextOfferId, type OfferTerms } from './offer.ts';
import { comparedOf, contactOf } from './projection.ts';

/**
 * An agent takes a waiting contact himself: the same claim as routing makes, accepted in the same moment. Skills,
 * queue logins and presence do not matter; capacity does (ROUT-12).
 *
 * @throws AppError `INTERACTION_STATE` unless it waits, `CAPACITY_EXCEEDED`
 */
export function pickUp(interaction: InteractionRecord, agent: AgentRecord, terms: OfferTerms, now: string): Change {
  assertWaiting(interaction, agent);
  const cost = costFor(agent, interaction);
  const cap = agent.profile.caps[interaction.channel];
  const live = liveCounts(agent.work)[interaction.channel] ?? 0;
  if (freeCapacity(agent) < cost || (cap !== undefined && live >= cap)) {
    throw new AppError('CAPACITY_EXCEEDED', { params: { free: freeCapacity(agent), cost, live, cap: cap ?? null } });
  }
  const evaluation = evaluate(contactOf(interaction), [comparedOf(agent)], agent.id, 'pick-up', now);
  const claimed = claim(interaction, agent, terms, evaluation, now);
  const offered = outcomeOf(claimed.interactions, interaction);
  const holder = outcomeOf(claimed.agents, agent);
  return merge(claimed, accept(offered, holder, nextOfferId(interaction), 'agent', now));
}

/** @throws AppError `INTERACTION_STATE` unless it waits, and not for the one who still wraps it up */
export function assertWaiting(interaction: InteractionRecord, agent: AgentRecord): void {
  if (interaction.status === 'queued' && agent.work.every(one => one.interactionId !== interaction.id)) return;
  throw new AppError('INTERACTION_STATE', { currentState: interaction.status, allowedCommands: [] });
}
