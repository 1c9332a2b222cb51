import { SocketEntity } from '#schemas/realtime/entity.ts';
import { remove, type Store } from '#shared/adapters/store/store.ts';
import type { Listeners, Sockets } from '#shared/app/work/ports.ts';

/** The open sockets of principals; a look that may lag, because the stream pushes once more. */
export async function listenersOf(store: Store, principals: readonly string[]): Promise<Listeners> {
  const found = await Promise.all(
    [...new Set(principals)].map(async principal => {
      const open = await store.query(SocketEntity, { principal }, { eventual: true });
      return [principal, open.map(socket => socket.connectionId)] as const;
    }),
  );
  return new Map(found);
}

/** Sends frames to every socket of a principal, in order; forgets sockets at which nobody is any more. */
export async function pushTo(
  store: Store,
  sockets: Sockets,
  principal: string,
  connectionIds: readonly string[],
  frames: readonly unknown[],
): Promise<void> {
  await Promise.all(
    connectionIds.map(async connectionId => {
      for (const frame of frames) {
        if ((await sockets.post(connectionId, frame)) === 'sent') continue;
        await store.commit([remove(SocketEntity, { principal, connectionId })]);
        return;
      }
    }),
  );
}

/** A push is a courtesy: what it does not bring, the stream, `resume` and the long poll do. */
export const courteously = (pushes: readonly Promise<void>[]): Promise<void> =>
  Promise.allSettled(pushes).then(() => undefined);
