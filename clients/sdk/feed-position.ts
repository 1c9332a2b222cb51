import type { EventEnvelope, EventType } from '#schemas/client.ts';

/** Where a frame belongs for somebody who has read up to `last`. */
export type Placement = 'next' | 'duplicate' | 'gap';

/** Places a number of a gapless sequence; without a last one, reading starts anywhere. */
export function placed(last: number | undefined, seq: number): Placement {
  if (last === undefined || seq === last + 1) return 'next';
  return seq <= last ? 'duplicate' : 'gap';
}

/** What was heard lately, so that an event that comes by several ways is heard once. */
export interface Recent {
  /** Notes an event and says whether it is old news: heard before, or overtaken by a later value. */
  isOld(event: Pick<EventEnvelope, 'id' | 'type' | 'subject' | 'aggregateVersion'>): boolean;
  forget(): void;
}

/** Events whose latest value is all that counts. */
const LATEST_COUNTS: ReadonlySet<string> = new Set<EventType>(['queue.live.v1']);

export function createRecent(limit: number): Recent {
  const ids = new Set<string>();
  const versions = new Map<string, number>();
  return {
    isOld({ id, type, subject, aggregateVersion }) {
      if (LATEST_COUNTS.has(type)) {
        const latest = versions.get(subject) ?? aggregateVersion;
        versions.set(subject, Math.max(latest, aggregateVersion));
        return aggregateVersion < latest;
      }
      const old = ids.has(id);
      ids.add(id);
      for (const oldest of ids) {
        if (ids.size <= limit) break;
        ids.delete(oldest);
      }
      return old;
    },
    forget() {
      ids.clear();
      versions.clear();
    },
  };
}
