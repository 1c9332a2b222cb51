import type { RoutingEvaluation } from '#schemas/routing/model.ts';
import {
  type Candidate,
  type Contact,
  comparePlaces,
  compareText,
  lacksRoomAlone,
  placeFor,
  refusal,
} from './eligibility.ts';
import { activeStep, skillScore, topScore } from './skills.ts';

/** What a waiting contact is looked at for, said in its routing trace. */
export type Trigger = RoutingEvaluation['trigger'];

/** The tier that no assignment comes before. */
const FIRST_TIER = 1;
/** How many refused or losing agents a trace keeps. */
const TRACE_LENGTH = 10;

/**
 * Orders the agents who may take a contact: a preferred one first, then lower tier, lower load, better skills, longest
 * idle, agent id (4.5). The same comparison serves both directions of the search.
 */
export function rankAgents<A extends Candidate>(contact: Contact, agents: readonly A[], now: string): A[] {
  const { step } = activeStep(contact.steps, contact.stepStartedAt, now);
  const preferred = contact.sticky !== null && contact.sticky.until > now ? contact.sticky.agentId : null;
  const key = (agent: A) => ({
    agent,
    preferred: agent.agentId === preferred ? 0 : 1,
    tier: placeFor(agent, contact).tier,
    score: skillScore(step, agent.profile.skills),
  });
  return agents
    .filter(agent => refusal(agent, contact, now) === null)
    .map(key)
    .sort(
      (a, b) =>
        a.preferred - b.preferred ||
        a.tier - b.tier ||
        a.agent.load - b.agent.load ||
        b.score - a.score ||
        compareText(a.agent.idleSince, b.agent.idleSince) ||
        compareText(a.agent.agentId, b.agent.agentId),
    )
    .map(one => one.agent);
}

/**
 * Routable agents are listed longest idle first. Of the last ones read of such lists, those behind whom somebody better
 * may come than the best one read: whoever has the first tier, no load and the best skills loses to nobody but to who
 * has been idle longer.
 */
export function unsettled<A extends Candidate>(
  contact: Contact,
  read: readonly A[],
  ends: readonly A[],
  now: string,
): readonly A[] {
  const [best] = rankAgents(contact, read, now);
  if (!best) return ends;
  // Nobody else may take it until the preference is over.
  if (contact.sticky !== null && contact.sticky.until > now) return [];
  const { step } = activeStep(contact.steps, contact.stepStartedAt, now);
  const isBeatable =
    placeFor(best, contact).tier > FIRST_TIER ||
    best.load > 0 ||
    skillScore(step, best.profile.skills) < topScore(step);
  return isBeatable
    ? ends
    : ends.filter(end => (compareText(end.idleSince, best.idleSince) || compareText(end.agentId, best.agentId)) < 0);
}

/**
 * Orders the contacts an agent may take: tier (strict), class, rank, id (4.5). It looks past those the agent cannot
 * take, so that nobody at the head of a line holds up the rest.
 */
export function rankContacts<C extends Contact>(agent: Candidate, contacts: readonly C[], now: string): C[] {
  return contacts.filter(contact => refusal(agent, contact, now) === null).sort(inLineFor(agent));
}

const inLineFor =
  (agent: Candidate) =>
  (a: Contact, b: Contact): number =>
    comparePlaces(placeFor(agent, a), placeFor(agent, b));

/**
 * The contact, before the best one that an agent could be given now, that lacks his room alone and for which nobody is
 * kept: lighter work must not go on taking what it waits for (4.6).
 *
 * @param lightest units of the lightest work there is; what takes no more is overtaken by nothing
 */
export const heavierAhead = <C extends Contact>(
  agent: Candidate,
  contacts: readonly C[],
  best: Contact | undefined,
  lightest: number,
  now: string,
): C | undefined =>
  contacts
    .filter(one => one.cost > lightest && !isKeptFor(one, now) && lacksRoomAlone(agent, one, now))
    .filter(one => !best || inLineFor(agent)(one, best) < 0)
    .sort(inLineFor(agent))[0];

/** Whether an agent is kept for a contact. */
export const isKeptFor = ({ keptUntil }: Pick<Contact, 'keptUntil'>, now: string): boolean =>
  keptUntil !== undefined && keptUntil > now;

/** What one look of the matcher saw, for the routing trace (rule 7 of the ranked list). */
export function evaluate(
  contact: Contact,
  agents: readonly Candidate[],
  chosen: string | null,
  trigger: Trigger,
  now: string,
  length = TRACE_LENGTH,
): RoutingEvaluation {
  const { index, step } = activeStep(contact.steps, contact.stepStartedAt, now);
  const ordered = rankAgents(contact, agents, now);
  const refused = agents.filter(agent => !ordered.includes(agent));
  return {
    at: now,
    trigger,
    step: index,
    class: contact.class,
    rank: contact.rank,
    considered: [...ordered, ...refused].slice(0, length).map(agent => {
      const why = refusal(agent, contact, now);
      return {
        agentId: agent.agentId,
        load: agent.load,
        skillScore: Math.round(skillScore(step, agent.profile.skills) * 1000) / 1000,
        idleSince: agent.idleSince,
        refused: why?.reason ?? null,
        detail: why?.detail ?? null,
      };
    }),
    chosen,
  };
}

/** Contacts kept from an agent by his delay alone, with the instants at which he may be asked for them. */
export const delayedFor = (
  agent: Candidate,
  contacts: readonly Contact[],
  now: string,
): { readonly interactionId: string; readonly at: string }[] =>
  contacts.flatMap(contact => {
    const why = refusal(agent, contact, now);
    return why?.reason === 'delay' && why.until ? [{ interactionId: contact.interactionId, at: why.until }] : [];
  });

/** The next instant at which somebody refused now may be asked; null when time alone changes nothing. */
export function nextChance(contact: Contact, agents: readonly Candidate[], now: string): string | null {
  const instants = agents.map(agent => refusal(agent, contact, now)?.until ?? null).filter(until => until !== null);
  return instants.sort()[0] ?? null;
}
