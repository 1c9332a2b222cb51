import { registry } from '#schemas/index.ts';
import { type Entity, withNulls } from '#schemas/kit/table.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';
import { type Change, keyText, type TableEngine } from '#shared/adapters/store/table-engine.ts';

/** The rows of one kind, by key. */
export type Rows = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The table of a simulation: the in-memory store, and its rows laid open to those who look on. */
export interface Table {
  readonly engine: TableEngine;
  /** Opens the table past all faults and pauses. */
  readonly open: OpenStore;
  rows(entityName: string): Rows;
}

/**
 * Rows are as their schemas know them: what is null is not stored.
 *
 * @param committed told of the writes of each commit, together, at the moment they happen
 */
export function openTable(
  now: () => number,
  lag: { readonly indexLagMs: number },
  committed: (changes: readonly Change[]) => void,
): Table {
  const faults = {
    get indexLagMs() {
      return lag.indexLagMs;
    },
  };
  const store = memoryStore({ now, faults });
  const byName = new Map<string, Map<string, Readonly<Record<string, unknown>>>>();
  let changes: Change[] = [];
  store.onChange(({ after: stored, before: _, ...change }) => {
    const { entityName } = change;
    const key = keyText(change.key);
    const rows = byName.get(entityName) ?? new Map();
    byName.set(entityName, rows);
    const before = rows.get(key);
    const after = stored && withNulls(entityOf(entityName), stored);
    changes.push({ ...change, ...(before && { before }), ...(after && { after }) });
    if (after) rows.set(key, after);
    else rows.delete(key);
  });
  const engine: TableEngine = {
    ...store.engine,
    async commit(call, writes) {
      changes = [];
      await store.engine.commit(call, writes);
      committed(changes);
    },
  };
  return { engine, open: store.open, rows: name => byName.get(name) ?? NO_ROWS };
}

const NO_ROWS: Rows = new Map();

const entities = new Map<string, Entity>(
  Object.values(registry).flatMap(domain => domain.entities.map(entity => [entity.name, entity] as const)),
);

function entityOf(name: string): Entity {
  const entity = entities.get(name);
  if (!entity) throw new TypeError(`no entity ${name}`);
  return entity;
}
