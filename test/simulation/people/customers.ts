import { chatIdentity } from '#shared/runtime/identity.ts';
import type { Chance } from '../engine/chance.ts';
import { awkwardMoment, changeOfMind } from './coincidences.ts';
import { closePage, openPage } from './pages.ts';
import type { Scene, Visit } from './scene.ts';
import type { Step } from './steps.ts';
import { TENANTS } from './tenants.ts';

/** Somebody asks for a chat; now and then two clicks ask twice with the same key. */
export async function arrive(scene: Scene, step: Step, by: Chance): Promise<void> {
  const { tenantId } = step;
  const awkward = by.happens(0.25) ? await awkwardMoment(scene, step, by) : undefined;
  if (by.happens(0.25)) changeOfMind(scene, step);
  const queueId = awkward ?? by.pick(TENANTS.find(({ id }) => id === tenantId)!.queueIds);
  const initialMessage = by.happens(0.5) ? { initialMessage: `hello ${step.id}` } : {};
  const body = { tenantId, queueId, customer: { name: `Customer ${step.id}` }, ...initialMessage };
  const request = { operation: 'requestChat', body, key: `step-${step.id}` };
  const clicks = by.happens(0.1) ? 2 : 1;
  const replies = await Promise.all(
    Array.from({ length: clicks }, (_, click) => scene.send(request, { ...step, who: `click-${click}` }, by)),
  );
  for (const reply of replies) {
    const chatId = reply === 'lost' ? undefined : (reply.body as { chatId?: string | null }).chatId;
    if (!chatId || scene.visits.some(visit => visit.chatId === chatId)) continue;
    const visit: Visit = { tenantId, chatId, left: false, page: null };
    scene.visits.push(visit);
    if (by.happens(0.6)) await openPage(scene, { ...step, who: 'arrived' }, by, visit);
  }
}

/** A customer who has a chat writes, reads, looks or leaves. */
export async function takePart(scene: Scene, step: Step, by: Chance): Promise<void> {
  const visit = by.pick(scene.visits.filter(one => one.tenantId === step.tenantId && !one.left));
  if (!visit) return;
  const deed = by.weighted({ write: 5, leave: 3, read: 1, look: 1, poll: 1, open: 2, close: 2 });
  await DEEDS[deed](scene, step, by, visit);
}

type CustomerDeed = 'write' | 'leave' | 'read' | 'look' | 'poll' | 'open' | 'close';

const DEEDS: Readonly<Record<CustomerDeed, (scene: Scene, step: Step, by: Chance, visit: Visit) => Promise<unknown>>> =
  {
    write: (scene, step, by, visit) => {
      const text = { text: `line ${step.id}`, clientMessageId: `c-${step.id}` };
      return scene.send({ ...about(visit), operation: 'customerSendMessage', body: text }, step, by);
    },
    leave: (scene, step, by, visit) => leave(scene, step, by, visit),
    read: (scene, step, by, visit) =>
      scene.send({ ...about(visit), operation: 'customerMarkRead', body: { readIndex: by.between(0, 6) } }, step, by),
    look: (scene, step, by, visit) =>
      scene.send({ ...about(visit), operation: 'getChatEvents', query: { after: '0', waitMs: '0' } }, step, by),
    poll: (scene, step, by, visit) =>
      scene.send({ ...about(visit), operation: 'getChatEvents', query: { after: '9', waitMs: '5000' } }, step, by),
    open: openPage,
    close: closePage,
  };

export async function leave(scene: Scene, step: Step, by: Chance, visit: Visit): Promise<void> {
  const reply = await scene.send({ ...about(visit), operation: 'leaveChat' }, step, by);
  if (reply !== 'lost' && reply.status < 300) visit.left = true;
}

const about = ({ chatId, tenantId }: Visit) => ({ identity: chatIdentity(tenantId, chatId), path: { chatId } });
