import { type Application, compose } from '#local/application.ts';
import { memoryBlobs } from '#local/files/blobs.ts';
import { localFiles } from '#local/files/local-files.ts';
import { openStore, type RowReader } from '#shared/adapters/store/open-store.ts';
import type { Call, Item, TableEngine } from '#shared/adapters/store/table-engine.ts';
import type { ScheduledTask } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';
import { type Chance, chance } from './chance.ts';
import type { CallPoint, Fault, Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';

/** What all processes share: the outside world. */
export interface Outside {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly engine: TableEngine;
  readonly reads: RowReader;
  faults: Faults;
  readonly telemetry: Telemetry;
  nextId(prefix: string): string;
  /** Hands tasks to the carriers. */
  carry(tasks: readonly ScheduledTask[]): void;
  /** Delivers a frame to a socket. */
  deliver(connectionId: string, frame: unknown, by: Chance): 'sent' | 'gone';
  /** Told of every await on a port, before it happens. */
  visited(point: CallPoint, fault: Fault | undefined): void;
  /** Told of what happens inside a commit: whose it was. */
  committing(process: Lambda): void;
  /** Waits until somebody changes one of these aggregates, or gives up. */
  overtaken(seen: ReadonlySet<string>): Promise<void>;
}

/** What a process is doing now. */
export interface Invocation {
  readonly name: string;
  readonly startedAt: number;
  readonly by: Chance;
  calls: number;
  /** Ids of the agents and interactions it has read. */
  readonly seen: Set<string>;
}

const READS: ReadonlySet<string> = new Set(['get', 'batchGet', 'query', 'collection', 'find', 'page']);
const LATENCY_MS = 12;
const SLOW_MS = 3000;
/** Each its own: whoever waited for one and the same would be kept in memory for ever. */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * One execution environment: it serves one invocation at a time, remembers between them, and forgets all of it when it
 * crashes. Every await on a port is a pause of the scheduler and may go wrong.
 */
export class Lambda {
  readonly application: Application;
  readonly #outside: Outside;
  readonly #skewMs: number;
  invocation: Invocation | undefined;
  #last: Invocation | undefined;
  /** Settles the invocation that runs when the process crashes. */
  onCrash: (() => void) | undefined;
  dead = false;

  constructor(outside: Outside, number: number) {
    this.#outside = outside;
    this.#skewMs = outside.faults.skewMs(chance(outside.seed, 'skew', number));
    const now = () => this.clock;
    this.application = compose({
      openStore: openStore(this.#engine(), now, outside.reads),
      now,
      nextId: prefix => outside.nextId(prefix),
      timers: { schedule: tasks => this.#port('schedule', () => outside.carry(tasks)) },
      sockets: { post: (id, frame) => this.#port('post', by => outside.deliver(id, frame, by)) },
      news: { wait: async (_, __, ms) => ({ ms, nothingHappened: false }), announce: () => undefined },
      files: localFiles({ url: 'https://simulation.invalid', now, blobs: memoryBlobs() }),
      tokens: {
        issue: async (tenantId, chatId) => `token~${tenantId}~${chatId}`,
        verify: async token => {
          const [, tenantId = '', chatId = ''] = token.split('~');
          return { tenantId, chatId };
        },
      },
      mails: { send: async () => undefined },
      voice: null,
      recordings: null,
      socketUrl: 'wss://simulation.invalid',
      telemetry: outside.telemetry,
      undocumented: 'throw',
    });
  }

  /** What this process takes the time to be, in ms since 1970. */
  get clock(): number {
    return this.#outside.scheduler.now + this.#skewMs;
  }

  /** What an invocation has left behind goes on when it is over, as it does in a process that thaws. */
  get doing(): Invocation | undefined {
    return this.invocation ?? this.#last;
  }

  #engine(): TableEngine {
    const { engine } = this.#outside;
    const through = <T>(call: Call, work: () => Promise<T>) => this.#port(call.operation, work);
    return {
      get: (call, key) => through(call, async () => this.#seeing([await engine.get(call, key)])[0]),
      batchGet: (call, keys) => through(call, async () => this.#seeing(await engine.batchGet(call, keys))),
      query: (call, range) =>
        through(call, async () => {
          const page = await engine.query(call, range);
          this.#seeing(page.items);
          return page;
        }),
      commit: (call, writes) =>
        through(call, () => {
          this.#outside.committing(this);
          return engine.commit(call, writes);
        }),
    };
  }

  /** Remembers whom the invocation has read about. */
  #seeing<Items extends readonly (Item | undefined)[]>(items: Items): Items {
    for (const item of items) {
      const id = item?.['agentId'] ?? item?.['interactionId'] ?? item?.['id'];
      if (typeof id === 'string') this.invocation?.seen.add(id);
    }
    return items;
  }

  async #port<T>(operation: string, work: (by: Chance) => T | Promise<T>): Promise<T> {
    const invocation = this.doing;
    const { faults, scheduler } = this.#outside;
    if (this.dead || !invocation) return never();
    this.#last = invocation;
    invocation.calls += 1;
    const { by } = invocation;
    const point = { invocation: invocation.name, number: invocation.calls, operation };
    const fault = faults.at(point, by);
    this.#outside.visited(point, fault);

    if (fault === 'overtaken') await this.#outside.overtaken(invocation.seen);
    await scheduler.pause(fault === 'slow' ? by.between(0, SLOW_MS) : by.between(0, LATENCY_MS));
    if (this.#crashes(fault === 'crash-before')) return never();
    if (fault === 'throttled') throw new AppError('TRY_LATER');
    if (fault === 'conflict') throw new AppError('WRITE_CONFLICT');
    const result = await work(by);
    if (this.#crashes(fault === 'crash-after')) return never();

    // What was read may be old by the time of the next call, which pauses, too; who has written is told of it later.
    if (!READS.has(operation)) await scheduler.pause(by.between(0, LATENCY_MS));
    if (this.dead) return never();
    if (fault === 'lost-reply') throw new AppError('TRY_LATER');
    if (fault === 'own-conflict') throw new AppError('WRITE_CONFLICT');
    return result;
  }

  #crashes(now: boolean): boolean {
    if (now && !this.dead) this.crash();
    return this.dead;
  }

  crash(): void {
    this.dead = true;
    this.onCrash?.();
  }
}
