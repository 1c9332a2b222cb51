import { openStore } from '#shared/adapters/store/open-store.ts';
import type { Change, TableEngine } from '#shared/adapters/store/table-engine.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { telemetryTo } from '#shared/runtime/telemetry.ts';
import { checkCommit } from './checks/commits.ts';
import { Ledger } from './checks/ledger.ts';
import { watchPlaces } from './checks/places.ts';
import { Promises } from './checks/promises.ts';
import { type View, viewOf } from './checks/view.ts';
import { Carriers } from './engine/carriers.ts';
import { type Chance, chance } from './engine/chance.ts';
import { type Faults, noFaults } from './engine/faults.ts';
import type { Outside } from './engine/lambda.ts';
import { Pool } from './engine/pool.ts';
import { Races } from './engine/races.ts';
import { rememberedRows } from './engine/remembered-rows.ts';
import { BEGIN, Scheduler } from './engine/scheduler.ts';
import { Stream } from './engine/stream.ts';
import { openTable, type Table } from './engine/table.ts';
import { Trace } from './engine/trace.ts';
import { answer, offersIn } from './people/answers.ts';
import { Client } from './people/client.ts';
import { overtake } from './people/coincidences.ts';
import type { Desk, Scene, Visit } from './people/scene.ts';
import { furnish, TENANTS } from './people/tenants.ts';

export interface Options {
  readonly seed: number;
  readonly faults: Faults;
  /** Looks on at what the table is asked. */
  readonly observe?: ((engine: TableEngine, now: () => number) => TableEngine) | undefined;
  readonly visited?: Outside['visited'];
}

/** One simulated system, with everybody who uses it. */
export class Simulation {
  readonly scheduler = new Scheduler();
  readonly ledger = new Ledger(this.scheduler);
  readonly trace = new Trace();
  readonly table: Table;
  readonly view: View;
  readonly outside: Outside;
  readonly pool: Pool;
  readonly stream: Stream;
  readonly scene: Scene;
  readonly promises: Promises;
  readonly #races = new Races(this.scheduler, (seen, number) => overtake(this.scene, seen, number));
  /** What the sweeper mended, by kind. */
  readonly repairs: string[] = [];
  commits = 0;
  /** Whether commits are looked at; not while spoilt rows are about. */
  watching = true;
  commands = 0;
  /** Whether everybody is about to leave: nobody takes anything on any more. */
  goingHome = false;

  constructor({ faults, observe, seed, visited }: Options) {
    const { scheduler } = this;
    const lag = {
      get indexLagMs() {
        return outside.faults.indexLagMs;
      },
    };
    this.table = openTable(
      () => scheduler.now,
      lag,
      changes => this.#committed(changes),
    );
    this.view = viewOf(this.table);
    const outside: Outside = {
      seed,
      scheduler,
      engine: observe ? observe(this.table.engine, () => scheduler.now) : this.table.engine,
      reads: rememberedRows(),
      faults,
      telemetry: telemetryTo({
        count: () => undefined,
        report: (message, facts, thrown) => this.#reported(message, facts, thrown),
      }),
      nextId: this.#ids(),
      carry: tasks => carriers.schedule(tasks),
      deliver: (id, frame, by) => this.#deliver(id, frame, by),
      visited: (point, fault) => {
        this.trace.add(`${scheduler.now} ${point.invocation} ${point.number} ${point.operation} ${fault ?? ''}`);
        visited?.(point, fault);
      },
      overtaken: seen => this.#races.overtaken(seen),
      committing: lambda => {
        this.view.invocation = lambda.doing;
        this.view.clock = lambda.clock;
      },
    };
    this.outside = outside;
    this.pool = new Pool(outside);
    const carriers = new Carriers(outside, this.pool);
    this.stream = new Stream(outside, this.pool);
    this.promises = new Promises(this.ledger, this.table, this.view.offers);
    const client = new Client({
      pool: this.pool,
      scheduler,
      // What is said of spoilt rows, and what nobody watched, is held against nothing.
      answered: (request, reply, wasKept) => this.watching && this.promises.answered(request, reply, wasKept),
      isKept: request => this.promises.isKept(request),
      defect: (operation, thrown) => this.#thrown(operation, thrown),
    });
    const visits: Visit[] = [];
    this.scene = {
      ...{ seed, scheduler, pool: this.pool, table: this.table, visits },
      desks: TENANTS.flatMap(({ agentIds, id }) => agentIds.map(agentId => desk(id, agentId))),
      sockets: new Map(),
      answered: new Set(),
      send: (request, step, by) => {
        this.commands += 1;
        return client.send(request, `${request.operation} ${step.tenantId} ${step.who} ${step.id}`, by);
      },
    };
  }

