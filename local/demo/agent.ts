import { createSocket, type Socket } from '#clients/sdk/create-socket.ts';
import type { CallOptions, Client } from '#clients/sdk/types.ts';
import { type EventData, type EventEnvelope, type EventType, events } from '#schemas/client.ts';
import { type Condition, createCondition } from './condition.ts';
import { createNetwork, type Network } from './network.ts';
import { type AgentEvidence, preciseNow } from './observe.ts';
import type { AgentPlan, CustomerPlan } from './plan.ts';
import { agentId, chatUnits, clientOf, type Stage } from './stage.ts';

/** An agent at work. */
export interface PlayedAgent {
  /** Resolves when nothing is left to answer, say or wrap up. */
  idle(): Promise<void>;
  /** Reads what is still owed and signs out; the connection is given up when the stage is. */
  signOut(): Promise<void>;
}

/** Signs an agent in, who from then on acts as planned on whatever is heard. */
export async function playAgent(plan: AgentPlan, stage: Stage): Promise<PlayedAgent> {
  const { book, scene } = stage;
  const news = createCondition(stage.stopped);
  const id = agentId(scene.prefix, plan.number);
  const evidence = newEvidence(id, plan, stage);
  book.agents.push(evidence);
  const network = createNetwork(text => {
    noteNumbers(evidence, text);
    news.tell();
  });
  let sessionId: string | undefined;
  const client = await clientOf(stage.baseUrl, id, { fetch: network.fetch, sessionId: () => sessionId });
  const socket = createSocket({ client, WebSocket: network.WebSocket });
  stage.stopped.addEventListener('abort', () => socket.close(), { once: true });
  listen(socket, evidence, news.tell);
  await news.until(() => evidence.startSeq !== null);
  const session = await network.persist(() => client.sessions.openSession({ body: {} }, once()));
  sessionId = session.id;

  const agent: Acting = { plan, stage, news, id, evidence, network, client, turns: { offer: 0, wrapUp: 0 } };
  const act = <T extends EventType>(type: T, work: (data: EventData<T>) => Promise<void>) =>
    socket.on(type, data => void work(data).catch(thrown => book.fail(id, thrown)));
  act('offer.created.v1', offer => answerOffer(agent, offer));
  act('interaction.connected.v1', ({ interactionId }) => converse(agent, interactionId));
  act('assignment.wrap-up-started.v1', ({ interactionId }) => wrapUp(agent, interactionId));
  act('presence.changed.v1', ({ presence }) => comeBack(agent, presence.cause));
  await setPresence(agent, 'ready');
  for (const { atMs, forMs, when } of plan.breaks) {
    const pausing = stage.at(atMs).then(() => takeBreak(agent, forMs, when));
    pausing.catch(thrown => book.fail(id, thrown));
  }
  for (const { atMs, forMs } of plan.outages) {
    const losing = stage.at(atMs).then(() => loseConnection(agent, forMs));
    losing.catch(thrown => book.fail(id, thrown));
  }

  return {
    idle: () => news.until(() => holdings(evidence).size === 0),
    async signOut() {
      const { items } = await network.persist(() =>
        client.interactions.listMyInteractions({ query: { state: 'outcome-pending' } }),
      );
      evidence.owed = items.map(item => item.id);
      await book.attempt(id, () => network.persist(() => client.sessions.closeSession()));
    },
  };
}

interface Acting {
  readonly plan: AgentPlan;
  readonly stage: Stage;
  /** Told whenever the agent hears something. */
  readonly news: Condition;
  readonly id: string;
  readonly evidence: AgentEvidence;
  readonly network: Network;
  readonly client: Client;
  readonly turns: { offer: number; wrapUp: number };
}

const newEvidence = (id: string, { slots, levels }: AgentPlan, { scene }: Stage): AgentEvidence => ({
  ...{ agentId: id, slots, levels, startSeq: null, highestSeq: 0, resets: 0, owed: [] },
  units: { total: 100, chat: chatUnits(slots), wrapUp: scene.rules.wrapUpUnits },
  ...{ wire: new Map(), frames: [], welcomedAt: [], conversations: new Map(), sent: new Map() },
});

