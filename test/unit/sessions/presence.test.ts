import { describe, expect, it } from 'vitest';
import { change } from '#shared/domain/kit/change.ts';
import { setAutoCall, setPresence, wake } from '#shared/domain/sessions/presence.ts';
import { settlePresence, thaw } from '#shared/domain/sessions/work.ts';
import {
  agent,
  askedAgent,
  at,
  NOW,
  pending,
  presence,
  reasons,
  talkingAgent,
  wrappingAgent,
} from '../../support/builders.ts';
import { refused, settled, told } from '../../support/changes.ts';

const known = reasons('lunch', 'training');
const lunch = { status: 'not-ready' as const, reasonId: 'lunch', when: 'now' as const };
const ready = { status: 'ready' as const, when: 'now' as const };
const later = { when: 'after-current' as const };
const set = (one: Parameters<typeof setPresence>[0], request: Parameters<typeof setPresence>[1], by = known) =>
  settled(setPresence(one, request, by, 'ana', NOW));

describe('presence', () => {
  it('is set at once and told', () => {
    const one = set(agent(), lunch);

    expect(one.agent.presence).toEqual({
      status: 'not-ready',
      reasonId: 'lunch',
      kind: 'user',
      cause: null,
      since: NOW,
      pending: null,
      returnsAt: null,
    });
    expect(told(one, 'presence.changed.v1')).toMatchObject({ state: 'not-ready', presence: { reasonId: 'lunch' } });
  });

  it.each([
    ['a conversation', talkingAgent()],
    ['an offer', askedAgent()],
    ['a wrap-up', wrappingAgent()],
  ])('set at once leaves %s as it is: a presence change destroys no wrap-up', (_sentence, busy) => {
    expect(set(busy, lunch).agent).toMatchObject({ work: busy.work, presence: { status: 'not-ready', pending: null } });
  });

  it('keeps since when the same is said again, and not when the reason is another', () => {
    const away = agent({ presence: presence({ status: 'not-ready', reasonId: 'lunch', since: at(-90) }) });

    expect(set(away, lunch).agent.presence.since).toBe(at(-90));
    expect(set(away, { ...lunch, reasonId: 'training' }).agent.presence.since).toBe(NOW);
    expect(set(away, ready).agent.presence.since).toBe(NOW);
  });

  it('a break does not reset fairness: the longest idle stays the longest idle', () => {
    const away = set(agent({ misses: 1 }), lunch).agent;
    const back = set(away, ready).agent;

    expect(away).toMatchObject({ idleSince: at(-300), misses: 1 });
    expect(back).toMatchObject({ idleSince: at(-300), misses: 0 });
  });

  it('is not ready in no queue', () => {
    const out = agent({ queueIds: [], presence: presence({ status: 'not-ready' }) });

    expect(refused(() => setPresence(out, ready, known, 'ana', NOW))).toEqual({
      code: 'PRESENCE_NOT_ALLOWED',
      allowedCommands: ['setQueueLogins', 'logInToQueue'],
    });
  });

  it.each([
    ['none is given', undefined],
    ['it is unknown', 'siesta'],
  ])('needs a reason to be not ready when %s', (_sentence, reasonId) => {
    const request = { status: 'not-ready' as const, when: 'now' as const, reasonId };

    expect(refused(() => setPresence(agent(), request, known, 'ana', NOW))).toEqual({
      code: 'REASON_REQUIRED',
      params: { allowed: ['lunch', 'training'] },
    });
  });

  it('needs no reason where there are none', () => {
    expect(set(agent(), { status: 'not-ready', when: 'now' }, reasons()).agent.presence.reasonId).toBeNull();
    expect(refused(() => setPresence(agent(), lunch, reasons(), 'ana', NOW)).code).toBe('REASON_REQUIRED');
  });
});

