import { describe, expect, it } from 'vitest';
import { PresenceReason } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { QueueLive, QueueStatsRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { queueLiveEvent } from '#shared/domain/routing/queue-live-event.ts';
import {
  addDeltas,
  agentDeltas,
  type Delta,
  emptyStats,
  interactionDeltas,
  queueLive,
  released,
  serviceLevel,
} from '#shared/domain/routing/queue-stats.ts';
import {
  activeInteraction,
  agent,
  assignedQueue,
  assignment,
  at,
  doneAssignment,
  endedInteraction,
  interaction,
  NOW,
  offeredInteraction,
  pending,
  presence,
  profile,
  queue,
  session,
  signedOut,
  talkingAgent,
  wrappingAssignment,
  wrapUp,
} from '../../support/builders.ts';

const TODAY = '2026-11-21';
const REASONS = new Map([
  ['lunch', PresenceReason.parse({ id: 'lunch', name: 'Lunch' })],
  ['release', PresenceReason.parse({ id: 'release', name: 'Release', kind: 'release' })],
]);
const added = (deltas: readonly Delta[], queueId = 'sales') =>
  addDeltas(
    emptyStats(queueId, TODAY),
    deltas.filter(one => one.queueId === queueId),
    TODAY,
  );
const counted = (before: InteractionRecord | undefined, after: InteractionRecord, queueId = 'sales') =>
  added(
    interactionDeltas(before, after, () => 20_000),
    queueId,
  );
const staffed = (before: AgentRecord | undefined, after: AgentRecord | undefined, queueId = 'sales') =>
  added(agentDeltas(before, after), queueId);

describe('a contact is counted', () => {
  it('as offered once per visit, and as waiting', () => {
    expect(counted(undefined, interaction())).toMatchObject({ offered: 1, queued: 1 });
    expect(counted(interaction(), interaction({ notes: 'x' }))).toMatchObject({ offered: 0, queued: 0 });
  });

  it('not at all while it stays where it is, so that nothing need be stored', () => {
    expect(interactionDeltas(activeInteraction(), activeInteraction({ notes: 'x' }), () => 20_000)).toEqual([]);
  });

  it('as ringing while an agent is asked', () => {
    expect(counted(interaction(), offeredInteraction())).toMatchObject({ queued: -1, ringing: 1, offered: 0 });
    expect(counted(undefined, offeredInteraction())).toMatchObject({ queued: 0, ringing: 1, offered: 1 });
    expect(counted(offeredInteraction(), interaction())).toMatchObject({ queued: 1, ringing: -1, offered: 0 });
  });

  it.each([
    ['within the target', at(-41), 1, 1000],
    ['at the target', at(-60), 1, 20_000],
    ['beyond the target', at(-61), 0, 21_000],
  ])('as answered %s of this visit', (_sentence, enqueuedAt, answeredInTarget, waitMsTotal) => {
    const waited = { enqueuedAt, firstEnqueuedAt: at(-900) };

    const stats = counted(offeredInteraction(waited), activeInteraction(waited));

    expect(stats).toMatchObject({ ringing: -1, active: 1, answered: 1, answeredInTarget, waitMsTotal });
  });

  it.each([
    ['with a prediction', { predictedMs: 10_000 }, [2]],
    ['without a prediction', { predictedMs: null }, []],
    ['that had to wait not at all', { predictedMs: 0 }, []],
    ['on a later visit', { predictedMs: 10_000, queueVisits: 2 }, []],
  ])('by how far the wait was off, %s', (_sentence, given, waitRatios) => {
    expect(counted(offeredInteraction(given), activeInteraction(given)).waitRatios).toEqual(waitRatios);
  });

  it('as abandoned when the customer leaves before anybody answers, apart when he leaves at once', () => {
    const closed = { status: 'closed' as const, endedAt: NOW };
    const left = interaction({ ...closed, endReason: 'abandoned-in-queue' });
    const hungUp = interaction({ ...closed, endReason: 'short-abandon' });

    expect(counted(interaction(), left)).toMatchObject({ queued: -1, abandoned: 1, shortAbandoned: 0 });
    expect(counted(offeredInteraction(), left)).toMatchObject({ ringing: -1, abandoned: 1 });
    expect(counted(interaction(), hungUp)).toMatchObject({ abandoned: 0, shortAbandoned: 1 });
    expect(counted(left, { ...left, notes: 'x' })).toMatchObject({ abandoned: 0 });
  });

  it('as in wrap-up after the conversation, and with its whole handle time at the end', () => {
    const wrapping = endedInteraction();
    const done = endedInteraction({ status: 'closed', assignments: [doneAssignment()] });

    expect(counted(activeInteraction(), wrapping)).toMatchObject({ active: -1, wrapUp: 1, abandoned: 0, handleMs: [] });
    expect(counted(wrapping, done)).toMatchObject({ wrapUp: -1, handleMs: [38_000] });
    expect(counted(done, { ...done, codes: ['solved'] }).handleMs).toEqual([]);
  });

  it('with the conversation alone where there is no wrap-up, and not at all where nobody was connected', () => {
    const over = (given: Partial<InteractionRecord['assignments'][number]>) =>
      endedInteraction({ status: 'closed', assignments: [assignment({ status: 'done', endedAt: at(-10), ...given })] });

    expect(counted(activeInteraction(), over({})).handleMs).toEqual([30_000]);
    expect(counted(activeInteraction(), over({ connectedAt: null })).handleMs).toEqual([]);
    expect(counted(activeInteraction(), over({ endedAt: null })).handleMs).toEqual([]);
  });

  it('nowhere while it is in a call flow, and not as lost when the caller hangs up there', () => {
    const created = interaction({ status: 'created', queueVisits: 0 });
    const gone = { ...endedInteraction(), queueVisits: 0, assignments: [], endReason: 'abandoned-in-flow' as const };

    expect(counted(undefined, created)).toMatchObject({ offered: 0, queued: 0 });
    expect(counted(created, gone)).toMatchObject({ offered: 0, abandoned: 0 });
  });

  it('no more in a queue that a call flow takes it out of: neither answered nor lost', () => {
    const queued = interaction();
    const ledOut = { offered: -1, queued: -1, answered: 0, abandoned: 0 };
    const elsewhere = interaction({ queueId: 'support', queueVisits: queued.queueVisits + 1 });

    expect(counted(queued, interaction({ status: 'created' }))).toMatchObject(ledOut);
    expect(counted(queued, interaction({ status: 'handed-over' }))).toMatchObject(ledOut);
    expect(counted(queued, elsewhere)).toMatchObject(ledOut);
    expect(counted(queued, elsewhere, 'support')).toMatchObject({ offered: 1, queued: 1 });
  });

  it('in both queues when it is transferred: over here, offered there, wrapped up here', () => {
    const moved = interaction({
      queueId: 'support',
      queueVisits: 2,
      assignments: [wrappingAssignment({ wrapUp: wrapUp() })],
    });

    expect(counted(activeInteraction(), moved)).toMatchObject({ active: -1, wrapUp: 1, offered: 0 });
    expect(counted(activeInteraction(), moved, 'support')).toMatchObject({ offered: 1, queued: 1, wrapUp: 0 });
  });

  it('in the queue it goes back to when nobody takes the transfer', () => {
    const there = interaction({ queueId: 'support', queueVisits: 2 });
    const back = interaction({ queueVisits: 2 });

    expect(counted(there, back, 'support')).toMatchObject({ offered: -1, queued: -1 });
    expect(counted(there, back)).toMatchObject({ offered: 1, queued: 1 });
  });
});

describe('an agent staffs the queues logged in to', () => {
  it('with a share of his parallel power, and with the slots that are free', () => {
    const both = agent({ queueIds: ['sales', 'support'], profile: profile({ queues: [assignedQueue()] }) });

    const stats = staffed(undefined, both);

    expect(stats).toMatchObject({ agentsLoggedIn: 1, agentsReady: 1 });
    expect(stats.power).toMatchObject({ chat: 1500, voice: 500 });
    expect(stats.readySlots).toMatchObject({ chat: 3, voice: 1 });
    expect(staffed(undefined, both, 'support').power).toEqual(stats.power);
  });

  it('with his power also while he has no room', () => {
    const stats = staffed(agent(), talkingAgent());

    expect(stats).toMatchObject({ agentsLoggedIn: 0, agentsReady: 0, power: { chat: 0 }, readySlots: { chat: -1 } });
  });

  it('people on a break staff nothing', () => {
    const stats = staffed(undefined, agent({ presence: presence({ status: 'not-ready' }) }));

    expect(stats).toMatchObject({ agentsLoggedIn: 1, agentsReady: 0, power: {}, readySlots: {} });
  });

  it('those on a break are counted by their reason, which is forgotten when nobody gives it', () => {
    const away = agent({ presence: presence({ status: 'not-ready', reasonId: 'lunch' }) });

    const stats = staffed(undefined, away);

    expect(stats.agentsAway).toEqual({ lunch: 1 });
    expect(addDeltas(stats, agentDeltas(away, agent()), TODAY).agentsAway).toEqual({});
  });

  it('somebody about to take a break can take nothing more', () => {
    const stats = staffed(undefined, talkingAgent({ presence: presence({ pending: pending() }) }));

    expect(stats).toMatchObject({ agentsReady: 1, power: { chat: 3000 }, readySlots: {} });
  });

  it.each<[string, AgentRecord | undefined]>([
    ['signed out', signedOut({ queueIds: ['sales'] })],
    ['in grace', agent({ session: session({ status: 'grace' }) })],
    ['gone', undefined],
  ])('not when %s', (_sentence, after) => {
    expect(staffed(undefined, after)).toEqual(emptyStats('sales', TODAY));
    expect(staffed(agent(), after)).toMatchObject({ agentsLoggedIn: -1, agentsReady: -1, power: { chat: -3000 } });
  });
});

describe('the counters of a queue', () => {
  const busy: Delta = {
    queueId: 'sales',
    counters: {
      offered: 3,
      answered: 2,
      abandoned: 1,
      answeredInTarget: 1,
      queued: 4,
      agentsLoggedIn: 5,
      agentsReady: 2,
    },
    power: { chat: 100 },
    readySlots: { chat: 1 },
    away: { lunch: 1, release: 2 },
    handleMs: [1],
    waitRatios: [2],
  };
  const stats = (given: Partial<QueueStatsRecord> = {}): QueueStatsRecord => ({
    tenantId: 'demo',
    ...addDeltas(emptyStats('sales', TODAY), [busy], TODAY),
    ...given,
  });

  it('are sums, and the newest fifty samples', () => {
    const many = addDeltas(
      stats(),
      Array.from({ length: 60 }, (_, at_) => ({ ...busy, handleMs: [at_], waitRatios: [at_] })),
      TODAY,
    );

    expect(many).toMatchObject({ offered: 183, power: { chat: 6100 } });
    expect(many.handleMs).toEqual(Array.from({ length: 50 }, (_, at_) => at_ + 10));
    expect(many.waitRatios).toHaveLength(50);
    expect(QueueStatsRecord.parse({ ...many, tenantId: 'demo' })).toBeDefined();
  });

  it('begin a new day with no visits and with everybody who is there', () => {
    const tomorrow = addDeltas(stats(), [], '2026-11-22');

    expect(tomorrow).toMatchObject({
      day: '2026-11-22',
      offered: 0,
      answered: 0,
      abandoned: 0,
      queued: 4,
      agentsLoggedIn: 5,
    });
  });

  it('tell who is away and why, and how many of them are in release', () => {
    const away = (reasonId: string) => agent({ presence: presence({ status: 'not-ready', reasonId }) });
    const gone = [away('lunch'), away('release'), away('release'), away('unknown')];
    const many = added(gone.flatMap(one => agentDeltas(undefined, one)));
    const fewer = addDeltas(many, agentDeltas(away('lunch'), agent()), TODAY);

    expect(many.agentsAway).toEqual({ lunch: 1, release: 2, unknown: 1 });
    expect(fewer.agentsAway).toEqual({ release: 2, unknown: 1 });
    expect(released(many, REASONS)).toBe(2);
    expect(released(undefined, REASONS)).toBe(0);
  });

  it('tell the service level of answered and abandoned; an abandon does not improve it', () => {
    const before = { answered: 4, abandoned: 0, answeredInTarget: 3 };

    expect(serviceLevel(before)).toBe(0.75);
    expect(serviceLevel({ ...before, abandoned: 2 })).toBe(0.5);
    expect(serviceLevel({ answered: 0, abandoned: 0, answeredInTarget: 0 })).toBeNull();
  });

  it('are shown to people as the contract says', () => {
    const live = { ...queueLive(queue(), stats(), at(-30), REASONS, NOW), open: true, alerts: [] };

    expect(QueueLive.parse(live)).toEqual(live);
    expect(live).toMatchObject({
      waiting: 4,
      longestWaitMs: 30_000,
      agents: { loggedIn: 5, ready: 2, notReady: 3, released: 2 },
      today: { offered: 3, answered: 2, abandoned: 1 },
      serviceLevel: 1 / 3,
    });
  });

  it('are shown of a queue that has never seen anybody, and on the next day', () => {
    expect(queueLive(queue(), undefined, null, REASONS, NOW)).toMatchObject({
      waiting: 0,
      longestWaitMs: null,
      serviceLevel: null,
    });
    expect(queueLive(queue(), stats(), at(5), REASONS, at(86_400))).toMatchObject({
      waiting: 4,
      today: { offered: 0 },
    });
    expect(queueLive(queue(), stats(), at(5), REASONS, NOW).longestWaitMs).toBe(0);
  });

  it('travel as an event whose version followers compare', () => {
    const live = { ...queueLive(queue(), stats(), null, REASONS, NOW), open: true, alerts: [] };

    expect(queueLiveEvent(live, 12)).toEqual({
      id: 'sales.live.12',
      type: 'queue.live.v1',
      time: NOW,
      subject: 'queue/sales',
      aggregateVersion: 12,
      actor: { kind: 'system', id: null },
      data: live,
    });
  });
});
