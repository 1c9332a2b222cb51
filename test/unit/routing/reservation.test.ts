import { describe, expect, it } from 'vitest';
import type { AgentRecord, ReservedFor } from '#schemas/sessions/model.ts';
import { leave } from '#shared/domain/interactions/end.ts';
import { outcome, outcomeOf } from '#shared/domain/kit/change.ts';
import { agentDeadlines, interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { refusal } from '#shared/domain/routing/eligibility.ts';
import { reservationFlaws } from '#shared/domain/routing/invariants.ts';
import { heavierAhead } from '#shared/domain/routing/match.ts';
import { accept, claim, reject } from '#shared/domain/routing/offer.ts';
import { comparedOf, contactOf, opportunities, reservationOf, rosterOf } from '#shared/domain/routing/projection.ts';
import {
  giveUpReservation,
  isNextToReserve,
  lapsed,
  lightestWork,
  looseEnds,
  mayBeKept,
  mostReservations,
  release,
  reserve,
  soonestFree,
} from '#shared/domain/routing/reservation.ts';
import { wake } from '#shared/domain/sessions/presence.ts';
import {
  agent,
  assignedQueue,
  at,
  campaign,
  evaluation,
  interaction,
  interactionId,
  NOW,
  presence,
  profile,
  queue,
  settings,
  signedOut,
  terms,
  work,
} from '../../support/builders.ts';

const weights = { chat: 100 };
const serving = profile({ queues: [assignedQueue({ queueId: 'vip', weights }), assignedQueue()] });
/** Needs a whole person, and comes before everything in the queue of sales. */
const heavy = interaction({ id: interactionId(9), queueId: 'vip', lane: 'vip', cost: 100, class: 2 });
const keptFor = (given: Partial<ReservedFor> = {}): ReservedFor => ({
  interactionId: heavy.id,
  until: at(100),
  tier: 1,
  class: 2,
  rank: heavy.rank,
  ...given,
});
const person = (id: string, given: Partial<AgentRecord> = {}) =>
  agent({ id, profile: serving, queueIds: ['vip', 'sales'], ...given });
const chats = (...ages: number[]) =>
  ages.map((age, number) => work({ interactionId: interactionId(100 + number), since: at(-age) }));
const usual = () => 300_000;
const soonest = (...agents: AgentRecord[]) => soonestFree(heavy, agents, usual, NOW)?.id;

describe('who will have room soonest', () => {
  it('is who has the least left to do, not who has the least to do', () => {
    const few = person('ben', { work: chats(10) });
    const nearlyDone = person('ana', { work: chats(280, 290, 295) });

    expect(soonest(few, nearlyDone)).toBe('ana');
  });

  it('needs no more work done than makes room', () => {
    const roomy = profile({ ...serving, total: 160 });
    const one = person('ana', { profile: roomy, work: chats(10, 290, 20) });
    const other = person('ben', { work: chats(200) });

    expect(soonest(one, other)).toBe('ana');
  });

  it('is among equals the one who lacks less, then who has been idle longer, then by id', () => {
    const overdue = person('cem', { work: chats(400, 500) });

    expect(soonest(overdue, person('ben', { work: chats(400) }))).toBe('ben');
    expect(soonest(person('ben', { work: chats(9), idleSince: at(-1) }), person('cem', { work: chats(9) }))).toBe(
      'cem',
    );
    expect(soonest(person('cem', { work: chats(9) }), person('ben', { work: chats(9) }))).toBe('ben');
  });

  it.each<[string, AgentRecord]>([
    ['has room', person('ana')],
    ['is on a break', person('ana', { work: chats(9), presence: presence({ status: 'not-ready' }) })],
    ['serves another queue', person('ana', { work: chats(9), queueIds: ['sales'] })],
    [
      'is kept for another',
      person('ana', { work: chats(9), reservedFor: keptFor({ interactionId: interactionId(3) }) }),
    ],
    ['still wraps it up', person('ana', { work: [work({ interactionId: heavy.id, state: 'wrap-up' })] })],
    ['never has so much', person('ana', { work: chats(9), profile: { ...serving, total: 90 } })],
    ['went home', signedOut({ profile: serving })],
  ])('is nobody who %s', (_sentence, one) => {
    expect(mayBeKept(one, heavy, NOW)).toBe(false);
    expect(soonest(one)).toBeUndefined();
  });
});

describe('a reservation', () => {
  const busy = person('ana', { work: chats(9) });
  const kept = reserve(heavy, busy, undefined, { slot: 0, until: at(120) }, evaluation());
  const waiting = outcome(kept.interactions, heavy.id)!;
  const ana = outcome(kept.agents, 'ana')!;

  it('is in both rows, in the row that counts it, and in the trace', () => {
    expect(ana.reservedFor).toEqual({ interactionId: heavy.id, until: at(120), tier: 1, class: 2, rank: heavy.rank });
    expect(waiting.reservation).toEqual({ agentId: 'ana', until: at(120), slot: 0 });
    expect(reservationOf(waiting)).toEqual({ lane: 'vip', slot: 0, interactionId: heavy.id, version: 1 });
    expect(kept.evaluation?.reserved).toBe('ana');
  });

  it('is looked at again before it ends, and ends by itself', () => {
    expect(interactionDeadlines(waiting)).toContainEqual(
      expect.objectContaining({ task: 'wake-interaction', at: at(115) }),
    );
    expect(agentDeadlines(ana)).toContainEqual(expect.objectContaining({ task: 'wake-agent', at: at(120) }));
    expect(lapsed(ana, at(119))).toBe(ana);
    expect(wake(ana, at(120)).agents[0]?.after).not.toHaveProperty('reservedFor');
  });

  it('leaves what is free to work with a better place alone', () => {
    const other = (given: object) => contactOf(interaction({ id: interactionId(1), ...given }));
    const ask = (given: object, now = NOW) => refusal(comparedOf(ana), other(given), now)?.reason ?? null;

    expect(ask({ class: 5 })).toBe('reserved-for-other');
    expect(ask({ class: 2, rank: heavy.rank + 1 })).toBe('reserved-for-other');
    expect(ask({ class: 2, rank: heavy.rank - 1 })).toBeNull();
    expect(ask({ class: 1 })).toBeNull();
    expect(ask({ lane: 'agent~ana', class: 9 })).toBeNull();
    expect(ask({ class: 5 }, at(120))).toBeNull();
    expect(refusal(comparedOf(ana), contactOf(waiting), NOW)?.reason).toBe('capacity');
  });

  it('ends with the offer to the one who was kept, and outlives one to somebody else that nobody takes', () => {
    const free = { ...ana, work: [] };
    const ben = person('ben');

    const his = claim(waiting, free, terms(), evaluation(), NOW);
    const elsewhere = claim(waiting, ben, terms(), evaluation(), NOW);
    const ringing = outcome(elsewhere.interactions, heavy.id)!;
    const rejected = reject(ringing, outcomeOf(elsewhere.agents, ben), ringing.offer!.id, settings(), at(5));
    const accepted = accept(ringing, outcomeOf(elsewhere.agents, ben), ringing.offer!.id, 'agent', at(5));

    expect(outcome(his.agents, 'ana')).not.toHaveProperty('reservedFor');
    expect(outcome(his.interactions, heavy.id)).not.toHaveProperty('reservation');
    expect(outcome(rejected.interactions, heavy.id)?.reservation).toEqual(waiting.reservation);
    expect(outcome(accepted.interactions, heavy.id)).not.toHaveProperty('reservation');
    expect(looseEnds(accepted).kept).toEqual([{ agentId: 'ana', interactionId: heavy.id }]);
  });

  it('leaves the agent to be let go when the customer leaves', () => {
    const left = leave(
      waiting,
      { agent: undefined, last: undefined },
      { queue: queue(), campaign: campaign() },
      at(60),
    );

    expect(outcome(left.interactions, heavy.id)).not.toHaveProperty('reservation');
    expect(looseEnds(left)).toEqual({ kept: [{ agentId: 'ana', interactionId: heavy.id }], left: [] });
  });

  it('is over for an agent who is let go, who then looks for work', () => {
    const gone = release(ana, heavy.id);

    expect(gone.agents[0]?.after).not.toHaveProperty('reservedFor');
    expect(opportunities(gone).agents.map(one => one.id)).toEqual(['ana']);
    expect(release(ana, interactionId(3)).agents).toEqual([]);
    expect(release(busy, heavy.id).agents).toEqual([]);
  });

  it('moves from one agent to another in one change', () => {
    const ben = person('ben', { work: chats(290) });

    const moved = reserve(waiting, ben, ana, { slot: 0, until: at(240) }, evaluation());

    expect(outcome(moved.agents, 'ana')).not.toHaveProperty('reservedFor');
    expect(outcome(moved.agents, 'ben')?.reservedFor?.until).toBe(at(240));
    expect(outcome(moved.interactions, heavy.id)?.reservation?.agentId).toBe('ben');
  });

  it('is given up where nobody may have the contact any more', () => {
    const over = giveUpReservation(waiting, ana);

    expect(outcome(over.agents, 'ana')).not.toHaveProperty('reservedFor');
    expect(outcome(over.interactions, heavy.id)).not.toHaveProperty('reservation');
    expect(giveUpReservation(heavy, undefined).interactions).toEqual([]);
  });

  it('wants another agent when its own goes on a break or home, and not when he is merely given other work', () => {
    const gone = (after: AgentRecord) => looseEnds({ interactions: [], agents: [{ before: ana, after }] }).left;
    const { reservedFor: _, ...home } = ana;

    expect(gone({ ...ana, presence: presence({ status: 'not-ready' }) })).toEqual([heavy.id]);
    expect(gone({ ...home, session: null })).toEqual([heavy.id]);
    expect(gone({ ...ana, work: [] })).toEqual([]);
    expect(looseEnds({ interactions: [], agents: [{ before: null, after: busy }] }).left).toEqual([]);
  });
});

describe('whose turn it is', () => {
  it('is at most a fifth of the agents at once, and one where there is anybody', () => {
    expect([0, 1, 5, 6, 20].map(mostReservations)).toEqual([0, 1, 1, 2, 4]);
  });

  it('is only for what is heavier than the lightest work that may come', () => {
    const mixed = [queue(), queue({ id: 'vip', weights }), queue({ id: 'calls', channels: ['voice', 'task'] })];

    expect(lightestWork(mixed, settings())).toBe(15);
    expect(lightestWork([queue()], settings())).toBe(30);
  });

  it('is the first in the line for whom nobody is kept; light contacts before it do not count', () => {
    const first = contactOf({ ...heavy, id: interactionId(1), rank: heavy.rank - 10 });
    const light = { ...first, cost: 30 };
    const second = contactOf(heavy);
    const isNext = (line: (typeof first)[]) => isNextToReserve(second, line, 30, NOW);

    expect(isNext([first, second])).toBe(false);
    expect(isNext([{ ...first, keptUntil: at(1) }, second])).toBe(true);
    expect(isNext([{ ...first, keptUntil: NOW }, second])).toBe(false);
    expect(isNext([light, second])).toBe(true);
  });

  it('comes before lighter work is given to somebody who could have the heavier but for the room', () => {
    const light = contactOf(interaction({ id: interactionId(1) }));
    const ana = comparedOf(person('ana', { work: chats(9) }));
    const ahead = (contact: ReturnType<typeof contactOf>, best = light) =>
      heavierAhead(ana, [light, contact], best, 30, NOW)?.interactionId;

    expect(ahead(contactOf(heavy))).toBe(heavy.id);
    expect(ahead({ ...contactOf(heavy), keptUntil: at(9) })).toBeUndefined();
    expect(ahead({ ...contactOf(heavy), class: 6 })).toBeUndefined();
    expect(ahead({ ...contactOf(heavy), cost: 30 })).toBeUndefined();
    expect(heavierAhead(comparedOf(person('ana')), [contactOf(heavy)], undefined, 30, NOW)).toBeUndefined();
  });
});

describe('the rows of reservations', () => {
  const waiting = { ...heavy, reservation: { agentId: 'ana', until: at(9), slot: 0 } };
  const row = { lane: 'vip', slot: 0, interactionId: heavy.id, version: 1 };
  const rules = (...given: Parameters<typeof reservationFlaws>) => reservationFlaws(...given).map(one => one.rule);

  it('count what is reserved, and no more than a share of those who serve the queue', () => {
    const second = { ...waiting, id: interactionId(8), reservation: { ...waiting.reservation, slot: 1 } };
    const both = [row, { ...row, slot: 1, interactionId: second.id }];

    expect(rules([waiting], [person('ana')], [row])).toEqual([]);
    expect(rules([waiting], [person('ana')], [])).toEqual(['reservations-are-counted']);
    expect(rules([waiting, second], [person('ana')], both)).toEqual(['a-share-is-kept']);
    expect(rules([{ ...waiting, lane: 'agent~ana' }], [], [{ ...row, lane: 'agent~ana' }])).toEqual([]);
  });

  it('know everybody who is signed in, however full', () => {
    expect(rosterOf(person('ana', { work: chats(1, 2, 3) }))).toMatchObject({ agentId: 'ana', shard: 0 });
    expect(rosterOf(signedOut())).toBeNull();
  });
});
