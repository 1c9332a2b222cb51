import type { User } from '#schemas/admin/model.ts';
import type { AgentProfile } from '#schemas/sessions/model.ts';
import { shardOf } from '#shared/domain/kit/shard.ts';
import type { Configuration } from './configuration.ts';

/**
 * What routing needs to know of a person (QUE-07, ROUT-08, ROUT-11): the user's own settings over the tenant's. Queues
 * that no longer exist are left out; somebody who is no longer active serves none, and may finish what is at hand.
 */
export function agentProfile(user: User, configuration: Configuration): AgentProfile {
  const { settings } = configuration;
  return {
    name: user.name,
    displayName: user.chatDisplayName ?? user.name,
    queues: (user.active ? user.queues : []).flatMap(assignment => {
      const queue = configuration.queues.get(assignment.queueId);
      if (!queue) return [];
      const weights = Object.keys(queue.weights).length > 0 ? { weights: queue.weights } : {};
      return [{ ...assignment, campaignId: queue.campaignId, ...weights }];
    }),
    skills: Object.fromEntries(user.skills.map(({ skillId, level }) => [skillId, level])),
    total: user.capacity.total,
    weights: { ...settings.channelWeights, ...user.capacity.weights },
    ...(Object.keys(user.capacity.weights).length > 0 && { ownWeights: user.capacity.weights }),
    wrapUpWeights: settings.wrapUpWeights,
    caps: user.capacity.caps,
    personalQueue: user.active && user.personalQueue,
    ...(settings.tiers === 'blend' && { blendsTiers: true as const }),
    ...(settings.agentShards > 1 ? { shard: shardOf(user.id, settings.agentShards) } : {}),
  };
}