/** A key for a command that may have to be sent again after an outage. */
const once = (): CallOptions => ({ idempotencyKey: crypto.randomUUID() });

/** Reads the numbers off the wire, before the client sorts and drops frames. */
function noteNumbers(evidence: AgentEvidence, text: string): void {
  const { seq, event, welcome } = JSON.parse(text) as {
    seq?: number;
    event?: { id: string };
    welcome?: { seq: number };
  };
  if (welcome) {
    evidence.startSeq ??= welcome.seq;
    evidence.welcomedAt.push(preciseNow());
  }
  evidence.highestSeq = Math.max(evidence.highestSeq, seq ?? 0, welcome?.seq ?? 0);
  if (seq !== undefined && event) evidence.wire.set(seq, (evidence.wire.get(seq) ?? new Set()).add(event.id));
}

function listen(socket: Socket, evidence: AgentEvidence, tell: () => void): void {
  const hear = (event: EventEnvelope) => {
    evidence.frames.push({ seq: socket.seq ?? 0, event, heardAt: preciseNow() });
    if (event.type === 'message.created.v1') hearMessage(evidence, event.data as EventData<'message.created.v1'>);
    tell();
  };
  for (const { type } of Object.values(events)) socket.on(type, (_, envelope) => hear(envelope));
  socket.onStatus(tell);
  socket.onReset(() => {
    evidence.resets += 1;
  });
}

function conversationOf({ conversations }: AgentEvidence, interactionId: string) {
  const known = conversations.get(interactionId) ?? { loaded: [], heard: [] };
  conversations.set(interactionId, known);
  return known;
}

function hearMessage(evidence: AgentEvidence, entry: EventData<'message.created.v1'>): void {
  conversationOf(evidence, entry.interactionId).heard.push(entry);
}

/** The interactions in hand, as far as heard. */
function holdings({ frames }: AgentEvidence): Set<string> {
  const held = new Set<string>();
  for (const { event } of frames) {
    const { interactionId, resolution } = event.data as { interactionId: string; resolution?: string };
    if (event.type === 'offer.created.v1') held.add(interactionId);
    if (event.type === 'assignment.wrap-up-completed.v1') held.delete(interactionId);
    if (event.type === 'offer.resolved.v1' && resolution !== 'accepted') held.delete(interactionId);
  }
  return held;
}

const took = ({ frames }: AgentEvidence, type: EventType, interactionId: string): boolean =>
  frames.some(({ event }) => event.type === type && event.data['interactionId'] === interactionId);

async function answerOffer(agent: Acting, { id: offerId }: { readonly id: string }): Promise<void> {
  const { plan, stage, client, network, turns } = agent;
  const decision = plan.offers[turns.offer++ % plan.offers.length];
  if (!decision || decision.kind === 'let-expire') return;
  await stage.pause(decision.afterMs);
  const how = once();
  const params = { offerId };
  const answer = (): Promise<unknown> =>
    decision.kind === 'accept'
      ? client.routing.acceptOffer({ params }, how)
      : client.routing.rejectOffer({ params, body: { reason: 'busy with something else' } }, how);
  await stage.book.attempt(agent.id, () => network.persist(answer), 'OFFER_NOT_PENDING');
}

