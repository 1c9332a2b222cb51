import { type System, startSystem } from '#local/system.ts';
import { observer, type Seen } from './observer.ts';

/** What a phone call of three minutes uses, of everything that is counted. */
export interface CallFigures extends Seen {
  /** Requests of the agent. */
  readonly requests: number;
  /** Events of the telephone service, and of its rooms, which a function answers. */
  readonly invocations: number;
  readonly roomEvents: number;
  /** What was asked of the telephone service, by operation. */
  readonly asked: Readonly<Record<string, number>>;
  /** Write units of each part of the call, in its order. */
  readonly parts: Readonly<Record<string, number>>;
}

const HOTLINE = '+15550100';
const BEAT_SECONDS = 10;

/**
 * Plays one typical call over the real ports, on a clock that is moved by hand: 30 s of music in the queue, offered and
 * accepted in a browser, a minute of talk, 30 s on hold, a minute of talk, ended by the customer, wrapped up with an
 * outcome. The agent's signs of life belong to his session and are left out.
 */
export async function measureCall(onStep: (step: string) => void): Promise<CallFigures> {
  const { observation, take } = observer();
  const system = await startSystem({
    port: 0,
    fresh: true,
    clock: 'manual',
    sweepEverySeconds: 3600,
    sink: { count: () => undefined, report: () => undefined },
    observe: observation,
  });
  try {
    const play = new Play(system, take);
    await play.comesToWork();
    // The first call of a process also reads configuration that others find in memory.
    await play.call(async (_, run) => run());
    play.forget();
    await play.call(async (part, run) => {
      await run();
      play.note(part);
      onStep(part);
    });
    return play.figures();
  } finally {
    await system.stop();
  }
}

type Step = (part: string, run: () => Promise<void>) => Promise<void>;

const NOTHING: Seen = {
  ...{ sequentialTrips: 0, trips: 0, readUnits: 0, writeUnits: 0, commits: 0, framesPushed: 0 },
  tasks: { workflow: 0, delay: 0 },
};

class Play {
  readonly #system: System;
  readonly #take: () => Seen;
  readonly #asked = new Map<string, number>();
  readonly #parts = new Map<string, number>();
  #seen: Seen = NOTHING;
  #requests = 0;
  #invocations = 0;
  #roomEvents = 0;
  #token = '';

  constructor(system: System, take: () => Seen) {
    this.#system = system;
    this.#take = take;
    const { faults } = system.sma;
    // Asked at each occasion, these see everything that goes to and fro.
    faults.throttle = operation => {
      this.#asked.set(operation, (this.#asked.get(operation) ?? 0) + 1);
      return false;
    };
    faults.invocation = () => {
      this.#invocations += 1;
      return undefined;
    };
    faults.notification = () => {
      this.#roomEvents += 1;
      return undefined;
    };
  }

  async comesToWork(): Promise<void> {
    this.#token = await this.#system.tokenFor('demo', 'ana');
    await this.#api('POST', '/v1/sessions', {});
    await this.#api('PUT', '/v1/sessions/current/presence', { status: 'not-ready', reasonId: 'lunch' });
    await this.#system.settled();
  }

  async call(step: Step): Promise<void> {
    const { sma } = this.#system;
    let line = '';
    let id = '';
    await step('greeting and queue', async () => {
      line = sma.call({ from: '+14255550199', to: HOTLINE });
      await this.#pass(30);
    });
    // Whether the agent is ready belongs to his session, too; what it leads to does not.
    await step('offer', async () => {
      await this.#api('PUT', '/v1/sessions/current/presence', { status: 'ready' });
      await this.#pass(4);
    });
    await step('answer', async () => {
      const { items } = await this.#api('GET', '/v1/offers');
      const accepted = await this.#api('POST', `/v1/offers/${items[0].id}/acceptance`);
      id = accepted.id;
      await this.#api('GET', `/v1/interactions/${id}/media`);
      await this.#pass(60);
    });
    await step('hold', async () => {
      await this.#api('POST', `/v1/interactions/${id}/hold`);
      await this.#pass(30);
    });
    await step('resume', async () => {
      await this.#api('DELETE', `/v1/interactions/${id}/hold`);
      await this.#pass(60);
    });
    await step('end', async () => {
      sma.hangUp(line);
      await this.#pass(4);
    });
    await step('outcome', async () => {
      await this.#api('POST', `/v1/interactions/${id}/disposition`, { codeId: 'resolved' });
      await this.#pass(1);
    });
    await this.#api('PUT', '/v1/sessions/current/presence', { status: 'not-ready', reasonId: 'lunch' });
    await this.#system.settled();
  }

  /** What was counted before belongs to the session or to warming up. */
  forget(): void {
    this.#take();
    this.#seen = NOTHING;
    this.#asked.clear();
    this.#requests = 0;
    this.#invocations = 0;
    this.#roomEvents = 0;
  }

  note(part: string): void {
    this.#seen = added(this.#seen, this.#take());
    const earlier = [...this.#parts.values()].reduce((sum, units) => sum + units, 0);
    this.#parts.set(part, this.#seen.writeUnits - earlier);
  }

  figures(): CallFigures {
    return {
      ...this.#seen,
      ...{ requests: this.#requests, invocations: this.#invocations, roomEvents: this.#roomEvents },
      asked: Object.fromEntries(this.#asked),
      parts: Object.fromEntries(this.#parts),
    };
  }

  /** Time passes; every ten seconds the desktop says that it is there, which is not counted. */
  async #pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= BEAT_SECONDS) {
      await this.#system.advance(Math.min(BEAT_SECONDS, left));
      const before = added(this.#seen, this.#take());
      await this.#send('POST', '/v1/sessions/current/heartbeat');
      await this.#system.settled();
      this.#take();
      this.#seen = before;
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: reads what the contract says is there
  async #api(method: string, path: string, body?: object): Promise<any> {
    this.#requests += 1;
    return this.#send(method, path, body);
  }

  async #send(method: string, path: string, body?: object) {
    const response = await fetch(`${this.#system.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : await response.json();
  }
}

const added = (one: Seen, other: Seen): Seen => ({
  sequentialTrips: one.sequentialTrips + other.sequentialTrips,
  trips: one.trips + other.trips,
  readUnits: one.readUnits + other.readUnits,
  writeUnits: one.writeUnits + other.writeUnits,
  commits: one.commits + other.commits,
  framesPushed: one.framesPushed + other.framesPushed,
  tasks: {
    workflow: one.tasks.workflow + other.tasks.workflow,
    delay: one.tasks.delay + other.tasks.delay,
  },
});
