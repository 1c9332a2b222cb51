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
  nextChance,
  rankAgents,
  rankContacts,
  type Trigger,
  unsettled,
} from '#shared/domain/routing/match.ts';
import { claim, claimRefusal, type OfferTerms } from '#shared/domain/routing/offer.ts';
import { candidateOf, contactOf } from '#shared/domain/routing/projection.ts';
import type { WorkPorts } from './ports.ts';
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
 * in the moment in which somebody is freed must not jump the line. Where others are at that already, this contact leaves
 * it to them, and to the look that follows every change of an agent: a line in which everybody pushes the first one
 * forward only holds him up.
 */
export async function matchInteraction(ports: WorkPorts, waiting: InteractionRecord, trigger: Trigger): Promise<void> {
  let interaction: InteractionRecord | undefined = waiting;
  const refused = new Set<string>();
  const passedOver = new Set<string>();
  for (let claims = 0; claims < CLAIMS && interaction?.status === 'queued'; claims++) {
    const isWilling = ({ agentId }: Candidate) => !refused.has(agentId);
    const candidates = await candidatesFor(ports, interaction, isWilling);
    const willing = candidates.filter(isWilling);
    const [best] = rankAgents(contactOf(interaction), willing, ports.ctx.now);
    if (!best) return wakeLater(ports, interaction, candidates);
    const ahead = await betterPlaced(ports, interaction, best, passedOver);
    if (ahead) {
      const given = await offerFirst(ports, ahead, best);
      if (given === 'lost') return;
      // Who may not have the one ahead, because he still wraps it up, may have this one all the same.
      if (given === 'gone' || given === 'refused') passedOver.add(pairOf(ahead, best));
    } else {
      const claimed = await offerTo(ports, interaction, best.agentId, { candidates, trigger, source: 'routing' });
      if (claimed === 'claimed') return;
      if (claimed === 'refused') refused.add(best.agentId);
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
  for (let lost = 0; lost < CLAIMS; ) {
    const atWork = await ports.agent(agentId);
    const candidate = atWork && candidateOf(atWork.agent);
    if (!candidate || unavailability(atWork.agent, atWork.lease, ports.ctx.now)) return;
    const contacts = (await contactsFor(ports, candidate)).filter(one => !refused.has(one.interactionId));
    const [best] = rankContacts(candidate, contacts, ports.ctx.now);
    if (!best) return lookAgain(ports, delayedFor(candidate, contacts, ports.ctx.now));
    const claimed = await offerFirst(ports, best.interactionId, candidate);
    if (claimed === 'refused' || claimed === 'gone') refused.add(best.interactionId);
    if (claimed === 'lost') lost++;
  }
  const { now, tenantId } = ports.ctx;
  const at = plusMs(now, STAND_BACK_MS);
  await ports.schedule([{ name: 'wake-agent', carrier: 'delay', at, input: { tenantId, agentId, deadline: at } }]);
}

/** The contact that the agent should be given before this one; those that he is known not to get do not count. */
async function betterPlaced(
  ports: WorkPorts,
  interaction: InteractionRecord,
  agent: Candidate,
  passedOver: ReadonlySet<string>,
): Promise<string | undefined> {
  const contacts = (await contactsFor(ports, agent)).filter(one => !passedOver.has(pairOf(one.interactionId, agent)));
  const [first] = rankContacts(agent, [contactOf(interaction), ...contacts], ports.ctx.now);
  return first?.interactionId === interaction.id ? undefined : first?.interactionId;
}

const pairOf = (interactionId: string, { agentId }: Candidate): string => `${interactionId} ${agentId}`;

/** Offers an agent the contact that is first in line for him; `gone` when it waits no longer, whatever its row says. */
async function offerFirst(ports: WorkPorts, interactionId: string, agent: Candidate): Promise<Claimed | 'gone'> {
  const interaction = (await ports.interaction(interactionId))?.interaction;
  if (interaction?.status !== 'queued') return 'gone';
  return offerTo(ports, interaction, agent.agentId, {
    candidates: [agent],
    trigger: 'agent-freed',
    source: 'routing',
  });
}

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
  return claimed && merge(arriving, claimed);
}

interface Look {
  readonly candidates: readonly Candidate[];
  readonly trigger: Trigger;
  readonly source: PendingOffer['source'];
}

/** `lost`: one of the two moved on; `refused`: the agent may not have it after all. */
type Claimed = 'claimed' | 'lost' | 'refused';

/** Claims one agent for one contact. */
async function offerTo(
  ports: WorkPorts,
  interaction: InteractionRecord,
  agentId: string,
  look: Look,
): Promise<Claimed> {
  const change = await claimFor(ports, interaction, agentId, look);
  if (!change) return 'refused';
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
): Promise<Change | undefined> {
  const [atWork, terms] = await Promise.all([ports.agent(agentId), offerTerms(ports, interaction, look.source)]);
  const { now } = ports.ctx;
  if (!atWork || claimRefusal(interaction, atWork.agent, atWork.lease, now)) return undefined;
  const evaluation = evaluate(contactOf(interaction), look.candidates, agentId, look.trigger, now);
  return claim(interaction, atWork.agent, terms, evaluation, now);
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
    ringSeconds: ringSeconds(configuration, campaign, interaction.channel),
    source,
  };
}

/** A look at the market is no part of the keyed command that led to it. */
const withoutKey = (ports: WorkPorts): WorkPorts =>
  ports.ctx.idempotency === null ? ports : ports.as({ ...ports.ctx, idempotency: null });

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
