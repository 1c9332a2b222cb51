import { setTimeout as pause } from 'node:timers/promises';
import { table } from '#schemas/table.ts';
import type { Call, Item, ItemKey, ItemWrite, TableEngine } from '#shared/adapters/store/table-engine.ts';
import { baseKey, keyText, rowAttributes } from '#shared/adapters/store/table-engine.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import {
  type ChangeHandler,
  handleByTenant,
  type StreamChange,
  sequenceText,
  type Watched,
} from '#shared/runtime/stream.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';

export interface LocalStreamOptions {
  readonly engine: TableEngine;
  readonly telemetry: Telemetry;
}

/** The table with a stream: what is committed through `engine` is delivered to the handler, in order. */
export interface LocalStream {
  readonly engine: TableEngine;
  /** Begins to deliver changes of the entities watched; what was committed before waits until then. */
  deliverTo(handle: ChangeHandler, watched: Watched): void;
  /** The newest sequence number: whether something has been committed since one looked. */
  position(): number;
  /** Waits until everything committed so far, and what its delivery committed, is delivered. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** As often as Lambda looks into a stream's shard, nearly. */
const BATCH_MS = 200;
const MAX_TRIES = 10;
/** Longer after each try, so that whatever is in the way has gone by the last one. */
const PAUSE_MS = 50;

/**
 * Adds a stream to an engine. Writes to one row are lined up, so that the image read before a write is the one it
 * replaces and changes of a row are told in the order they were made. A write whose version was overtaken while it stood
 * in line is refused at once: where many want the same row, those who cannot have it must not hold up the others.
 */
export function localStream({ engine, telemetry }: LocalStreamOptions): LocalStream {
  const lines = new Map<string, Promise<unknown>>();
  const versions = new Map<string, unknown>();
  const buffer: StreamChange[] = [];
  let sequence = firstSequence();
  let consumer: { readonly handle: ChangeHandler; readonly watched: Watched } | undefined;
  let delivering: Promise<void> | undefined;
  let timeout: NodeJS.Timeout | undefined;

  /** Runs the work when all work on the same keys that was lined up before is over. */
  async function inLine<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = Promise.allSettled(keys.map(key => lines.get(key)));
    const run = before.then(work);
    const over = run.catch(() => undefined);
    for (const key of keys) lines.set(key, over);
    try {
      return await run;
    } finally {
      for (const key of keys) if (lines.get(key) === over) forgetLine(key);
    }
  }

  function forgetLine(key: string): void {
    lines.delete(key);
    versions.delete(key);
  }

  /** Whether a write that stood in the same line before this one has stored another version than it expects. */
  function isOvertaken({ expect, key }: ItemWrite): boolean {
    const stored = versions.get(keyText(key));
    return typeof expect === 'number' && stored !== undefined && stored !== expect;
  }

  async function commit(call: Call, writes: readonly ItemWrite[]): Promise<void> {
    // The engine would refuse it, too, but only after everybody behind it had waited for that.
    if (writes.some(isOvertaken)) throw new AppError('WRITE_CONFLICT');
    try {
      await replace(call, writes);
    } catch (thrown) {
      for (const { key } of writes) versions.delete(keyText(key));
      throw thrown;
    }
  }

  async function replace(call: Call, writes: readonly ItemWrite[]): Promise<void> {
    const told = writes.filter(concernsSomebody);
    const replaced = await imagesBefore(engine, call, told);
    await engine.commit(call, writes);
    for (const write of writes) versions.set(keyText(write.key), write.kind === 'put' ? write.item['version'] : null);
    for (const write of told) {
      const change = changeBy(write, replaced.get(keyText(write.key)));
      if (!change) continue;
      sequence += 1;
      buffer.push({ ...change, shard: 'local', sequence: sequenceText(String(sequence)) });
    }
    if (consumer) timeout ??= setTimeout(() => void deliver(), BATCH_MS).unref();
  }

  /** Rows that nobody watches are most writes of a system in which customers only listen: they cost no image. */
  const concernsSomebody = ({ key }: ItemWrite): boolean => !consumer || consumer.watched.has(entityNameOf(key));

  function deliver(): Promise<void> {
    clearTimeout(timeout);
    timeout = undefined;
    delivering ??= drain().finally(() => {
      delivering = undefined;
    });
    return delivering;
  }

  /** Delivers again until it works, as Lambda does, but not for ever: then the changes are left out. */
  async function drain(): Promise<void> {
    for (let batch = buffer.splice(0); consumer && batch.length > 0; batch = buffer.splice(0)) {
      const { handle, watched } = consumer;
      let left: readonly StreamChange[] = batch;
      for (let tries = 1; tries <= MAX_TRIES && left.length > 0; tries += 1) {
        if (tries > 1) await pause(PAUSE_MS * (tries - 1));
        left = await handleByTenant(handle, left, watched, telemetry);
      }
    }
  }

  return {
    engine: {
      ...engine,
      commit: (call, writes) =>
        inLine(
          writes.map(write => keyText(write.key)),
          () => commit(call, writes),
        ),
    },
    deliverTo(handle, watched) {
      consumer = { handle, watched };
      void deliver();
    },
    position: () => sequence,
    async settled() {
      while (lines.size > 0 || (consumer && (buffer.length > 0 || delivering))) {
        await Promise.allSettled(lines.values());
        await deliver();
      }
    },
    async stop() {
      consumer = undefined;
      clearTimeout(timeout);
      await delivering;
    },
  };
}

/**
 * Sequences start at the time, in microseconds: they are ahead of all that an earlier process gave out, unless that made
 * a million changes a second all its life.
 */
const firstSequence = (): number => Date.now() * 1000;

async function imagesBefore(engine: TableEngine, call: Call, writes: readonly ItemWrite[]): Promise<Map<string, Item>> {
  const keys: ItemKey[] = writes.filter(write => write.expect !== 'absent').map(write => write.key);
  const items = keys.length === 0 ? [] : await engine.batchGet(call, keys);
  return new Map(items.map(item => [keyText(baseKey(item)), item]));
}

const entityNameOf = (key: ItemKey): string => (key[table.sk] ?? '').split('#', 1).join();

type Change = Omit<StreamChange, 'shard' | 'sequence'>;

/** What a write did; undefined when it removed nothing. */
function changeBy(write: ItemWrite, before: Item | undefined): Change | undefined {
  const after = write.kind === 'put' ? write.item : undefined;
  const image = after ?? before;
  if (!image) return undefined;
  const { [table.pk]: pk = '', [table.sk]: sk = '' } = write.key;
  return {
    tenantId: String(image['tenantId']),
    entityName: entityNameOf(write.key),
    key: { pk, sk },
    before: before ? rowAttributes(before) : null,
    after: after ? rowAttributes(after) : null,
  };
}