describe('presence after the current work', () => {
  it.each([
    ['a conversation', talkingAgent()],
    ['an offer', askedAgent()],
    ['a wrap-up', wrappingAgent()],
  ])('waits for %s', (_sentence, busy) => {
    const one = set(busy, { ...lunch, ...later });

    expect(one.agent.presence).toMatchObject({
      status: 'ready',
      since: at(-600),
      pending: { status: 'not-ready', reasonId: 'lunch', requestedAt: NOW, actorId: 'ana' },
    });
  });

  it('is set at once where there is none', () => {
    expect(set(agent(), { ...lunch, ...later }).agent.presence).toMatchObject({ status: 'not-ready', pending: null });
  });

  it('is replaced by the last wish, also back to ready', () => {
    const leaving = talkingAgent({ presence: presence({ pending: pending() }) });

    expect(set(leaving, { ...lunch, reasonId: 'training', ...later }).agent.presence.pending?.reasonId).toBe(
      'training',
    );
    expect(set(leaving, ready).agent.presence).toMatchObject({ status: 'ready', pending: null, since: at(-600) });
    expect(set(leaving, { ...ready, ...later }).agent.presence).toMatchObject({ status: 'ready', pending: null });
  });

  it('may be to be ready again', () => {
    const away = talkingAgent({ misses: 2, presence: presence({ status: 'not-ready', reasonId: 'lunch' }) });

    const one = set(away, { ...ready, ...later });

    expect(one.agent).toMatchObject({
      misses: 2,
      presence: { status: 'not-ready', pending: { status: 'ready', reasonId: null } },
    });
  });

  it('applies when the last piece of work is done, not before', () => {
    const leaving = presence({ pending: pending() });

    expect(settlePresence(talkingAgent({ presence: leaving }), NOW).presence).toEqual(leaving);
    expect(settlePresence(agent({ presence: leaving }), NOW).presence).toMatchObject({
      status: 'not-ready',
      reasonId: 'lunch',
      kind: 'user',
      since: NOW,
      pending: null,
    });
  });

  it('does not make ready who has left all queues meanwhile', () => {
    const out = agent({
      queueIds: [],
      presence: presence({ status: 'not-ready', pending: pending({ status: 'ready', reasonId: null }) }),
    });

    expect(settlePresence(out, NOW).presence).toMatchObject({ status: 'not-ready', cause: 'no-queues', pending: null });
  });
});

describe('auto-call', () => {
  it('is a switch of its own', () => {
    const one = settled(setAutoCall(agent(), true));

    expect(one.agent).toMatchObject({ autoCall: true, presence: presence() });
    expect(told(one, 'presence.changed.v1')?.autoCall).toBe(true);
    expect(setAutoCall(agent({ autoCall: true }), true)).toEqual(change({}));
  });
});

describe('time', () => {
  const missed = (given: Parameters<typeof presence>[0] = {}) =>
    presence({ status: 'not-ready', kind: 'system', cause: 'offer-missed', returnsAt: NOW, ...given });

  it('ends a cool-down quietly', () => {
    const one = settled(wake(agent({ coolingUntil: NOW }), NOW));

    expect(one.agent).toEqual(agent());
    expect(one.events).toEqual([]);
  });

  it('ends an automatic not-ready, and tells it', () => {
    const one = settled(wake(agent({ misses: 1, presence: missed() }), NOW));

    expect(one.agent).toMatchObject({
      misses: 0,
      presence: { status: 'ready', kind: 'system', cause: null, returnsAt: null },
    });
    expect(told(one, 'presence.changed.v1')?.state).toBe('ready');
  });

  it.each([
    ['nothing is due', agent()],
    ['a pause goes on', agent({ coolingUntil: at(1) })],
    ['an automatic not-ready goes on', agent({ presence: missed({ returnsAt: at(1) }) })],
    ['only the agent ends it', agent({ presence: missed({ returnsAt: null }) })],
    ['the agent took a break of his own', agent({ presence: presence({ status: 'not-ready', reasonId: 'lunch' }) })],
  ])('changes nothing while %s', (_sentence, one) => {
    expect(wake(one, NOW)).toEqual(change({}));
  });

  it('does not take away the break that an agent wanted after the current work', () => {
    const leaving = talkingAgent({ presence: missed({ pending: pending() }) });

    expect(thaw(leaving, NOW).presence).toMatchObject({ status: 'ready', pending: pending() });
    expect(settled(wake({ ...leaving, work: [] }, NOW)).agent.presence).toMatchObject({
      status: 'not-ready',
      reasonId: 'lunch',
    });
  });

  it('fulfils the wish to be ready again instead of keeping it waiting', () => {
    const returning = talkingAgent({ presence: missed({ pending: pending({ status: 'ready', reasonId: null }) }) });

    expect(thaw(returning, NOW).presence).toMatchObject({ status: 'ready', pending: null });
  });

  it('does not make ready who has left all queues', () => {
    expect(thaw(agent({ queueIds: [], presence: missed() }), NOW).presence).toMatchObject({
      status: 'not-ready',
      cause: 'no-queues',
      returnsAt: null,
    });
  });
});