  /** Lays out tenants and configuration; nothing goes wrong yet. */
  async begin(seed: number): Promise<void> {
    await furnish(
      openStore(this.outside.engine, () => this.scheduler.now),
      seed,
    );
  }

  /** @param perfectly from now on nothing goes wrong, and every process starts anew */
  heal(perfectly: Faults = noFaults): void {
    this.outside.faults = perfectly;
    this.pool.forgetIdle();
  }

  runUntil(instant: number): Promise<void> {
    return this.scheduler.runUntil(instant, () => this.ledger.findings.length > 0);
  }

  get failed(): boolean {
    return this.ledger.findings.length > 0;
  }

  /** The sweeper, once a minute, for ever. */
  sweepEveryMinute(number = 1): void {
    this.scheduler.at(BEGIN + number * 60_000, () => {
      this.sweepEveryMinute(number + 1);
      void this.pool.invoke('sweep', `sweep-${number}`, ({ application }) => application.sweep(`sweep-${number}`));
    });
  }

  #committed(changes: readonly Change[]): void {
    this.commits += 1;
    for (const { after, key } of changes) this.trace.add(JSON.stringify([key, after ?? null]));
    watchPlaces(this.view, changes, this.scheduler.now);
    if (this.scheduler.steps > 0 && this.watching) checkCommit(this.view, this.ledger, changes);
    this.stream.add(changes);
    this.#races.committed(changes);
  }

  #deliver(connectionId: string, frame: unknown, by: Chance): 'sent' | 'gone' {
    const owner = this.scene.sockets.get(connectionId);
    if (!owner || by.happens(this.outside.faults.socketGone)) return 'gone';
    const text = JSON.stringify(frame);
    this.promises.delivered(owner, text, id => this.view.tenantOf(id));
    if (this.goingHome || !('agentId' in owner)) return 'sent';
    for (const offerId of offersIn(text)) void answer(this.scene, owner, offerId);
    return 'sent';
  }

  #ids(): (prefix: string) => string {
    let made = 0;
    const random = chance('ids');
    return prefix => {
      made += 1;
      const tail = Array.from({ length: 6 }, () => random.pick(ID_CHARACTERS)).join('');
      return `${prefix}_01K9ZQ4M6T${String(made).padStart(10, '0')}${tail}`;
    };
  }

  #reported(message: string, facts: Readonly<Record<string, string>>, thrown: unknown): void {
    if (message === 'repair performed') this.repairs.push(String(facts['kind']));
    if (thrown !== undefined) this.#thrown(`${message} ${JSON.stringify(facts)}`, thrown);
  }

  /** Outages and lost races may end what they like; anything else that is thrown is a mistake. */
  #thrown(where: string, thrown: unknown): void {
    const expected = thrown instanceof AppError && (thrown.code === 'TRY_LATER' || thrown.code === 'WRITE_CONFLICT');
    if (!expected) this.defect(where, thrown);
  }

  defect(where: string, thrown: unknown): void {
    this.ledger.breach('no-defect', where.slice(0, 80), describe(thrown));
  }
}

const describe = (thrown: unknown): string =>
  thrown instanceof Error
    ? `${thrown.name} ${thrown.message} ${(thrown.stack ?? '').split('\n').slice(1, 4).join(' ')} ${thrown.cause ? describe(thrown.cause) : ''}`
    : String(thrown);

const ID_CHARACTERS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

const desk = (tenantId: string, agentId: string): Desk => ({
  ...{ tenantId, agentId, sessionId: null, connected: false, connectionId: null, awayUntil: 0, beats: 0 },
});
