import { describe, expect, it } from 'vitest';
import { checkExtension, chosenCampaigns, chosenQueues, openSession, revokeAll } from '#shared/domain/sessions/open.ts';
import {
  activeInteraction,
  agent,
  askedAgent,
  assignedQueue,
  at,
  interactionId,
  lease,
  NOW,
  offer,
  offeredInteraction,
  offerId,
  pending,
  presence,
  profile,
  session,
  sessionId,
  signedOut,
  talkingAgent,
  user,
  work,
} from '../../support/builders.ts';
import { refused, settled, told, typesOf } from '../../support/changes.ts';

const person = (given: Parameters<typeof user>[0] = {}) => ({
  tenantId: 'demo',
  user: user(given),
  profile: profile(),
});
const request = (given: object = {}) => ({ sessionId: sessionId(2), force: false, ...given });
const none = { offered: [], active: [] };

describe('a first session', () => {
  it('is opened with all queues and campaigns, not ready', () => {
    const one = settled(openSession(person(), undefined, null, none, request(), NOW));

    expect(one.agents[0]?.before).toBeNull();
    expect(one.agent).toMatchObject({
      id: 'ana',
      version: 0,
      epoch: 1,
      live: expect.any(String),
      queueIds: ['sales'],
      work: [],
      misses: 0,
      coolingUntil: null,
      idleSince: NOW,
      autoCall: false,
      outcomesPending: [],
      session: {
        id: sessionId(2),
        status: 'online',
        openedAt: NOW,
        graceUntil: null,
        extension: null,
        campaignIds: ['inbound'],
      },
      presence: { status: 'not-ready', kind: 'system', cause: 'signed-in', since: NOW },
    });
    expect(typesOf(one)).toEqual(['session.opened.v1', 'presence.changed.v1']);
    expect(told(one, 'session.opened.v1')).toEqual({ agentId: 'ana', sessionId: sessionId(2), epoch: 1 });
  });

  it('is ready where the administrator says so', () => {
    const one = settled(openSession(person({ defaultReady: true }), undefined, null, none, request(), NOW));

    expect(one.agent.presence).toMatchObject({ status: 'ready', kind: 'system', cause: null });
  });

  it('is ready only as soon as there is a queue', () => {
    const one = settled(
      openSession(person({ defaultReady: true }), undefined, null, none, request({ queueIds: [] }), NOW),
    );

    expect(one.agent.presence).toMatchObject({ status: 'not-ready', cause: 'no-queues' });
  });

  it('takes the queues, campaigns and the extension asked for', () => {
    const asked = { queueIds: ['sales', 'sales'], campaignIds: [], extension: '7001' };

    const one = settled(openSession(person({ extensions: ['7001'] }), undefined, null, none, request(asked), NOW));

    expect(one.agent).toMatchObject({ queueIds: ['sales'], session: { extension: '7001', campaignIds: [] } });
  });
});

describe('a later session', () => {
  it('begins anew, with the outcomes that are still owed', () => {
    const before = signedOut({ misses: 2, autoCall: true, outcomesPending: [interactionId(9)], idleSince: at(-9000) });

    const one = settled(openSession(person(), before, lease(), none, request(), NOW));

    expect(one.agent).toMatchObject({
      epoch: 4,
      misses: 0,
      autoCall: false,
      idleSince: NOW,
      outcomesPending: [interactionId(9)],
      presence: { cause: 'signed-in', since: NOW },
    });
    expect(told(one, 'session.superseded.v1')).toBeUndefined();
  });
});

