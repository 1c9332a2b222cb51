import { describe, expect, it } from 'vitest';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { contradictions, illegalMove } from '#shared/domain/sessions/lifecycle.ts';
import {
  agent,
  askedAgent,
  at,
  interactionId,
  NOW,
  pending,
  presence,
  profile,
  session,
  sessionId,
  signedOut,
  talkingAgent,
  work,
} from '../../support/builders.ts';

const rules = (breaches: readonly { readonly rule: string }[]) => breaches.map(({ rule }) => rule);
const inGrace = (given: Partial<AgentRecord> = {}) =>
  agent({ session: session({ status: 'grace', graceUntil: at(60) }), ...given });

describe('an agent who contradicts himself', () => {
  it.each([
    ['at work', agent()],
    ['in conversation', talkingAgent()],
    ['gone home', signedOut()],
    ['out of reach', inGrace({ work: [work()] })],
    ['on a break soon', talkingAgent({ presence: presence({ pending: pending() }) })],
  ])('is not one who is %s', (_sentence, one) => {
    expect(contradictions(one)).toEqual([]);
  });

  it.each<[string, AgentRecord, string[]]>([
    ['has the same work twice', agent({ work: [work(), work()] }), ['each-work-once']],
    ['owes an outcome twice', agent({ outcomesPending: ['a', 'a'] }), ['each-outcome-owed-once']],
    ['works signed out', signedOut({ work: [work()] }), ['nobody-works-signed-out']],
    ['is listed signed out', signedOut({ live: '0' }), ['live-while-signed-in']],
    ['waits for nothing', agent({ presence: presence({ pending: pending() }) }), ['wishes-come-true']],
    ['is asked out of reach', inGrace({ work: [work({ state: 'offered' })] }), ['nobody-is-asked-in-grace']],
    ['is out of reach for ever', agent({ session: session({ status: 'grace' }) }), ['grace-ends']],
  ])('says so when he %s', (_sentence, one, broken) => {
    expect(rules(contradictions(one))).toEqual(broken);
  });
});

describe('a move of an agent', () => {
  const moved = (before: AgentRecord, given: Partial<AgentRecord>, now: string | undefined = NOW): string[] =>
    rules(illegalMove(before, { ...before, version: before.version + 1, ...given }, now));

  it('begins with the first version', () => {
    expect(illegalMove(null, agent({ version: 1 }), NOW)).toEqual([]);
    expect(illegalMove(null, agent({ version: 2 }), NOW)).toMatchObject([{ rule: 'first-version', detail: '2' }]);
  });

  it.each<[string, AgentRecord, Partial<AgentRecord>, (string | undefined)?]>([
    ['takes a conversation', agent(), { work: [work()] }],
    ['opens a session', signedOut(), { session: session({ id: sessionId(2) }), epoch: 4 }],
    ['is gone when his grace is over', inGrace({ work: [work()] }), { session: null }, at(61)],
    ['is signed out while he is there, which no grace is for', talkingAgent(), { session: null }],
    ['keeps more than he may take', talkingAgent({ profile: profile({ total: 10 }) }), { idleSince: NOW }],
    [
      'wraps up above his cap',
      talkingAgent({ profile: profile({ caps: { chat: 1 } }), work: [work({ state: 'wrap-up' })] }),
      {
        work: [work({ state: 'wrap-up' }), work({ interactionId: interactionId(2) })],
      },
    ],
  ])('is legal when he %s', (_sentence, before, given, now) => {
    expect(moved(before, given, now)).toEqual([]);
  });

  it('says nothing of grace where nobody knows when it was decided', () => {
    expect(
      rules(illegalMove(inGrace({ work: [work()] }), { ...inGrace(), version: 8, session: null }, undefined)),
    ).toEqual([]);
  });

  it.each<[string, AgentRecord, Partial<AgentRecord>, string[]]>([
    ['skips a version', agent(), { version: 9 }, ['next-version']],
    [
      'takes an offer into a new session',
      askedAgent(),
      { session: session({ id: sessionId(2) }), epoch: 4 },
      ['offers-are-not-taken-over'],
    ],
    [
      'keeps his epoch in a new session',
      agent(),
      { session: session({ id: sessionId(2) }) },
      ['an-epoch-for-each-session'],
    ],
    ['gets an epoch for nothing', agent(), { epoch: 4 }, ['an-epoch-for-each-session']],
    ['loses his work before his grace is over', inGrace({ work: [work()] }), { session: null }, ['grace-lasts']],
    ['takes more than he has', agent({ profile: profile({ total: 20 }) }), { work: [work()] }, ['within-capacity']],
    [
      'takes more of a channel',
      agent({ profile: profile({ caps: { chat: 0 } }) }),
      { work: [work()] },
      ['within-channel-caps'],
    ],
    ['takes it for less', agent(), { work: [work({ cost: 1 })] }, ['costs-as-configured']],
  ])('is found out when he %s', (_sentence, before, given, broken) => {
    const found = illegalMove(before, { ...before, version: before.version + 1, ...given }, NOW);

    expect(rules(found)).toEqual(broken);
    expect(found.every(({ detail }) => detail.length > 0)).toBe(true);
  });
});
