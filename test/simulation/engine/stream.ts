import { table } from '#schemas/table.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import { handleByTenant, type StreamChange, sequenceText } from '#shared/runtime/stream.ts';
import { type Chance, chance, hash } from './chance.ts';
import type { Outside } from './lambda.ts';
import type { Pool } from './pool.ts';

const SHARDS = ['shard-a', 'shard-b'];
const BATCH = 40;
const RETRY_MS = 500;

interface Shard {
  readonly name: string;
  readonly by: Chance;
  readonly waiting: StreamChange[];
  running: boolean;
}

/**
 * The table's stream: each shard in its order, whatever the other one does; batches that fail or whose reader crashed
 * come again, and some come again although they were done.
 */
export class Stream {
  readonly #outside: Outside;
  readonly #pool: Pool;
  readonly #shards: readonly Shard[];
  #sequence = 0;
  #batches = 0;

  constructor(outside: Outside, pool: Pool) {
    this.#outside = outside;
    this.#pool = pool;
    this.#shards = SHARDS.map(name => ({ name, by: chance(outside.seed, name), waiting: [], running: false }));
  }

  /** Whether everything committed has been delivered. */
  get isIdle(): boolean {
    return this.#shards.every(shard => !shard.running);
  }

  add(changes: readonly Change[]): void {
    for (const { after = null, before = null, entityName, key, tenantId } of changes) {
      const { [table.pk]: pk = '', [table.sk]: sk = '' } = key;
      const shard = this.#shards[hash(pk) % this.#shards.length]!;
      this.#sequence += 1;
      const sequence = sequenceText(String(this.#sequence));
      shard.waiting.push({ tenantId, entityName, key: { pk, sk }, before, after, shard: shard.name, sequence });
      if (!shard.running) this.#look(shard, this.#outside.faults.streamDelayMs);
      shard.running = true;
    }
  }

  #look(shard: Shard, delayMs: number): void {
    const { scheduler } = this.#outside;
    scheduler.at(scheduler.now + shard.by.between(10, Math.max(20, delayMs)), () => void this.#deliver(shard));
  }

  async #deliver(shard: Shard): Promise<void> {
    const batch = shard.waiting.slice(0, BATCH);
    this.#batches += 1;
    const ending = await this.#pool.invoke('stream', `batch-${this.#batches}`, ({ application }) =>
      handleByTenant(application.onChanges, batch, application.watched, this.#outside.telemetry),
    );
    const failed = ending !== 'crashed' && 'result' in ending ? ending.result : batch;
    const again = shard.by.happens(this.#outside.faults.streamTwice);
    const first = failed[0];
    const done = again ? 0 : first ? batch.findIndex(change => change.sequence === first.sequence) : batch.length;
    shard.waiting.splice(0, done);
    if (shard.waiting.length === 0) shard.running = false;
    else this.#look(shard, first ? RETRY_MS : this.#outside.faults.streamDelayMs);
  }
}
