import { describe, expect, it } from 'vitest';
import { figuresOf, occupancy, offerLatencies, percentile } from '#local/demo/figures.ts';
import type { Evidence } from '#local/demo/observe.ts';
import { at, CHAT, event, feedOf, frame, goodRun, OFFER, rules, withAgent, withInteraction } from './evidence.ts';

const DAY = { from: 0, to: 10_000 };

describe('figuresOf', () => {
  it('counts one chat from question to disposition', () => {
    const figures = figuresOf(goodRun(), rules, DAY);

    expect(figures).toMatchObject({
      ...{ offered: 1, answered: 1, abandoned: 0, shortAbandoned: 0, serviceLevel: 1 },
      ...{ speedOfAnswerMs: 1000, handleMs: 6000 },
      offers: { made: 1, accepted: 1, expired: 0, rejected: 0, revoked: 0 },
      messages: { sent: 3, toCustomers: 1, toAgents: 2 },
    });
  });

  const ending = (endReason: string): Evidence =>
    withInteraction(({ timeline }) => ({
      timeline: [timeline[0]!, event(4000, 'interaction.ended.v1', { answered: false, endReason })],
    }));

  it('counts an abandoned contact against the service level', () => {
    const figures = figuresOf(ending('abandoned-in-queue'), rules, DAY);

    expect(figures).toMatchObject({ answered: 0, abandoned: 1, shortAbandoned: 0, serviceLevel: 0 });
  });

  it('leaves a short abandon out of the service level', () => {
    const figures = figuresOf(ending('short-abandon'), rules, DAY);

    expect(figures).toMatchObject({ abandoned: 1, shortAbandoned: 1, serviceLevel: null });
  });

  it('counts an answer after the target against the service level', () => {
    const late = withInteraction(({ timeline }) => ({
      timeline: timeline.with(3, event(2000, 'interaction.connected.v1', { waitedMs: 5001 })),
    }));

    const { serviceLevel } = figuresOf(late, rules, DAY);

    expect(serviceLevel).toBe(0);
  });

  it('computes nothing from nothing', () => {
    const nobody = { customers: [], agents: [], interactions: [], failures: [] };

    const figures = figuresOf(nobody, rules, DAY);

    expect(figures).toMatchObject({ offered: 0, serviceLevel: null, speedOfAnswerMs: null, handleMs: null });
    expect(figures.occupancy).toBeNull();
    expect(figures.waitMs).toEqual({ p50: null, p90: null, p99: null });
  });
});

describe('percentile', () => {
  it.each([
    [50, 2],
    [75, 3],
    [90, 4],
    [99, 4],
    [1, 1],
  ])('gives of four values the smallest that %i percent do not exceed', (percent, expected) => {
    const value = percentile([4, 1, 3, 2], percent);

    expect(value).toBe(expected);
  });
});

describe('occupancy', () => {
  it('sets conversation and wrap-up against the time ready without', () => {
    const share = occupancy(goodRun().agents, DAY);

    expect(share).toBeCloseTo(6000 / 9500);
  });

  it('counts two chats at once as one time at work', () => {
    const other = { interactionId: 'int_2' };
    const { agents } = withAgent(({ frames }) => ({
      frames: [
        ...frames.slice(0, 4),
        frame(5, event(3000, 'interaction.connected.v1', other)),
        frame(6, event(5000, 'assignment.wrap-up-completed.v1', other)),
        ...frames.slice(4),
      ],
    }));

    const share = occupancy(agents, DAY);

    expect(share).toBeCloseTo(6000 / 9500);
  });

  it('leaves out time that is neither ready nor at work', () => {
    const off = event(8500, 'presence.changed.v1', { presence: { status: 'not-ready' } });
    const { agents } = withAgent(({ frames }) => ({ frames: [...frames, frame(10, off)] }));

    const share = occupancy(agents, DAY);

    expect(share).toBeCloseTo(6000 / 8000);
  });
});

describe('offerLatencies', () => {
  const ready = (ms: number) => event(ms, 'presence.changed.v1', { presence: { status: 'ready' } });
  const offer = (ms: number, id = OFFER) => event(ms, 'offer.created.v1', { id, queueId: 'run-queue-1' });
  const heardAt = (ms: number, evidence: Evidence): Evidence => ({
    ...evidence,
    agents: evidence.agents.map(agent => ({
      ...agent,
      frames: agent.frames.map((one, place) => (place === agent.frames.length - 1 ? { ...one, heardAt: ms } : one)),
    })),
  });
  const run = (levels: number[], timeline: ReturnType<typeof event>[], feed: ReturnType<typeof event>[]): Evidence => {
    const base = withInteraction(() => ({ timeline }));
    return { ...base, agents: base.agents.map(agent => ({ ...agent, levels, frames: feedOf(feed) })) };
  };
  const queued = (ms: number, reason = 'arrived') =>
    event(ms, 'interaction.queued.v1', { enqueuedAt: at(ms), reason, interactionId: CHAT });

  it('counts from the queueing when the agent was ready before', () => {
    const evidence = heardAt(1025, run([5], [queued(1000), offer(1010)], [ready(500), offer(1010)]));

    const latencies = offerLatencies(evidence, rules);

    expect(latencies).toEqual([25]);
  });

  it('counts from the moment the agent went ready when the contact waited before', () => {
    const evidence = heardAt(4030, run([5], [queued(1000), offer(4010)], [ready(4000), offer(4010)]));

    const latencies = offerLatencies(evidence, rules);

    expect(latencies).toEqual([30]);
  });

  it('counts from the return to the queue when another agent had the offer first', () => {
    const timeline = [queued(1000), queued(7000, 'expired'), offer(7010)];
    const evidence = heardAt(7040, run([5], timeline, [ready(500), offer(7010)]));

    const latencies = offerLatencies(evidence, rules);

    expect(latencies).toEqual([40]);
  });

  it('counts from the step of skills that the agent satisfies', () => {
    const evidence = heardAt(4050, run([1], [queued(1000), offer(4010)], [ready(500), offer(4010)]));

    const latencies = offerLatencies(evidence, rules);

    expect(latencies).toEqual([50]);
  });

  it('counts from the return of a lost connection', () => {
    const lost = heardAt(9080, run([5], [queued(1000), offer(4010)], [ready(500), offer(4010)]));
    const evidence = { ...lost, agents: lost.agents.map(agent => ({ ...agent, welcomedAt: [0, 9000, 12_000] })) };

    const latencies = offerLatencies(evidence, rules);

    expect(latencies).toEqual([80]);
  });

  it('counts from the end of the pause after a miss', () => {
    const missed = event(2000, 'offer.resolved.v1', { interactionId: 'int_2', resolution: 'expired' });
    const evidence = heardAt(7060, run([5], [queued(1000), offer(7010)], [ready(500), missed, offer(7010)]));

    const latencies = offerLatencies(evidence, rules);

    expect(latencies).toEqual([60]);
  });

  it('counts from the end of the exclusion after a rejection', () => {
    const rejected = event(2000, 'offer.resolved.v1', { offerId: 'off_0', resolution: 'rejected' });
    const timeline = [queued(1000), offer(1500, 'off_0'), rejected, queued(2000, 'rejected'), offer(32_010)];
    const evidence = heardAt(32_070, run([5], timeline, [ready(500), rejected, offer(32_010)]));

    const latencies = offerLatencies(evidence, rules);

    expect(latencies).toEqual([70]);
  });
});
