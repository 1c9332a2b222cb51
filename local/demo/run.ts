import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '#clients/sdk/types.ts';
import { type System, startSystem } from '#local/system.ts';
import type { ErrorCode } from '#schemas/client.ts';
import { type PlayedAgent, playAgent } from './agent.ts';
import { judge, type Verdict } from './checks.ts';
import { playCustomer } from './customer.ts';
import { type Figures, figuresOf } from './figures.ts';
import { type Book, createBook, type Evidence, type InteractionEvidence } from './observe.ts';
import { makePlan, type PlanOptions } from './plan.ts';
import { adminClient, customerId, type Stage, setScene } from './stage.ts';

export interface DemoOptions extends PlanOptions {
  /** Where a system runs; an own one is started, with nothing in it, when left out. */
  readonly url?: string | undefined;
  /** When to stop waiting for people who do not come to an end. */
  readonly longestMs: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly arrived: number;
  readonly talking: number;
  readonly over: number;
  readonly messages: number;
}

export interface DemoResult {
  readonly figures: Figures;
  readonly verdicts: readonly Verdict[];
  /** How often one side was too late for the other, by code. */
  readonly refusals: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly tookMs: number;
  /** Of this process, with the system and all clients in it; null when the system runs elsewhere. */
  readonly memory: Memory | null;
}

export interface Memory {
  readonly maxRssBytes: number;
  readonly maxHeapUsedBytes: number;
}

/** Plays a day at the contact centre in a minute, over the public interface alone, and judges it. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const stop = new AbortController();
  const book = createBook(stop.signal);
  const system = options.url === undefined ? await ownSystem(book) : undefined;
  const watch = system && watchMemory();
  try {
    const played = await play(options, system?.url ?? options.url ?? '', book, stop);
    return { ...played, refusals: Object.fromEntries(book.refusals), memory: watch?.peak() ?? null };
  } finally {
    stop.abort(new Error('the run is over'));
    watch?.end();
    await system?.stop();
  }
}

const ownSystem = (book: Book): Promise<System> =>
  startSystem({
    ...{ port: 0, fresh: true, clock: 'real' },
    sink: { count: () => undefined, report: (message, _, thrown) => book.fail(`server, ${message}`, thrown ?? '') },
  });

async function play(options: DemoOptions, baseUrl: string, book: Book, stop: AbortController) {
  const plan = makePlan(options);
  const admin = await adminClient(baseUrl);
  const prefix = `run${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  const scene = await setScene(admin, plan, prefix);
  const byId = new Map(plan.customers.map(customer => [customerId(prefix, customer.number), customer]));
  let startedAt = Date.now();
  const pause = (ms: number) => sleep(Math.max(0, ms), undefined, { signal: stop.signal });
  const stage: Stage = {
    ...{ baseUrl, scene, book, pause, stopped: stop.signal },
    customer: id => byId.get(id ?? ''),
    at: ms => pause(startedAt + ms - Date.now()),
  };

  const agents = await Promise.all(plan.agents.map(agent => playAgent(agent, stage)));
  startedAt = Date.now();
  const progress = setInterval(() => options.onProgress?.(progressOf(book)), PROGRESS_MS);
  try {
    const customers = plan.customers.map(customer =>
      playCustomer(customer, stage).catch(thrown => book.fail(`customer ${customer.number}`, thrown)),
    );
    const all = Promise.all(customers).then(() => Promise.all(agents.map(agent => agent.idle())));
    await Promise.race([all, sleep(options.longestMs, undefined, { signal: stop.signal, ref: false })]).catch(
      () => undefined,
    );
    const endedAt = Date.now();
    await Promise.all(agents.map(agent => signOut(agent, book)));
    const evidence: Evidence = { ...book, interactions: await readBack(admin, book) };
    const figures = figuresOf(evidence, scene.rules, { from: startedAt, to: endedAt });
    options.onProgress?.(progressOf(book));
    return { figures, verdicts: judge(evidence), tookMs: endedAt - startedAt };
  } finally {
    clearInterval(progress);
  }
}

const PROGRESS_MS = 250;

const signOut = (agent: PlayedAgent, book: Book): Promise<void> =>
  agent.signOut().catch(thrown => book.fail('signing out', thrown));

function progressOf({ customers, agents }: Book): Progress {
  const has = (type: string) => customers.filter(({ heard }) => heard.some(event => event.type === type)).length;
  const over = customers.filter(({ ends }) => ends > 0).length;
  return {
    arrived: customers.filter(({ chatId }) => chatId !== null).length,
    talking: Math.max(
      0,
      has('agent-joined') -
        customers.filter(({ ends, heard }) => ends > 0 && heard.some(({ type }) => type === 'agent-joined')).length,
    ),
    over,
    messages:
      customers.reduce((sum, { sent }) => sum + sent.length, 0) +
      agents.reduce((sum, { sent }) => sum + [...sent.values()].flat().length, 0),
  };
}

const READERS = 8;
const MOST_LINES = '200';

/** Everything the API says of the interactions that came about. */
async function readBack(admin: Client, { customers }: Book): Promise<InteractionEvidence[]> {
  const ids = customers.flatMap(({ chatId }) => (chatId === null ? [] : [chatId])).values();
  const found: InteractionEvidence[] = [];
  const reader = async () => {
    for (const interactionId of ids) {
      const params = { interactionId };
      const [interaction, timeline, messages] = await Promise.all([
        admin.interactions.getInteraction({ params }),
        admin.interactions.getTimeline({ params }),
        admin.interactions.listMessages({ params, query: { limit: MOST_LINES } }),
      ]);
      found.push({ interaction, timeline: timeline.items, entries: messages.items });
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return found;
}

const SAMPLE_MS = 250;

function watchMemory(): { peak(): Memory; end(): void } {
  let maxHeapUsedBytes = 0;
  const look = () => {
    maxHeapUsedBytes = Math.max(maxHeapUsedBytes, process.memoryUsage().heapUsed);
  };
  const timer = setInterval(look, SAMPLE_MS).unref();
  return {
    peak() {
      look();
      return { maxRssBytes: process.resourceUsage().maxRSS * 1024, maxHeapUsedBytes };
    },
    end: () => clearInterval(timer),
  };
}
