import type { Observation } from '#local/system.ts';
import { table } from '#schemas/table.ts';

/** The form of what is looked at: rows as they are stored, frames as they are sent. */
interface AgentItem {
  readonly id: string;
  readonly work: readonly unknown[];
}
interface InteractionItem {
  readonly id: string;
  readonly status: string;
}
interface OfferFrame {
  readonly event?: {
    readonly type: string;
    readonly data: { readonly agentId: string; readonly interactionId: string };
  };
}

/**
 * Watches from inside how long it takes from the commit that frees an agent to the push of the offer of a contact who
 * waited already.
 */
export function watchHandOffs(): { readonly observation: Observation; readonly take: () => number[] } {
  const work = new Map<string, number>();
  const freedAt = new Map<string, number>();
  const waitingSince = new Map<string, number>();
  let measured: number[] = [];

  function committed(item: Readonly<Record<string, unknown>>) {
    const now = performance.now();
    const kind = String(item[table.sk]).split('#', 1).join();
    if (kind === 'interaction') {
      const { id, status } = item as unknown as InteractionItem;
      if (status === 'queued' && !waitingSince.has(id)) waitingSince.set(id, now);
    }
    if (kind !== 'agent') return;
    const { id, work: items } = item as unknown as AgentItem;
    if (items.length < (work.get(id) ?? 0)) freedAt.set(id, now);
    work.set(id, items.length);
  }

  function pushed(frame: unknown) {
    const { event } = frame as OfferFrame;
    if (event?.type !== 'offer.created.v1') return;
    const { agentId, interactionId } = event.data;
    const freed = freedAt.get(agentId);
    const since = waitingSince.get(interactionId);
    freedAt.delete(agentId);
    if (freed !== undefined && since !== undefined && since < freed) measured.push(performance.now() - freed);
  }

  return {
    observation: {
      meter: () => undefined,
      engine: engine => ({
        ...engine,
        async commit(call, writes) {
          await engine.commit(call, writes);
          for (const write of writes) if (write.kind === 'put') committed(write.item);
        },
      }),
      timers: timers => timers,
      sockets: sockets => ({
        post: (connectionId, frame) => {
          pushed(frame);
          return sockets.post(connectionId, frame);
        },
      }),
    },
    take: () => {
      const taken = measured;
      measured = [];
      return taken;
    },
  };
}
