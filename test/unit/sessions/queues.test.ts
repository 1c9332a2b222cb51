import { describe, expect, it } from 'vitest';
import { change } from '#shared/domain/kit/change.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import {
  applyProfile,
  assertAssigned,
  selectCampaigns,
  selectExtension,
  setQueueLogins,
} from '#shared/domain/sessions/queues.ts';
import {
  agent,
  askedAgent,
  assignedQueue,
  type interaction,
  NOW,
  offeredInteraction,
  pending,
  presence,
  profile,
  session,
  signedOut,
  talkingAgent,
} from '../../support/builders.ts';
import { refused, settled, told } from '../../support/changes.ts';

const sales = assignedQueue();
const support = assignedQueue({ queueId: 'support', campaignId: 'service' });
const both = profile({ queues: [sales, support] });
const inBoth = (given: Parameters<typeof agent>[0] = {}) =>
  agent({
    profile: both,
    queueIds: ['sales', 'support'],
    session: session({ campaignIds: ['inbound', 'service'] }),
    ...given,
  });
const logIn = (
  one: Parameters<typeof setQueueLogins>[0],
  queueIds: string[],
  offered = [] as ReturnType<typeof interaction>[],
) => settled(setQueueLogins(one, queueIds, true, offered, NOW));

describe('queue logins', () => {
  it('are exactly those chosen, and told', () => {
    const one = logIn(inBoth(), ['support']);

    expect(one.agent).toMatchObject({ queueIds: ['support'], presence: { status: 'ready' } });
    expect(told(one, 'presence.changed.v1')?.queueIds).toEqual(['support']);
  });

  it('are all or none without the right to choose singly', () => {
    const alone = (queueIds: string[]) => () => setQueueLogins(inBoth(), queueIds, false, [], NOW);

    expect(settled(alone([])()).agent.queueIds).toEqual([]);
    expect(settled(alone(['support', 'sales'])()).agent.queueIds).toEqual(['support', 'sales']);
    expect(refused(alone(['sales']))).toEqual({ code: 'FORBIDDEN', params: { permission: 'queue-login' } });
  });

  it('are refused to queues that are not assigned', () => {
    expect(refused(() => setQueueLogins(inBoth(), ['vip'], true, [], NOW))).toEqual({
      code: 'QUEUE_NOT_ASSIGNED',
      params: { queueId: 'vip' },
    });
    expect(refused(() => assertAssigned(inBoth(), 'vip')).code).toBe('QUEUE_NOT_ASSIGNED');
    expect(() => assertAssigned(inBoth(), 'sales')).not.toThrow();
  });

  it('none make not ready, and those that come back make ready again', () => {
    const out = logIn(inBoth(), []).agent;
    const back = logIn(out, ['sales']).agent;

    expect(out.presence).toMatchObject({ status: 'not-ready', kind: 'system', cause: 'no-queues', since: NOW });
    expect(back.presence).toMatchObject({ status: 'ready', kind: 'system', cause: null });
  });

  it('do not end a break', () => {
    const away = presence({ status: 'not-ready', reasonId: 'lunch' });

    const out = logIn(inBoth({ presence: away }), []).agent;

    expect(out.presence).toEqual(away);
    expect(logIn(out, ['sales']).agent.presence).toEqual(away);
  });

  it('do not take away the break that an agent wanted after the current work', () => {
    const out = logIn(talkingAgent({ profile: both, presence: presence({ pending: pending() }) }), []).agent;

    expect(out.presence).toMatchObject({ status: 'not-ready', cause: 'no-queues', pending: pending() });
    expect(logIn(out, ['sales']).agent.presence).toMatchObject({ status: 'ready', pending: pending() });
  });

  it('give back the offers of queues that are left, without blame, and keep the others', () => {
    const asked = askedAgent({ profile: both, queueIds: ['sales', 'support'] });

    const left = logIn(asked, ['support'], [offeredInteraction()]);
    const kept = logIn(asked, ['sales'], [offeredInteraction()]);

    expect(left.interaction).toMatchObject({ status: 'queued', excluded: [] });
    expect(left.agent).toMatchObject({ work: [], misses: 0 });
    expect(told(left, 'offer.resolved.v1')).toMatchObject({ resolution: 'revoked', reason: 'queue-logout' });
    expect(kept.interactions).toEqual([]);
  });

  it('have nothing to do with what comes by the personal queue', () => {
    const own = offeredInteraction({ lane: personalLane('ana') });

    expect(logIn(askedAgent({ profile: both }), ['support'], [own]).interactions).toEqual([]);
  });
});

