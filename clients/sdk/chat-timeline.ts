import type { ChatEvent } from '#schemas/client.ts';

/** The events that come next for somebody who has read up to `last`: in order, each once, up to the first gap. */
export function nextEvents(last: number, items: readonly ChatEvent[]): ChatEvent[] {
  const next: ChatEvent[] = [];
  for (const item of items.toSorted((a, b) => a.index - b.index)) {
    if (item.index === last + next.length + 1) next.push(item);
  }
  return next;
}
