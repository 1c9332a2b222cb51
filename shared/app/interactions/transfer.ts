import type * as z from 'zod';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { TransferTarget } from '#schemas/interactions/routes.ts';
import { changeInteraction, ownCampaign } from '#shared/app/work/change-interaction.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { closingLook, queueAvailability } from '#shared/domain/admin/availability.ts';
import { type Configuration, queueOf } from '#shared/domain/admin/configuration.ts';
import { type Destination, transfer as decide } from '#shared/domain/interactions/transfer.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

type Target = z.output<typeof TransferTarget>;

/** Hands an interaction of the caller on. */
export const transfer = (
  ports: WorkPorts,
  interactionId: string,
  target: Target,
  note: string | undefined,
): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, async (interaction, agent, configuration) =>
    decide(
      interaction,
      agent,
      ownCampaign(configuration, interaction, agent.id),
      await destination(ports, configuration, target),
      configuration.settings,
      note ?? null,
      ports.ctx.now,
    ),
  );

/** @throws AppError `QUEUE_NOT_FOUND`, `AGENT_NOT_FOUND` */
async function destination(ports: WorkPorts, configuration: Configuration, target: Target): Promise<Destination> {
  if (target.kind === 'queue') {
    const queue = queueOf(configuration, target.id);
    const open = queueAvailability(queue, configuration, ports.ctx.now, 0) !== 'closed';
    return { kind: 'queue', queue, open, closingLookAt: closingLook(queue, configuration, ports.ctx.now) };
  }
  const user = await ports.user(target.id);
  if (!user?.active || !user.roles.includes('agent')) throw new AppError('AGENT_NOT_FOUND');
  return target.kind === 'agent'
    ? { kind: 'agent', agentId: user.id, agent: (await ports.agent(user.id))?.agent }
    : { kind: 'personal-queue', agentId: user.id, allowed: user.personalQueue };
}
