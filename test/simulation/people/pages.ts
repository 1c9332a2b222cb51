import { chatIdentity } from '#shared/runtime/identity.ts';
import type { Chance } from '../engine/chance.ts';
import { interactionsOf, type Scene, type Visit } from './scene.ts';
import type { Step } from './steps.ts';

/** As often as the SDK does. */
const PING_MS = 20_000;

const connectionOf = ({ chatId, tenantId }: Visit, id: string) => ({ id, identity: chatIdentity(tenantId, chatId) });

/** The customer's page opens its socket, reads on where it was, and says from time to time that it is there. */
export async function openPage(scene: Scene, step: Step, by: Chance, visit: Visit): Promise<void> {
  if (visit.page !== null) return;
  const id = `page-${visit.tenantId}-${step.id}-${step.who}`;
  visit.page = id;
  scene.sockets.set(id, visit);
  await scene.pool.invoke('connect', `connect ${id}`, ({ application }) =>
    application.socket.connected(connectionOf(visit, id), `connect-${id}`),
  );
  await say(scene, visit, id, { action: 'resume', after: by.between(0, 3) });
  void stay(scene, visit, id);
}

async function stay(scene: Scene, visit: Visit, id: string): Promise<void> {
  for (let number = 1; ; number++) {
    await scene.scheduler.pause(PING_MS);
    const chat = interactionsOf(scene, visit.tenantId).find(one => one.id === visit.chatId);
    if (visit.page !== id || chat?.endedAt != null) return;
    await say(scene, visit, id, { action: 'ping', ref: String(number) });
  }
}

/** The page is closed, or its network fails; the gateway tells of most sockets that closed, not of all. */
export async function closePage(scene: Scene, step: Step, by: Chance, visit: Visit): Promise<void> {
  const id = visit.page;
  if (id === null) return;
  visit.page = null;
  scene.sockets.delete(id);
  if (by.happens(0.3)) return;
  await scene.scheduler.pause(by.between(0, 3000));
  await scene.pool.invoke('disconnect', `disconnect ${id} ${step.id}`, ({ application }) =>
    application.socket.disconnected(connectionOf(visit, id), `disconnect-${id}`),
  );
}

async function say(scene: Scene, visit: Visit, id: string, content: object): Promise<void> {
  const text = JSON.stringify(content);
  await scene.pool.invoke('frame', `frame ${id} ${text}`, ({ application }) =>
    application.socket.frame(text, connectionOf(visit, id), `frame-${id}`),
  );
}