describe('a session that is live', () => {
  it('is not taken over without force', () => {
    expect(refused(() => openSession(person(), agent(), lease(), none, request(), NOW))).toEqual({
      code: 'SESSION_EXISTS',
      params: { since: at(-3600) },
    });
  });

  it.each([
    ['its lease has run out', agent(), lease({ leaseUntil: NOW })],
    ['its lease is gone', agent(), null],
    ['it is in grace', agent({ session: session({ status: 'grace', graceUntil: at(60) }) }), lease()],
  ])('is taken over without force when %s', (_sentence, before, under) => {
    const one = settled(openSession(person(), before, under, none, request(), NOW));

    expect(one.agent).toMatchObject({ epoch: 4, session: { id: sessionId(2), status: 'online', graceUntil: null } });
    expect(told(one, 'session.superseded.v1')).toEqual({
      agentId: 'ana',
      sessionId: sessionId(1),
      bySessionId: sessionId(2),
    });
  });

  it('is taken over by force: conversations, presence and place in line go on, offers go back without blame', () => {
    const other = work({ interactionId: interactionId(2) });
    const before = agent({
      work: [...askedAgent().work, other],
      misses: 2,
      autoCall: true,
      coolingUntil: at(4),
      presence: presence({ since: at(-700) }),
    });
    const hands = { offered: [offeredInteraction()], active: [activeInteraction({ id: interactionId(2) })] };

    const one = settled(openSession(person(), before, lease(), hands, request({ force: true }), NOW));

    expect(one.agent).toMatchObject({
      work: [other],
      misses: 2,
      autoCall: true,
      coolingUntil: at(4),
      idleSince: at(-300),
      presence: { status: 'ready', since: at(-700) },
    });
    expect(one.interaction).toMatchObject({ status: 'queued', excluded: [] });
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'revoked', reason: 'session-taken-over' });
    expect(one.entries).toEqual([]);
  });

  it('leaves him kept for the contact that waits for him', () => {
    const reservedFor = { interactionId: interactionId(5), until: at(9), tier: 1, class: 5, rank: 0 };
    const hands = { offered: [], active: [] };

    const one = settled(openSession(person(), agent({ reservedFor }), lease(), hands, request({ force: true }), NOW));

    expect(one.agent.reservedFor).toEqual(reservedFor);
  });

  it('tells the customers of a lost session that their agent is back', () => {
    const lost = talkingAgent({ session: session({ status: 'grace', graceUntil: at(60) }) });

    const one = settled(
      openSession(person(), lost, lease(), { offered: [], active: [activeInteraction()] }, request(), NOW),
    );

    expect(one.entries).toMatchObject([{ kind: 'agent-back', interactionId: interactionId(1) }]);
  });

  it('applies the break that waited for an offer which the take-over revokes', () => {
    const leaving = askedAgent({ presence: presence({ pending: pending() }) });
    const hands = { offered: [offeredInteraction()], active: [] };

    const one = settled(openSession(person(), leaving, lease(), hands, request({ force: true }), NOW));

    expect(one.agent.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch', pending: null });
  });

  it.each([
    ['into no queue', presence(), [], { status: 'not-ready', cause: 'no-queues' }],
    [
      'back into queues',
      presence({ status: 'not-ready', kind: 'system', cause: 'no-queues' }),
      ['sales'],
      { status: 'ready', cause: null },
    ],
  ])('follows the queues when it is taken over %s', (_sentence, shown, queueIds, now) => {
    const one = settled(
      openSession(person(), agent({ presence: shown }), lease(), none, request({ force: true, queueIds }), NOW),
    );

    expect(one.agent.presence).toMatchObject(now);
  });
});

describe('a choice', () => {
  const both = profile({ queues: [assignedQueue(), assignedQueue({ queueId: 'support', campaignId: 'service' })] });

  it('is all when nothing is asked for, and what is asked for without repetition', () => {
    expect(chosenQueues(both, undefined)).toEqual(['sales', 'support']);
    expect(chosenQueues(both, ['support', 'support'])).toEqual(['support']);
    expect(chosenCampaigns(both, undefined)).toEqual(['inbound', 'service']);
    expect(chosenCampaigns(both, ['service', 'service'])).toEqual(['service']);
    expect(chosenCampaigns(profile({ queues: [assignedQueue(), assignedQueue({ queueId: 'b' })] }), undefined)).toEqual(
      ['inbound'],
    );
  });

  it('is refused for what is not assigned', () => {
    expect(refused(() => chosenQueues(both, ['sales', 'vip']))).toEqual({
      code: 'QUEUE_NOT_ASSIGNED',
      params: { queueId: 'vip' },
    });
    expect(refused(() => chosenCampaigns(both, ['vip']))).toEqual({
      code: 'CAMPAIGN_NOT_ASSIGNED',
      params: { campaignId: 'vip' },
    });
  });

  it.each([
    [undefined, {}],
    [null, {}],
    ['7001', { extensions: ['7001'] }],
    ['anything', { hotDesking: true }],
  ])('of the extension %s is free for %j', (extension, given) => {
    expect(() => checkExtension(user(given), extension)).not.toThrow();
  });

  it('of a foreign extension is refused', () => {
    expect(refused(() => checkExtension(user({ extensions: ['7001'] }), '7002'))).toEqual({
      code: 'REFERENCE_UNKNOWN',
      issues: [{ path: 'extension', message: 'not one of your extensions' }],
      params: { extensions: ['7001'] },
    });
  });
});

describe('several offers', () => {
  it('are taken back in one change', () => {
    const second = offeredInteraction({ id: interactionId(2), offer: offer({ id: offerId(2) }) });
    const asked = agent({
      work: [...askedAgent().work, work({ interactionId: interactionId(2), state: 'offered', offerId: offerId(2) })],
    });
    const foreign = offeredInteraction({ id: interactionId(3), offer: offer({ id: offerId(3), agentId: 'ben' }) });

    const one = settled(revokeAll(asked, [offeredInteraction(), second, foreign], 'queue-logout', NOW));

    expect(one.agents).toHaveLength(1);
    expect(one.agent).toEqual(agent());
    expect(one.interactions.map(({ after }) => after.status)).toEqual(['queued', 'queued']);
  });
});
