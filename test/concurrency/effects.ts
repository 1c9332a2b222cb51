import type { MemoryStore } from '#shared/adapters/store/memory.ts';

interface StoredEvent {
  readonly type: string;
}

/**
 * What commands have done, in kind: events, lines, audit entries, new interactions and sessions. Offers that follow from
 * a command are left out: whoever comes first makes them, the command, its repetition or the sweeper.
 */
export function watchEffects(store: MemoryStore): { readonly seen: () => readonly string[]; readonly end: () => void } {
  const effects: string[] = [];
  const end = store.onChange(({ after, before, entityName }) => {
    if (!after) return;
    if (entityName === 'change') {
      for (const { type } of after['events'] as StoredEvent[]) if (type !== 'offer.created.v1') effects.push(type);
    }
    if ((entityName === 'entry' || entityName === 'audit' || entityName === 'interaction') && !before) {
      effects.push(entityName);
    }
    if (entityName === 'agent' && before && before['epoch'] !== after['epoch']) effects.push('session');
  });
  return { seen: () => effects.toSorted(), end };
}
