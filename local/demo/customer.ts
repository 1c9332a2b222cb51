import { WebSocket } from 'ws';
import { type CustomerChat, createChat } from '#clients/sdk/create-chat.ts';
import { type Condition, createCondition } from './condition.ts';
import type { SocketClass } from './network.ts';
import type { CustomerEvidence } from './observe.ts';
import type { CustomerPlan } from './plan.ts';
import { customerId, type Stage, TENANT } from './stage.ts';

/** A customer from arrival to the end of the chat. */
export async function playCustomer(plan: CustomerPlan, stage: Stage): Promise<void> {
  const { book } = stage;
  const news = createCondition(stage.stopped);
  const evidence: CustomerEvidence = { number: plan.number, chatId: null, sent: [], heard: [], ends: 0 };
  book.customers.push(evidence);
  await stage.at(plan.arrivesMs);
  const chat = createChat({
    baseUrl: stage.baseUrl,
    transport: plan.transport,
    WebSocket: WebSocket as unknown as SocketClass,
  });
  const who = `customer ${plan.number}`;
  chat.onEvent(event => {
    evidence.heard.push(event);
    news.tell();
  });
  chat.onState(state => {
    if (state === 'terminated') evidence.ends += 1;
    news.tell();
  });
  chat.onError(thrown => book.fail(who, thrown));
  try {
    await book.attempt(who, () => ask(plan, chat, evidence, stage));
    if (evidence.chatId === null) return book.fail(who, 'found the queue closed');
    const acting: Acting = { plan, chat, evidence, stage, news };
    if (await answered(acting)) await talk(acting);
    else await book.attempt(who, () => chat.leave());
    await news.until(() => evidence.ends > 0);
  } finally {
    chat.close();
  }
}

async function ask(plan: CustomerPlan, chat: CustomerChat, evidence: CustomerEvidence, stage: Stage): Promise<void> {
  const text = plan.messages[0]?.text ?? '';
  const answer = await chat.request({
    tenantId: TENANT,
    queueId: stage.scene.queueIds[plan.queue] ?? '',
    customer: { name: `Customer ${plan.number}`, id: customerId(stage.scene.prefix, plan.number) },
    initialMessage: text,
  });
  evidence.chatId = answer.chatId;
  evidence.sent.push(text);
  for (const message of plan.messages.slice(1, plan.writtenWhileWaiting)) await say(message.text, chat, evidence);
}

interface Acting {
  readonly plan: CustomerPlan;
  readonly chat: CustomerChat;
  readonly evidence: CustomerEvidence;
  readonly stage: Stage;
  /** Told whenever the customer hears something. */
  readonly news: Condition;
}

const has = ({ heard }: CustomerEvidence, type: string) => heard.some(event => event.type === type);
const isOver = (evidence: CustomerEvidence) => has(evidence, 'ended');

/** Whether somebody answers before the customer loses patience. */
async function answered({ plan, evidence, stage, news }: Acting): Promise<boolean> {
  const answer = news.until(() => has(evidence, 'agent-joined') || isOver(evidence));
  await (plan.patienceMs === null ? answer : Promise.race([answer, stage.pause(plan.patienceMs)]));
  return has(evidence, 'agent-joined');
}

async function talk({ plan, chat, evidence, stage, news }: Acting): Promise<void> {
  const who = `customer ${plan.number}`;
  for (const message of plan.messages.slice(plan.writtenWhileWaiting)) {
    await Promise.race([stage.pause(message.thinkMs), news.until(() => isOver(evidence))]);
    if (isOver(evidence)) return;
    await stage.book.attempt(who, () => say(message.text, chat, evidence), 'CHAT_ENDED');
  }
  if (plan.endedBy === 'agent') return;
  const answers = () => evidence.heard.filter(({ type, author }) => type === 'message' && author.kind === 'agent');
  await news.until(() => answers().length >= plan.replies.length || isOver(evidence));
  await stage.book.attempt(who, () => chat.leave());
}

async function say(text: string, chat: CustomerChat, evidence: CustomerEvidence): Promise<void> {
  await chat.send(text);
  evidence.sent.push(text);
}
