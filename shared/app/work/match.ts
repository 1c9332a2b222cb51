import type { InteractionRecord, PendingOffer } from '#schemas/interactions/model.ts';
import type { WaitingRecord } from '#schemas/routing/model.ts';
import { campaignOf, queueOf, ringSeconds } from '#shared/domain/admin/configuration.ts';
import { type Change, merge, seal } from '#shared/domain/kit/change.ts';
import { plusMs } from '#shared/domain/kit/instant.ts';
import { type Candidate, unavailability } from '#shared/domain/routing/eligibility.ts';
import { laneOwner, personalLane } from '#shared/domain/routing/lane.ts';
import {
  delayedFor,
  evaluate,
  heavierAhead,
  nextChance,
  rankAgents,
  rankContacts,
  type Trigger,
  unsettled,
} from '#shared/domain/routing/match.ts';
import { claim, claimRefusal, type OfferTerms } from '#shared/domain/routing/offer.ts';
import { candidateOf, contactOf } from '#shared/domain/routing/projection.ts';
import { looseEnds } from '#shared/domain/routing/reservation.ts';
import type { WorkPorts } from './ports.ts';
import { keepSomebodyFor, letGo, lightestUnits, withoutKey } from './reserve.ts';
import { isConflict, store } from './store-change.ts';
import { withCalls } from './telephone.ts';

/** How many claims are tried before the search is left to a wake-up (4.4 step 2). */
const CLAIMS = 8;
/** How long to stand back where too many want the same: others get on meanwhile, and end the crowd. */
const STAND_BACK_MS = 1000;
/** How far the search looks past contacts that this agent cannot take (rule 11 of the ranked list). */
const LOOK_AHEAD = 50;

/**
 * A contact looks for an agent: candidates best first, each claimed in one transaction; who loses a race looks again.
 * When nobody is free, the contact waits, and whoever becomes free will find it, because its waiting row was stored
 * before the routable rows were read. An agent for whom somebody better placed waits is offered that one first: who looks
 * in the moment in which somebody is freed must not jump the line. Whoever claims an agent here looks on for him until
 * nothing more fits, so that a line in which everybody pushes the first one forward can leave him to the one who won.
 */
export async function matchInteraction(ports: WorkPorts, waiting: InteractionRecord, trigger: Trigger): Promise<void> {
  let interaction: InteractionRecord | undefined = waiting;
  /** Agents who may not have it, or for whom somebody else is looking on. */
  const leftOut = new Set<string>();
  const passedOver = new Set<string>();
  let looksAhead = true;
  for (let claims = 0; claims < CLAIMS && interaction?.status === 'queued'; claims++) {
    const isWilling = ({ agentId }: Candidate) => !leftOut.has(agentId);
    const candidates = await candidatesFor(ports, interaction, isWilling);
    const willing = candidates.filter(isWilling);
    const [best] = rankAgents(contactOf(interaction), willing, ports.ctx.now);
    if (!best) {
      await keepFor(ports, interaction.id, trigger);
      return wakeLater(ports, interaction, candidates);
    }
    const { ahead, heavier } = await betterPlaced(ports, interaction, best, passedOver);
    if (heavier && looksAhead) {
      looksAhead = false;
      await keepFor(ports, heavier, trigger);
    } else {
      const claimed = ahead
        ? await offerFirst(ports, ahead, best)
        : await offerTo(ports, interaction, best.agentId, { candidates, trigger, source: 'routing' });
      if (claimed === 'claimed') await matchAgent(ports, best.agentId);
      if (claimed === 'claimed' && !ahead) return;
      const isRefused = claimed === 'refused' && !ahead;
      if (claimed === 'given' || claimed === 'unavailable' || isRefused) leftOut.add(best.agentId);
      // Who may not have the one ahead, because he still wraps it up, may have this one all the same.
      if (ahead && (claimed === 'refused' || claimed === 'gone')) passedOver.add(pairOf(ahead, best));
    }
    interaction = (await ports.interaction(interaction.id))?.interaction;
  }
  if (interaction?.status === 'queued') {
    await lookAgain(ports, [{ interactionId: interaction.id, at: plusMs(ports.ctx.now, STAND_BACK_MS) }]);
  }
}

/**
 * An agent looks for work: own queue first, then all queues logged in to, best contact first, until nothing more fits.
 */
