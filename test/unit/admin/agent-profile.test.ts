import { describe, expect, it } from 'vitest';
import { AgentProfile } from '#schemas/sessions/model.ts';
import { agentProfile } from '#shared/domain/admin/agent-profile.ts';
import { configuration, queue, settings, user } from './builders.ts';

describe('profile of an agent (QUE-07, ROUT-08, ROUT-11)', () => {
  it('a queue brings its campaign; one that is gone is left out', () => {
    const ana = user({ queues: [{ queueId: 'sales', tier: 2, delaySeconds: 10, primary: true }, { queueId: 'gone' }] });

    const profile = agentProfile(ana, configuration({ queues: [queue()] }));

    expect(profile.queues).toEqual([
      { queueId: 'sales', campaignId: 'inbound', tier: 2, delaySeconds: 10, primary: true },
    ]);
  });

  it("the tenant's weights hold except where the user has their own", () => {
    const weights = { voice: 100, chat: 40, message: 20, email: 10, task: 10 };
    const ana = user({ capacity: { total: 80, weights: { chat: 25 }, caps: { chat: 2 } } });

    const profile = agentProfile(ana, configuration({ settings: settings({ channelWeights: weights }) }));

    expect(profile).toMatchObject({
      total: 80,
      weights: { ...weights, chat: 25 },
      wrapUpWeights: settings().wrapUpWeights,
      caps: { chat: 2 },
    });
  });

  it('a queue with weights of its own, and a user with such, bring them along', () => {
    const ana = user({ queues: [{ queueId: 'sales' }], capacity: { weights: { chat: 25 } } });

    const profile = agentProfile(ana, configuration({ queues: [queue({ weights: { chat: 50 } })] }));

    expect(profile).toMatchObject({ queues: [{ weights: { chat: 50 } }], ownWeights: { chat: 25 } });
  });

  it('has a shard where agents of the tenant are many', () => {
    const [few, many] = [1, 8].map(agentShards =>
      agentProfile(user(), configuration({ settings: settings({ agentShards }) })),
    );

    expect(few).not.toHaveProperty('shard');
    expect(many?.shard).toBeLessThan(8);
  });

  it('tiers blend where the tenant says so', () => {
    const [strict, blended] = [settings(), settings({ tiers: 'blend' })].map(given =>
      agentProfile(user(), configuration({ settings: given })),
    );

    expect(strict).not.toHaveProperty('blendsTiers');
    expect(blended).toMatchObject({ blendsTiers: true });
  });

  it('customers see the chat name where there is one', () => {
    const [named, plain] = [user({ chatDisplayName: 'Ana 🌻' }), user()];

    const names = [named, plain].map(one => agentProfile(one, configuration()).displayName);

    expect(names).toEqual(['Ana 🌻', 'Ana']);
  });

  it('somebody who is not active serves no queue, the own one neither', () => {
    const gone = user({ active: false, queues: [{ queueId: 'sales' }] });

    const profile = agentProfile(gone, configuration({ queues: [queue()] }));

    expect(profile).toMatchObject({ queues: [], personalQueue: false });
  });

  it('is what the agent row takes', () => {
    const ana = user({ skills: [{ skillId: 'german', level: 4 }], personalQueue: false });

    const profile = agentProfile(ana, configuration());

    expect(AgentProfile.parse(profile)).toEqual(profile);
    expect(profile).toMatchObject({ name: 'Ana', skills: { german: 4 }, personalQueue: false });
  });
});
