import { chance } from '../engine/chance.ts';
import { identityOf, loseConnection } from './desks.ts';
import type { Desk, Scene } from './scene.ts';
import type { Step } from './steps.ts';

/** The offers that a frame tells of. */
export const offersIn = (frame: string): string[] =>
  frame.includes('offer.created.v1') ? (frame.match(/off_[0-9A-Z]{26}_\d+/g) ?? []) : [];

/** An agent who hears the tone does something about it after some seconds, most often what he is paid for. */
export async function answer(scene: Scene, desk: Desk, offerId: string): Promise<void> {
  if (scene.answered.has(offerId)) return;
  scene.answered.add(offerId);
  const by = chance(scene.seed, 'answer', desk.tenantId, offerId);
  await scene.scheduler.pause(by.between(300, 7500));
  if (!desk.connected || !desk.sessionId) return;
  const { agentId: who, tenantId } = desk;
  const step: Step = { id: -3, at: 0, tenantId, actor: 'agent', who: `${who} ${offerId}` };
  const deed = by.weighted({ accept: 8, reject: 2, nothing: 4, break: 2, lose: 2 });
  const request = { identity: identityOf(desk), key: `answer-${offerId}`, path: { offerId } };
  if (deed === 'accept') await scene.send({ ...request, operation: 'acceptOffer' }, step, by);
  if (deed === 'reject') await scene.send({ ...request, operation: 'rejectOffer' }, step, by);
  if (deed === 'lose') await loseConnection(scene, step, desk, by);
  if (deed === 'break') {
    const body = { status: 'not-ready', when: 'now', reasonId: 'lunch' };
    await scene.send({ operation: 'setPresence', identity: identityOf(desk), body }, step, by);
  }
}