export async function matchAgent(ports: WorkPorts, agentId: string): Promise<void> {
  const refused = new Set<string>();
  let looksAhead = true;
  for (let lost = 0; lost < CLAIMS; ) {
    const atWork = await ports.agent(agentId);
    const candidate = atWork && candidateOf(atWork.agent);
    if (!candidate || unavailability(atWork.agent, atWork.lease, ports.ctx.now)) return;
    const contacts = (await contactsFor(ports, candidate)).filter(one => !refused.has(one.interactionId));
    const [best] = rankContacts(candidate, contacts, ports.ctx.now);
    const heavier =
      looksAhead &&
      heavierAhead(candidate, contacts, best, await lightestUnits(ports, candidate.queueIds), ports.ctx.now);
    if (heavier) {
      looksAhead = false;
      await keepFor(ports, heavier.interactionId, 'agent-freed');
      continue;
    }
    if (!best) return lookAgain(ports, delayedFor(candidate, contacts, ports.ctx.now));
    const claimed = await offerFirst(ports, best.interactionId, candidate);
    if (claimed === 'lost' || claimed === 'unavailable') lost++;
    else if (claimed !== 'claimed') refused.add(best.interactionId);
  }
  const { now, tenantId } = ports.ctx;
  const at = plusMs(now, STAND_BACK_MS);
  await ports.schedule([{ name: 'wake-agent', carrier: 'delay', at, input: { tenantId, agentId, deadline: at } }]);
}

/**
 * The contact that the agent should be given before this one, and one before it that lacks nothing but room; those that
 * he is known not to get do not count.
 */
async function betterPlaced(
  ports: WorkPorts,
  interaction: InteractionRecord,
  agent: Candidate,
  passedOver: ReadonlySet<string>,
): Promise<{ ahead: string | undefined; heavier: string | undefined }> {
  const contacts = (await contactsFor(ports, agent)).filter(one => !passedOver.has(pairOf(one.interactionId, agent)));
  const { now } = ports.ctx;
  const [first] = rankContacts(agent, [contactOf(interaction), ...contacts], now);
  return {
    ahead: first?.interactionId === interaction.id ? undefined : first?.interactionId,
    heavier: heavierAhead(agent, contacts, first, await lightestUnits(ports, agent.queueIds), now)?.interactionId,
  };
}

/** Keeps an agent for a contact that is too heavy for everybody; who was kept before looks for other work. */
async function keepFor(ports: WorkPorts, interactionId: string, trigger: Trigger, anew = false): Promise<void> {
  const freed = await keepSomebodyFor(ports, interactionId, trigger, anew);
  if (freed !== undefined) await matchAgent(ports, freed);
}

/** What a change leaves to be done about reservations: nobody is kept for what is over, and nobody waits for who left. */
export async function tieUp(ports: WorkPorts, sealed: Change): Promise<void> {
  const { kept, left } = looseEnds(sealed);
  for (const { agentId, interactionId } of kept) {
    if (await letGo(ports, agentId, interactionId)) await matchAgent(ports, agentId);
  }
  for (const interactionId of left) await keepFor(ports, interactionId, 'returned', true);
}

const pairOf = (interactionId: string, { agentId }: Candidate): string => `${interactionId} ${agentId}`;

/**
 * Offers an agent the contact that is first in line for him. `gone`: it waits no longer, whatever its row says; `given`:
 * routing has just offered it to him elsewhere, where somebody looks on for him.
 */
async function offerFirst(
  ports: WorkPorts,
  interactionId: string,
  agent: Candidate,
): Promise<Claimed | 'gone' | 'given'> {
  const read = async () => (await ports.interaction(interactionId))?.interaction;
  const interaction = await read();
  if (isGiven(interaction, agent)) return 'given';
  if (interaction?.status !== 'queued') return 'gone';
  const look: Look = { candidates: [agent], trigger: 'agent-freed', source: 'routing' };
  const claimed = await offerTo(ports, interaction, agent.agentId, look);
  return claimed === 'lost' && isGiven(await read(), agent) ? 'given' : claimed;
}

const isGiven = (interaction: InteractionRecord | undefined, { agentId }: Candidate): boolean =>
  interaction?.offer?.agentId === agentId && interaction.offer.source === 'routing';

/**
 * Adds an offer to a change that has not been stored yet, so that a contact which finds an agent at once is stored and
 * offered in one transaction. Undefined when nobody is free.
 *
 * @param candidates agents who could take work of the queue, as seen a moment ago
 */