async function converse(agent: Acting, interactionId: string): Promise<void> {
  const { stage, news, client, network, evidence, id } = agent;
  const params = { interactionId };
  const [interaction, { items }] = await network.persist(() =>
    Promise.all([
      client.interactions.getInteraction({ params }),
      client.interactions.listMessages({ params, query: { limit: '200' } }),
    ]),
  );
  conversationOf(evidence, interactionId).loaded.push(...items);
  const customer = stage.customer(interaction.customer.id);
  if (!customer) return stage.book.fail(id, `nobody planned the customer of ${interactionId}`);
  const isOver = () => took(evidence, 'interaction.ended.v1', interactionId);
  for (const { text, thinkMs } of customer.replies) {
    await Promise.race([stage.pause(thinkMs), news.until(isOver)]);
    if (isOver()) return;
    await say(agent, interactionId, text);
  }
  if (customer.endedBy === 'customer') return;
  await news.until(() => isOver() || hasHeardAll(evidence, interactionId, customer));
  if (!isOver()) await end(agent, interactionId);
}

async function say({ id, evidence, client, network, stage }: Acting, interactionId: string, text: string) {
  const request = { params: { interactionId }, body: { text, clientMessageId: crypto.randomUUID() } };
  const sent = await stage.book.attempt(
    id,
    () => network.persist(() => client.interactions.sendMessage(request)),
    'INTERACTION_STATE',
  );
  if (sent) evidence.sent.set(interactionId, [...(evidence.sent.get(interactionId) ?? []), text]);
}

async function end({ id, client, network, stage }: Acting, interactionId: string): Promise<void> {
  const how = once();
  const work = () => client.interactions.endInteraction({ params: { interactionId } }, how);
  await stage.book.attempt(id, () => network.persist(work), 'INTERACTION_STATE');
}

function hasHeardAll(evidence: AgentEvidence, interactionId: string, { messages }: CustomerPlan): boolean {
  const { loaded, heard } = conversationOf(evidence, interactionId);
  const indexes = [...loaded, ...heard]
    .filter(({ kind, author }) => kind === 'message' && author.kind === 'customer')
    .map(({ index }) => index);
  return new Set(indexes).size >= messages.length;
}

async function wrapUp(agent: Acting, interactionId: string): Promise<void> {
  const { plan, stage, turns, client, network, id } = agent;
  const decision = plan.wrapUps[turns.wrapUp++ % plan.wrapUps.length];
  if (!decision || decision.kind === 'leave-to-timer') return;
  const params = { interactionId };
  const codeId = stage.scene.codeIds[turns.wrapUp % stage.scene.codeIds.length] ?? '';
  const attempt = (work: (how: CallOptions) => Promise<unknown>) => {
    const how = once();
    return stage.book.attempt(id, () => network.persist(() => work(how)), 'WRAP_UP_NOT_RUNNING', 'INTERACTION_STATE');
  };
  if (decision.kind === 'extend-and-dispose') {
    await attempt(how => client.dispositions.extendWrapUp({ params }, how));
    await attempt(() => client.dispositions.setWrapUpCodes({ params, body: { codeIds: [codeId] } }));
  }
  await stage.pause(decision.afterMs);
  await attempt(how => client.dispositions.disposeInteraction({ params, body: { codeId } }, how));
}

/** After too many missed offers the system says not ready; whoever is there says ready again. */
async function comeBack(agent: Acting, cause: string | null): Promise<void> {
  if (cause !== 'offer-missed') return;
  await agent.stage.pause(COME_BACK_MS);
  await setPresence(agent, 'ready');
}
const COME_BACK_MS = 1000;

async function takeBreak(agent: Acting, forMs: number, when: 'now' | 'after-current'): Promise<void> {
  await setPresence(agent, 'not-ready', when);
  await agent.stage.pause(forMs);
  await setPresence(agent, 'ready');
}

async function setPresence(
  { id, client, network, stage }: Acting,
  status: 'ready' | 'not-ready',
  when: 'now' | 'after-current' = 'now',
): Promise<void> {
  const { reasonId } = stage.scene;
  const body = { status, when, ...(status === 'not-ready' && reasonId !== null && { reasonId }) };
  await stage.book.attempt(id, () => network.persist(() => client.sessions.setPresence({ body })));
}

async function loseConnection({ network, stage }: Acting, forMs: number): Promise<void> {
  network.cut();
  try {
    await stage.pause(forMs);
  } finally {
    network.mend();
  }
}
