import { describe, expect, it } from 'vitest';
import { PresenceReason } from '#schemas/admin/model.ts';
import { Session } from '#schemas/sessions/model.ts';
import { change } from '#shared/domain/kit/change.ts';
import { agentState, presenceChanged, presenceEvents } from '#shared/domain/sessions/state.ts';
import { overdueAt, sessionView } from '#shared/domain/sessions/view.ts';
import { dropOffer, dropWork } from '#shared/domain/sessions/work.ts';
import {
  agent,
  askedAgent,
  assignedQueue,
  at,
  interactionId,
  lease,
  NOW,
  presence,
  profile,
  queue,
  session,
  signedOut,
  talkingAgent,
  work,
  wrappingAgent,
} from '../../support/builders.ts';
import { checked } from '../../support/changes.ts';
import { configuration } from '../admin/builders.ts';

const all = [
  work({ interactionId: interactionId(4), state: 'wrap-up' }),
  work({ interactionId: interactionId(3), channel: 'email' }),
  work({ interactionId: interactionId(2) }),
  work({ interactionId: interactionId(1), channel: 'voice' }),
  work({ interactionId: interactionId(5), state: 'offered' }),
];

describe('the one word for displays', () => {
  it.each([
    ['offline', signedOut()],
    ['reconnecting', agent({ session: session({ status: 'grace' }), work: all })],
    ['offered', agent({ work: all })],
    ['on-call', agent({ work: all.slice(0, 4) })],
    ['on-chat', agent({ work: all.slice(0, 3) })],
    ['on-work', agent({ work: all.slice(0, 2) })],
    ['wrap-up', agent({ work: all.slice(0, 1) })],
    ['ready', agent()],
    ['not-ready', agent({ presence: presence({ status: 'not-ready' }) })],
  ])('is %s', (state, one) => {
    expect(agentState(one)).toBe(state);
    expect(checked(change({ events: [presenceChanged(one)] })).events[0]?.data).toMatchObject({ state });
  });

  it('is told beside another purpose only when presence moved', () => {
    const one = agent();

    expect(presenceEvents(one, { ...one, misses: 1 })).toEqual([]);
    expect(presenceEvents(one, { ...one, presence: presence() })).toHaveLength(1);
  });

  it('is told of somebody who is signed out without campaigns and extension', () => {
    expect(presenceChanged(signedOut()).data).toMatchObject({ campaignIds: [], extension: null });
  });
});

describe('work that leaves the hands of an agent', () => {
  it('makes him idle from now on', () => {
    expect(dropWork(talkingAgent(), interactionId(1), NOW)).toEqual(agent({ idleSince: NOW }));
    expect(dropWork(wrappingAgent(), interactionId(2), NOW).work).toHaveLength(1);
  });

  it('does not move his place in line when it was only an offer', () => {
    expect(dropOffer(askedAgent(), interactionId(1), NOW)).toEqual(agent());
  });
});

describe('a session as its client sees it', () => {
  it('says when a break is overdue', () => {
    const limits = new Map([['lunch', PresenceReason.parse({ id: 'lunch', name: 'Lunch', thresholdSeconds: 900 })]]);
    const away = (reasonId: string | null) => presence({ status: 'not-ready', reasonId, since: NOW });

    expect(overdueAt(away('lunch'), limits)).toBe(at(900));
    expect(overdueAt(away('training'), limits)).toBeNull();
    expect(overdueAt(away(null), limits)).toBeNull();
  });

  it('is what the contract says', () => {
    const assigned = [assignedQueue({ primary: true }), assignedQueue({ queueId: 'gone', campaignId: 'old' })];
    const one = agent({ profile: profile({ queues: assigned }), work: [work()] });

    const view = sessionView(one, lease(), ['agent'], configuration({ queues: [queue()] }));

    expect(Session.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      userName: 'Ana Example',
      state: 'on-chat',
      capacity: { total: 100, free: 70 },
      leaseUntil: at(25),
      queues: [
        { queueId: 'sales', name: 'Sales', primary: true, loggedIn: true },
        { queueId: 'gone', name: 'gone', primary: false, loggedIn: false },
      ],
    });
  });
});
