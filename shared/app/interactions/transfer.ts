import type * as z from 'zod';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { TransferTarget } from '#schemas/interactions/routes.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { changeInteraction, ownCampaign } from '#shared/app/work/change-interaction.ts';
import { agentAt, invitedBy } from '#shared/app/work/invite.ts';
import type { DiallingPorts, WorkPorts } from '#shared/app/work/ports.ts';
import { callFor, directed } from '#shared/app/work/telephone.ts';
import { closingLook, queueAvailability } from '#shared/domain/admin/availability.ts';
import { type Configuration, campaignOf, queueOf } from '#shared/domain/admin/configuration.ts';
import { type Destination, transfer as decide } from '#shared/domain/interactions/transfer.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Change } from '#shared/domain/kit/change.ts';
import { handOver } from '#shared/domain/voice/hand-over.ts';
import { assertAccepts } from '#shared/domain/voice/state.ts';

type Target = z.output<typeof TransferTarget>;
type Outside = Extract<Target, { kind: 'phone' }> | { readonly kind: 'extension'; readonly id: string };

/** Hands an interaction of the caller on. */
export const transfer = (
  ports: DiallingPorts,
  interactionId: string,
  target: Target,
  note: string | undefined,
): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, async (interaction, agent, configuration) => {
    const to = await resolved(ports, target);
    if (interaction.channel === 'voice') assertAccepts(await callFor(ports, interaction), agent.id, 'transfer');
    if (to.kind === 'phone' || to.kind === 'extension')
      return outward(ports, interaction, agent, configuration, to, note);
    return decide(
      interaction,
      agent,
      ownCampaign(configuration, interaction, agent.id),
      await destination(ports, configuration, interaction, to),
      configuration.settings,
      note ?? null,
      ports.ctx.now,
    );
  });

/** An extension at which somebody works is that person. */
async function resolved(ports: DiallingPorts, target: Target): Promise<Target> {
  const agentId = target.kind === 'extension' ? await agentAt(ports, target.id) : undefined;
  return agentId === undefined ? target : { kind: 'agent', id: agentId };
}

/** To a telephone outside. @throws AppError `NOT_A_CALL`, `TARGET_UNAVAILABLE`, `NUMBER_NOT_ALLOWED` */
async function outward(
  ports: DiallingPorts,
  interaction: InteractionRecord,
  agent: AgentRecord,
  configuration: Configuration,
  target: Target,
  note: string | undefined,
): Promise<Change> {
  const inHand = await callFor(ports, interaction);
  const invited = await invitedBy(ports, configuration, interaction, target as Outside);
  if (invited.kind !== 'outsider') throw new AppError('TARGET_UNAVAILABLE');
  const campaign = ownCampaign(configuration, interaction, agent.id);
  const moment = { now: ports.ctx.now, newId: ports.nextId };
  return directed(ports, handOver(inHand, agent, campaign, invited.outsider, note ?? null, moment), inHand);
}

/** @throws AppError `QUEUE_NOT_FOUND`, `CAMPAIGN_NOT_FOUND`, `AGENT_NOT_FOUND`, `TARGET_UNAVAILABLE` */
async function destination(
  ports: WorkPorts,
  configuration: Configuration,
  interaction: InteractionRecord,
  target: Exclude<Target, Outside>,
): Promise<Destination> {
  if (target.kind === 'campaign')
    return queueDestination(ports, configuration, queueOfCampaign(ports, configuration, interaction, target.id));
  if (target.kind === 'queue') return queueDestination(ports, configuration, target.id);
  const user = await ports.user(target.id);
  if (!user?.active || !user.roles.includes('agent')) throw new AppError('AGENT_NOT_FOUND');
  return target.kind === 'personal-queue'
    ? { kind: 'personal-queue', agentId: user.id, allowed: user.personalQueue }
    : { kind: 'agent', agentId: user.id, agent: (await ports.agent(user.id))?.agent };
}

function queueDestination(ports: WorkPorts, configuration: Configuration, queueId: string): Destination {
  const queue = queueOf(configuration, queueId);
  const open = queueAvailability(queue, configuration, ports.ctx.now, 0) !== 'closed';
  return { kind: 'queue', queue, open, closingLookAt: closingLook(queue, configuration, ports.ctx.now) };
}

/** The first open queue of a campaign that takes the channel. */
function queueOfCampaign(
  ports: WorkPorts,
  configuration: Configuration,
  { channel }: InteractionRecord,
  campaignId: string,
): string {
  const campaign = campaignOf(configuration, campaignId);
  const open = [...configuration.queues.values()].filter(
    queue =>
      queue.campaignId === campaign.id &&
      queue.channels.includes(channel) &&
      queueAvailability(queue, configuration, ports.ctx.now, 0) !== 'closed',
  );
  const [first] = open.map(({ id }) => id).sort();
  if (first === undefined) {
    throw new AppError('TARGET_UNAVAILABLE', { detail: `No open queue of the campaign takes the channel ${channel}.` });
  }
  return first;
}
