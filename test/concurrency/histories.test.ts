import { describe, expect, test } from 'vitest';
import { between, oneOf, type Random, seededRandom } from '#local/demo/random.ts';
import type { Faults } from '#shared/adapters/store/memory.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { askForChat, establish, signIn } from '../support/journeys.ts';
import type { Reply } from '../support/world.ts';
import { asAgent, asCustomer, interleave, observe, type Sent } from './interleaving.ts';
import { linearization, type Model, type Observed } from './linearizability.ts';

/*
 * Commands from several tabs and people, interleaved at every call to the store, must be explained by one order in which
 * each takes effect at once. `HISTORY_SEEDS=2000` looks longer.
 */
const SEEDS = Number(process.env['HISTORY_SEEDS'] ?? 60);

/** Runs one scene with many seeds. */
async function everySeed<State, Op, Result>(
  model: Model<State, Op, Result>,
  scene: (w: InProcess, random: Random, race: () => void) => Promise<Observed<Op, Result>[]>,
): Promise<number> {
  let commands = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const faults: Faults = {};
    const random = seededRandom(seed);
    const w = await inProcess({ faults });
    const history = await scene(w, random, () => interleave(faults, random));
    const order = linearization(model, history);
    expect(order, `seed ${seed}: ${JSON.stringify(history, null, 1)}`).toBeDefined();
    expect(w.defects, `seed ${seed}`).toEqual([]);
    commands += history.length;
  }
  return commands;
}

const outcome = ({ status }: Reply): 'ok' | 'refused' => (status < 300 ? 'ok' : 'refused');
type Outcome = ReturnType<typeof outcome>;
/** Commands of several places, drawn from what may be sent. */
const places = <Op>(random: Random, count: number, length: number, draw: () => Sent<Op>): Sent<Op>[][] =>
  Array.from({ length: count }, () => Array.from({ length: between(random, 1, length) }, draw));

describe('an offer', () => {
  type State = 'pending' | 'accepted' | 'rejected' | 'gone';
  type Op = 'accept' | 'reject' | 'leave' | 'expire';
  /** The first of acceptance, rejection, expiry and the customer's leaving wins; the same again changes nothing. */
  const model: Model<State, Op, Outcome> = {
    start: 'pending',
    next(state, op, result) {
      if (op === 'leave' || op === 'expire') return state === 'pending' ? 'gone' : state;
      const wanted = op === 'accept' ? 'accepted' : 'rejected';
      if (result === 'ok') return state === 'pending' || state === wanted ? wanted : undefined;
      return state === 'pending' ? undefined : state;
    },
  };

  test('is taken, rejected, withdrawn or expires, and only one of these', async () => {
    const commands = await everySeed<State, Op, Outcome>(model, async (w, random, race) => {
      await signIn(w, 'ana');
      const kim = await askForChat(w, 'support');
      const offer = (await w.api(await w.tokenFor('ana')).get('/v1/offers')).body.items[0];
      const about = (op: Op, what: string, body?: unknown): Sent<Op> => ({
        ...{ op, method: 'POST', path: `/v1/offers/${offer.id}/${what}`, body, identity: asAgent('ana') },
      });
      const leave: Sent<Op> = {
        ...{ op: 'leave', method: 'DELETE', path: `/v1/chats/${kim.chatId}`, identity: asCustomer(kim.chatId) },
      };
      const drawn = places(random, 3, 3, () =>
        oneOf(random, about('accept', 'acceptance'), about('reject', 'rejection', { reason: 'busy' }), leave),
      );
      race();
      const expiry = random() < 0.5 ? w.advance(20) : undefined;
      const history = await observe(w, drawn, outcome);
      await expiry;
      // Time passes while the commands run: the expiry may fall anywhere among them.
      return expiry ? [...history, { op: 'expire', result: 'ok', sentAt: 0, answeredAt: 1000 }] : history;
    });

    expect(commands).toBeGreaterThan(SEEDS * 3);
  });
});

describe('a waiting contact', () => {
  type State = string | null;
  type Op = { readonly agent: string };
  /** Whoever picks it up first has it; he may ask again. */
  const model: Model<State, Op, Outcome> = {
    start: null,
    next(owner, { agent }, result) {
      if (result === 'ok') return owner === null || owner === agent ? agent : undefined;
      return owner === null ? undefined : owner;
    },
  };

  test('is picked up by one agent, however many reach for it', async () => {
    await everySeed<State, Op, Outcome>(model, async (w, random, race) => {
      await Promise.all(['ana', 'ben'].map(userId => signIn(w, userId, { ready: false })));
      const { chatId } = await askForChat(w, 'support');
      const drawn = places(random, 5, 2, () => {
        const agent = oneOf(random, 'ana', 'ben');
        return { op: { agent }, method: 'POST', path: `/v1/interactions/${chatId}/pickup`, identity: asAgent(agent) };
      });
      race();
      return observe(w, drawn, outcome);
    });
  });
});