describe('campaigns and extension', () => {
  it('are chosen for the session, and told', () => {
    const chosen = settled(selectCampaigns(inBoth(), ['service']));
    const moved = settled(selectExtension(agent(), '7001'));

    expect(chosen.agent.session?.campaignIds).toEqual(['service']);
    expect(told(chosen, 'presence.changed.v1')?.campaignIds).toEqual(['service']);
    expect(told(moved, 'presence.changed.v1')?.extension).toBe('7001');
  });

  it('are refused without a session, and for what is not assigned', () => {
    expect(refused(() => selectCampaigns(signedOut(), [])).code).toBe('SESSION_NOT_FOUND');
    expect(refused(() => selectExtension(signedOut(), null)).code).toBe('SESSION_NOT_FOUND');
    expect(refused(() => selectCampaigns(agent(), ['vip']))).toEqual({
      code: 'CAMPAIGN_NOT_ASSIGNED',
      params: { campaignId: 'vip' },
    });
  });
});

describe('an administrative change', () => {
  const applied = (
    one: Parameters<typeof applyProfile>[0],
    to: typeof both,
    offered = [] as ReturnType<typeof interaction>[],
  ) => settled(applyProfile(one, to, offered, NOW));

  it('of nothing, or of somebody who is signed out, changes nothing', () => {
    expect(applyProfile(agent(), profile(), [], NOW)).toEqual(change({}));
    expect(applyProfile(signedOut(), both, [], NOW)).toEqual(change({}));
  });

  it('brings new queues and campaigns to who was in all of them', () => {
    const one = applied(agent(), both);

    expect(one.agent).toMatchObject({
      profile: both,
      queueIds: ['sales', 'support'],
      session: { campaignIds: ['inbound', 'service'] },
    });
  });

  it('brings no new queue to who had chosen', () => {
    const third = profile({ queues: [sales, support, assignedQueue({ queueId: 'vip', campaignId: 'vip' })] });
    const chosen = inBoth({ queueIds: ['sales'], session: session({ campaignIds: ['inbound'] }) });

    expect(applied(chosen, third).agent).toMatchObject({ queueIds: ['sales'], session: { campaignIds: ['inbound'] } });
  });

  it('takes queues away, with their offers, and makes not ready who has none left', () => {
    const one = applied(askedAgent(), profile({ queues: [] }), [offeredInteraction()]);

    expect(one.agent).toMatchObject({
      queueIds: [],
      work: [],
      session: { campaignIds: [] },
      presence: { status: 'not-ready', cause: 'no-queues' },
    });
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'revoked', reason: 'queue-logout' });
  });

  it('makes ready again who was ready when the last queue went and one comes back', () => {
    const without = applied(agent(), profile({ queues: [] })).agent;

    const one = applied(without, profile());

    expect(one.agent).toMatchObject({
      queueIds: ['sales'],
      session: { campaignIds: ['inbound'] },
      presence: { status: 'ready' },
    });
  });

  it('of skills or capacity leaves offers and work alone', () => {
    const own = offeredInteraction({ lane: personalLane('ana'), queueId: 'support' });

    const one = applied(askedAgent(), profile({ total: 20, skills: { german: 3 } }), [own, offeredInteraction()]);

    expect(one.interactions).toEqual([]);
    expect(one.agent.work).toEqual(askedAgent().work);
  });
});
