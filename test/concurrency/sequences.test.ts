import { describe, expect, test } from 'vitest';
import { placed } from '#clients/sdk/feed-position.ts';
import { between, oneOf, type Random, seededRandom } from '#local/demo/random.ts';
import type { StreamChange } from '#shared/runtime/stream.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { type Agent, askForChat, type ChatCustomer, signIn } from '../support/journeys.ts';
import type { Frame, Listener } from '../support/world.ts';

/*
 * Goal R5: agents and customers work while three deliveries of ten come twice, the process restarts and sockets are
 * lost. Every reader applies the rule of the client library; what he has read in the end must be whole and in order.
 */
const SEEDS = Number(process.env['SEQUENCE_SEEDS'] ?? 12);
const STEPS = 60;

/** Somebody who reads a feed or a conversation by its numbers. */
class Reader {
  readonly read: number[] = [];
  gaps = 0;
  #socket: Listener | undefined;
  #looked = 0;
  readonly #w: InProcess;
  readonly #token: string;

  constructor(w: InProcess, token: string) {
    this.#w = w;
    this.#token = token;
  }

  /** Opens a socket and goes on behind what was read last. */
  async connect(): Promise<void> {
    await this.#socket?.close();
    this.#socket = await this.#w.socket(this.#token);
    this.#looked = 0;
    this.#socket.send({ action: 'resume', after: this.read.at(-1) ?? 0 });
    await this.#w.sockets.idle();
    await this.look();
  }

  /** Takes in the frames that have come; a gap is filled by asking again, as the client library does. */
  async look(): Promise<void> {
    const frames = this.#socket?.frames.slice(this.#looked) ?? [];
    this.#looked += frames.length;
    for (const frame of frames.filter((one: Frame) => 'seq' in one)) {
      const place = placed(this.read.at(-1) ?? 0, frame.seq);
      if (place === 'next') this.read.push(frame.seq);
      if (place === 'gap') {
        this.gaps += 1;
        return this.connect();
      }
    }
  }
}

/** Three changes of ten are delivered again, at once or with the next batch. */
function disturbing(random: Random) {
  let again: StreamChange[] = [];
  return (batch: readonly StreamChange[]): readonly (readonly StreamChange[])[] => {
    const twice = batch.filter(() => random() < 0.3);
    const parts = [[...again, ...batch], ...(random() < 0.5 ? [twice] : [])];
    again = random() < 0.5 ? twice : [];
    return parts.filter(part => part.length > 0);
  };
}

async function day(seed: number) {
  const random = seededRandom(seed);
  const w = await inProcess();
  w.stream.disturb = disturbing(random);
  const ana = await signIn(w, 'ana');
  const ben = await signIn(w, 'ben');
  const agents = new Map<Agent, Reader>([
    [ana, new Reader(w, await w.tokenFor('ana'))],
    [ben, new Reader(w, await w.tokenFor('ben'))],
  ]);
  const customers = new Map<ChatCustomer, Reader>();
  for (const reader of agents.values()) await reader.connect();
  let messages = 0;

  const anyCustomer = () => [...customers.keys()][between(random, 0, customers.size - 1)];
  const anyAgent = () => oneOf(random, ana, ben);
  const steps: readonly (() => Promise<unknown>)[] = [
    async () => {
      const customer = await askForChat(w, oneOf(random, 'support', 'sales'));
      const reader = new Reader(w, customer.token);
      customers.set(customer, reader);
      await reader.connect();
    },
    async () => {
      const agent = anyAgent();
      const [offer] = await agent.offers();
      if (offer) await agent.post(`/v1/offers/${offer.id}/${random() < 0.8 ? 'acceptance' : 'rejection'}`);
    },
    async () => anyCustomer()?.says(`line ${++messages}`),
    async () => {
      const agent = anyAgent();
      const { body } = await agent.get('/v1/interactions');
      const one = body.items?.[0];
      if (!one) return;
      const said = { text: `line ${++messages}`, clientMessageId: `m-${messages}` };
      await agent.post(`/v1/interactions/${one.id}/messages`, said);
      if (random() < 0.2) await agent.post(`/v1/interactions/${one.id}/end`);
    },
    async () => w.settled(),
    async () => {
      const readers = [...agents.values(), ...customers.values()];
      await readers[between(random, 0, readers.length - 1)]?.connect();
    },
    async () => (random() < 0.3 ? w.restart() : undefined),
    async () => {
      await Promise.all([ana, ben].map(agent => agent.beat()));
      await w.advance(between(random, 1, 8));
    },
  ];
  for (let step = 0; step < STEPS; step++) {
    await steps[step === 0 ? 0 : between(random, 0, steps.length - 1)]?.();
    for (const reader of [...agents.values(), ...customers.values()]) await reader.look();
  }
  await w.settled();
  await w.sockets.idle();
  const readers = [...agents.values(), ...customers.values()];
  for (const reader of readers) await reader.look();
  for (const reader of readers) await reader.connect();
  return { w, readers };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('what a reader has read in the end', () => {
  test.each(upTo(SEEDS))('is whole, in order and nothing twice: seed %i', async seed => {
    const { readers, w } = await day(seed);

    for (const { read } of readers) expect(read).toEqual(upTo(read.length));
    expect(readers.every(reader => reader.read.length > 0)).toBe(true);
    expect(w.defects).toEqual([]);
  });

  test('is the same for everybody in a conversation, each line once', async () => {
    const w = await inProcess();
    w.stream.disturb = disturbing(seededRandom(7));
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();

    await Promise.all(
      upTo(20).flatMap(at => [
        kim.says(`kim ${at}`),
        ana.post(`/v1/interactions/${kim.chatId}/messages`, { text: `ana ${at}`, clientMessageId: `a-${at}` }),
      ]),
    );
    const agentSees = (await ana.get(`/v1/interactions/${kim.chatId}/messages`, { query: { limit: 100 } })).body.items;
    const customerSees = (await kim.get(`/v1/chats/${kim.chatId}/events`, { query: { after: 0 } })).body.items;

    const lines = agentSees.map((entry: { index: number }) => entry.index).toSorted((a: number, b: number) => a - b);
    expect(lines).toEqual(upTo(lines.length));
    expect(customerSees.map((entry: { index: number }) => entry.index)).toEqual(upTo(customerSees.length));
  });
});