describe('the capacity of an agent', () => {
  /** The chats in hand, of which three of 30 units each fit into 100, and those that have gone elsewhere. */
  interface State {
    readonly work: readonly string[];
    readonly gone: readonly string[];
  }
  type Op = { readonly pickUp: string } | { readonly transfer: string } | 'read';
  type Result = Outcome | number;
  const model: Model<State, Op, Result> = {
    start: { work: [], gone: [] },
    next({ work, gone }, op, result) {
      if (op === 'read') return result === 100 - 30 * work.length ? { work, gone } : undefined;
      if ('transfer' in op) {
        const without = work.filter(one => one !== op.transfer);
        if (without.length < work.length !== (result === 'ok')) return undefined;
        return result === 'ok' ? { work: without, gone: [...gone, op.transfer].sort() } : { work, gone };
      }
      if (work.includes(op.pickUp)) return { work, gone };
      const free = work.length < 3 && !gone.includes(op.pickUp);
      if (free !== (result === 'ok')) return undefined;
      return free ? { work: [...work, op.pickUp].sort(), gone } : { work, gone };
    },
  };

  test('is what his work takes, at every moment, and never exceeded', async () => {
    await everySeed<State, Op, Result>(model, async (w, random, race) => {
      const target = { kind: 'queue', id: 'elsewhere' };
      await establish(w, 'campaigns', { id: 'quick', name: 'Quick', wrapUpSeconds: 0 });
      for (const id of ['quick', 'elsewhere']) {
        await establish(w, 'queues', { id, name: id, campaignId: 'quick', channels: ['chat'] });
      }
      const queues = [{ queueId: 'quick' }];
      await establish(w, 'users', { id: 'zoe', name: 'Zoe', roles: ['agent'], permissions: ['pick-up'], queues });
      await signIn(w, 'zoe', { ready: false });
      const chats: string[] = [];
      for (let chat = 0; chat < 5; chat++) chats.push((await askForChat(w, 'quick')).chatId);
      const identity = asAgent('zoe');
      const drawn = places(random, 4, 3, (): Sent<Op> => {
        const chatId = chats[between(random, 0, 4)] as string;
        const path = `/v1/interactions/${chatId}`;
        return oneOf<() => Sent<Op>>(
          random,
          () => ({ op: { pickUp: chatId }, method: 'POST', path: `${path}/pickup`, identity }),
          () => ({ op: { transfer: chatId }, method: 'POST', path: `${path}/transfer`, body: { target }, identity }),
          () => ({ op: 'read', method: 'GET', path: '/v1/sessions/current', identity }),
        )();
      });
      race();
      return observe(w, drawn, (reply, op) => (op === 'read' ? reply.body.capacity.free : outcome(reply)));
    });
  });
});

describe('the presence of an agent', () => {
  type Op = { readonly set: string } | 'read';
  type Result = string;
  /** A register: what was set last is what is read. */
  const model: Model<string, Op, Result> = {
    start: 'ready',
    next(state, op, result) {
      if (op === 'read') return result === state ? state : undefined;
      return result === 'ok' ? op.set : undefined;
    },
  };
  const stateOf = ({ body }: Reply): string => body.presence.reasonId ?? body.presence.status;

  test('is what was set last, in one order for all his tabs', async () => {
    await everySeed<string, Op, Result>(model, async (w, random, race) => {
      await signIn(w, 'ana');
      const path = '/v1/sessions/current';
      const identity = asAgent('ana');
      const drawn = places(random, 4, 3, (): Sent<Op> => {
        if (random() < 0.4) return { op: 'read', method: 'GET', path, identity };
        const set = oneOf(random, 'ready', 'lunch', 'coffee');
        const body = set === 'ready' ? { status: 'ready' } : { status: 'not-ready', reasonId: set };
        return { op: { set }, method: 'PUT', path: `${path}/presence`, body, identity };
      });
      race();
      return observe(w, drawn, (reply, op) => (op === 'read' ? stateOf(reply) : outcome(reply)));
    });
  });
});

describe('a conversation', () => {
  type State = 'active' | 'transferred' | 'ended';
  type Op = 'end' | 'leave' | 'transfer';
  /** It ends once, or goes on to another queue, and the agent has no say in it afterwards. */
  const model: Model<State, Op, Outcome> = {
    start: 'active',
    next(state, op, result) {
      if (op === 'leave') return result === 'ok' ? 'ended' : undefined;
      if (result === 'ok') {
        if (op === 'transfer') return state === 'active' ? 'transferred' : undefined;
        return state === 'active' ? 'ended' : undefined;
      }
      return state === 'active' ? undefined : state;
    },
  };

  test('is ended, left or transferred, each at one moment', async () => {
    await everySeed<State, Op, Outcome>(model, async (w, random, race) => {
      const ana = await signIn(w, 'ana');
      await establish(w, 'queues', { id: 'elsewhere', name: 'Elsewhere', campaignId: 'inbound', channels: ['chat'] });
      const { chatId } = await askForChat(w, 'support');
      await ana.accept();
      const identity = asAgent('ana');
      const body = { target: { kind: 'queue', id: 'elsewhere' } };
      const path = `/v1/interactions/${chatId}`;
      const drawn = places(
        random,
        3,
        3,
        (): Sent<Op> =>
          oneOf<Sent<Op>>(
            random,
            { op: 'end', method: 'POST', path: `${path}/end`, identity },
            { op: 'transfer', method: 'POST', path: `${path}/transfer`, body, identity },
            { op: 'leave', method: 'DELETE', path: `/v1/chats/${chatId}`, identity: asCustomer(chatId) },
          ),
      );
      race();
      return observe(w, drawn, outcome);
    });
  });
});
