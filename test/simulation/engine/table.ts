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

/** @param committed told of the writes of each commit, together, at the moment they happen */
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
  store.onChange(stored => {
    const change = whole(stored);
    changes.push(change);
    const rows = byName.get(change.entityName) ?? new Map();
    byName.set(change.entityName, rows);
    if (change.after) rows.set(keyText(change.key), change.after);
    else rows.delete(keyText(change.key));
  });
  const engine: TableEngine = {
    ...store.engine,
    async commit(call, writes) {
      changes = [];
      await store.engine.commit(call, writes);
      committed(changes);
    },
  };
  return { engine, open: store.open, rows: name => byName.get(name) ?? new Map() };
}

const entities = new Map<string, Entity>(
  Object.values(registry).flatMap(domain => domain.entities.map(entity => [entity.name, entity] as const)),
);

/** The change with rows as their schemas know them: what is null is not stored. */
function whole(change: Change): Change {
  const entity = entities.get(change.entityName);
  if (!entity) throw new TypeError(`no entity ${change.entityName}`);
  const { after, before, ...rest } = change;
  return {
    ...rest,
    ...(before && { before: withNulls(entity, before) }),
    ...(after && { after: withNulls(entity, after) }),
  };
}
