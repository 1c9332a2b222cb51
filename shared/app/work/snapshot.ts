import type { Snapshot } from '#schemas/realtime/model.ts';
import type { Offer } from '#schemas/routing/model.ts';
import { lastIndex, unanswered } from '#shared/domain/interactions/conversation.ts';
import { offerView } from '#shared/domain/routing/offer.ts';
import { sessionView } from '#shared/domain/sessions/view.ts';
import { callerId } from './load.ts';
import type { AgentAtWork, Conversation, WorkPorts } from './ports.ts';

/** Everything a desktop shows of its agent, in one answer. */
export async function snapshot(ports: WorkPorts): Promise<Snapshot> {
  const atWork = await ports.agent(callerId(ports));
  if (!atWork) return { session: null, offers: [], interactions: [] };
  const { agent, lease } = atWork;
  const [configuration, offers, interactions] = await Promise.all([
    ports.configuration(),
    offersOf(ports, atWork),
    listed(
      ports,
      agent.work.map(one => one.interactionId),
    ),
  ]);
  const session = agent.session && { ...agent, session: agent.session };
  const until = { leaseUntil: lease?.leaseUntil ?? agent.idleSince };
  return {
    session: session && sessionView(session, until, ports.ctx.roles, configuration),
    offers,
    interactions,
  };
}

/** The pending offers of an agent. */
export async function offersOf(ports: WorkPorts, { agent }: AgentAtWork): Promise<Offer[]> {
  const ids = agent.work.filter(one => one.state === 'offered').map(one => one.interactionId);
  const [interactions, { queues }] = await Promise.all([ports.interactions(ids), ports.configuration()]);
  return interactions.flatMap(interaction => {
    const { offer, queueId } = interaction;
    const queueName = queues.get(queueId)?.name ?? queueId;
    return offer?.agentId === agent.id ? [offerView(interaction, offer, queueName, ports.ctx.now)] : [];
  });
}

/** Interactions as an agent's list shows them. */
export async function listed(ports: WorkPorts, interactionIds: readonly string[]) {
  const conversations = await Promise.all(interactionIds.map(id => ports.interaction(id)));
  return conversations.filter(one => one !== undefined).map(listedOne);
}

const listedOne = ({ interaction, tail }: Conversation) => ({
  ...interaction,
  unanswered: unanswered(tail),
  lastIndex: lastIndex(tail),
});