export async function offerAtOnce(
  ports: WorkPorts,
  arriving: Change,
  interaction: InteractionRecord,
  candidates: readonly Candidate[],
): Promise<Change | undefined> {
  const [best] = rankAgents(contactOf(interaction), candidates, ports.ctx.now);
  if (!best) return undefined;
  const claimed = await claimFor(ports, interaction, best.agentId, {
    candidates,
    trigger: 'queued',
    source: 'routing',
  });
  return typeof claimed === 'string' ? undefined : merge(arriving, claimed);
}

interface Look {
  readonly candidates: readonly Candidate[];
  readonly trigger: Trigger;
  readonly source: PendingOffer['source'];
}

/** `refused`: the agent may not have this one; `unavailable`: nor any other, until he looks for work himself. */
type Refused = 'refused' | 'unavailable';
/** `lost`: one of the two moved on. */
type Claimed = 'claimed' | 'lost' | Refused;

/**
 * Claims one agent for one contact, on what is read of him now: a refusal by an earlier reading would pass over somebody
 * who has become free since.
 */
async function offerTo(
  ports: WorkPorts,
  interaction: InteractionRecord,
  agentId: string,
  look: Look,
): Promise<Claimed> {
  const change = await claimFor(ports, interaction, agentId, look);
  if (typeof change === 'string') return change;
  try {
    await store(withoutKey(ports), seal(await withCalls(ports, change)), null);
    return 'claimed';
  } catch (thrown) {
    if (isConflict(thrown)) return 'lost';
    throw thrown;
  }
}

async function claimFor(
  ports: WorkPorts,
  interaction: InteractionRecord,
  agentId: string,
  look: Look,
): Promise<Change | Refused> {
  const [atWork, terms] = await Promise.all([ports.agent(agentId), offerTerms(ports, interaction, look.source)]);
  const { now } = ports.ctx;
  if (!atWork) return 'unavailable';
  const { agent, lease } = atWork;
  if (claimRefusal(interaction, agent, lease, now))
    return unavailability(agent, lease, now) ? 'unavailable' : 'refused';
  const evaluation = evaluate(contactOf(interaction), look.candidates, agentId, look.trigger, now);
  return claim(interaction, agent, terms, evaluation, now);
}

export async function offerTerms(
  ports: WorkPorts,
  interaction: InteractionRecord,
  source: PendingOffer['source'],
): Promise<OfferTerms> {
  const configuration = await ports.configuration();
  const campaign = campaignOf(configuration, interaction.campaignId);
  return {
    queue: queueOf(configuration, interaction.queueId),
    campaign,
    settings: configuration.settings,
    ringSeconds: ringSeconds(configuration, campaign, interaction.channel),
    source,
  };
}

async function candidatesFor(
  ports: WorkPorts,
  interaction: InteractionRecord,
  isWilling: (candidate: Candidate) => boolean,
): Promise<Candidate[]> {
  const owner = laneOwner(interaction.lane);
  if (owner === null) {
    const contact = contactOf(interaction);
    return ports.routables(interaction.queueId, {
      fresh: true,
      unsettled: (read, ends) => unsettled(contact, read.filter(isWilling), ends, ports.ctx.now),
    });
  }
  const atWork = await ports.agent(owner);
  const candidate = atWork && candidateOf(atWork.agent);
  return candidate ? [candidate] : [];
}

async function contactsFor(ports: WorkPorts, agent: Candidate): Promise<WaitingRecord[]> {
  const lanes = [personalLane(agent.agentId), ...agent.queueIds];
  const waiting = await Promise.all(lanes.map(lane => ports.waiting(lane, LOOK_AHEAD)));
  return waiting.flat();
}

/** Somebody refused only for a while (a delay of his own): look again when that is over. */
async function wakeLater(
  ports: WorkPorts,
  interaction: InteractionRecord,
  candidates: readonly Candidate[],
): Promise<void> {
  const at = nextChance(contactOf(interaction), candidates, ports.ctx.now);
  if (at !== null) await lookAgain(ports, [{ interactionId: interaction.id, at }]);
}

/** Sets the timers that make contacts look for agents once more. */
async function lookAgain(
  ports: WorkPorts,
  chances: readonly { readonly interactionId: string; readonly at: string }[],
): Promise<void> {
  const { tenantId } = ports.ctx;
  await ports.schedule(
    chances.map(({ at, interactionId }) => ({
      name: 'wake-interaction',
      carrier: 'delay',
      at,
      input: { tenantId, interactionId, deadline: at },
    })),
  );
}
