import { about } from '#shared/domain/interactions/about.ts';
import { type Change, change } from '#shared/domain/kit/change.ts';
import { placement } from '#shared/domain/routing/queueing.ts';
import type { CallInHand } from '../follow.ts';
import { inUrgency } from './urgency.ts';
import type { FlowWorld } from './world.ts';

/**
 * Says that a caller is to be called back: whom, for which queue, and with what place. The call itself is over; whoever
 * calls back takes it from here.
 */
export function callbackRequest(queueId: string, { call, interaction }: CallInHand, world: FlowWorld): Change {
  const { now, settings } = world;
  const found = world.queue(queueId);
  if (!found || call.from === null || call.flow === null) return change({});
  const enqueuedAt = interaction.queueVisits === 0 ? now : interaction.firstEnqueuedAt;
  const wanted = inUrgency(found.queue, call.flow.urgency);
  const place = placement(interaction.id, wanted, settings, interaction.channel, enqueuedAt, now);
  return change({
    events: [
      {
        type: 'callback.requested.v1',
        subject: `interaction/${interaction.id}`,
        agents: [],
        data: {
          ...about({ ...interaction, queueId: place.queueId, campaignId: place.campaignId }),
          number: call.from,
          language: call.language,
          enqueuedAt,
          class: place.class,
          priority: place.priority,
          rank: place.rank,
        },
      },
    ],
  });
}
