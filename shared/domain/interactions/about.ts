import type { Channel } from '#schemas/interactions/channel.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { NewEvent } from '#shared/domain/kit/change.ts';

/** The facts that every interaction event carries. */
export const about = (
  interaction: Pick<InteractionRecord, 'id' | 'channel' | 'queueId' | 'campaignId'>,
): { interactionId: string; channel: Channel; queueId: string; campaignId: string } => ({
  interactionId: interaction.id,
  channel: interaction.channel,
  queueId: interaction.queueId,
  campaignId: interaction.campaignId,
});

/** Says that nothing is left to do, where that is so. */
export const closedEvents = (after: InteractionRecord): NewEvent[] =>
  after.status === 'closed'
    ? [{ type: 'interaction.closed.v1', subject: `interaction/${after.id}`, agents: [], data: about(after) }]
    : [];
