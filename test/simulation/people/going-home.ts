import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { chance } from '../engine/chance.ts';
import { leave } from './customers.ts';
import { close, identityOf, open } from './desks.ts';
import { agentsOf, type Desk, interactionsOf, type Scene } from './scene.ts';
import type { Step } from './steps.ts';
import { TENANTS } from './tenants.ts';

const step = (tenantId: string, who: string): Step => ({ id: -2, at: 0, tenantId, actor: 'agent', who });

/** Customers leave, agents finish what they have and sign out. */
export function goHome(scene: Scene): void {
  const { scheduler } = scene;
  for (const { id: tenantId } of TENANTS) {
    for (const { id: chatId } of interactionsOf(scene, tenantId)) {
      const by = chance(scene.seed, 'home', chatId);
      const visit = { tenantId, chatId, left: false, page: null };
      scheduler.at(scheduler.now + by.between(0, 3000), () => void leave(scene, step(tenantId, chatId), by, visit));
    }
  }
  for (const desk of scene.desks) {
    scheduler.at(scheduler.now + 5000, () => void finish(scene, desk));
  }
}

async function finish(scene: Scene, desk: Desk): Promise<void> {
  const { agentId, tenantId } = desk;
  const by = chance(scene.seed, 'home', tenantId, agentId);
  await open(scene, step(tenantId, agentId), by, desk, true);
  for (let round = 0; round < 3; round++) {
    await scene.scheduler.pause(5000);
    const agent = agentsOf(scene, tenantId).find(({ id }) => id === agentId);
    for (const { interactionId } of agent?.work ?? []) await dispose(scene, desk, interactionId, round);
  }
  await close(scene, step(tenantId, agentId), by, desk);
}

async function dispose(scene: Scene, desk: Desk, interactionId: string, round: number): Promise<void> {
  const interaction = interactionsOf(scene, desk.tenantId).find(({ id }) => id === interactionId);
  const operations = isDisposed(interaction) ? ['completeWrapUp'] : ['disposeInteraction', 'completeWrapUp'];
  for (const operation of operations) {
    const who = `${desk.agentId} ${interactionId} ${round}`;
    await scene.send(
      {
        operation,
        identity: identityOf(desk),
        path: { interactionId },
        ...(operation === 'disposeInteraction' && { body: { codeId: 'solved' } }),
      },
      step(desk.tenantId, who),
      chance(scene.seed, operation, who),
    );
  }
}

const isDisposed = (interaction: InteractionRecord | undefined): boolean => interaction?.disposition != null;
