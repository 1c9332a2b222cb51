import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { freeCapacity, freeSlots, liveCounts, slots } from '#shared/domain/routing/capacity.ts';
import { refusal } from '#shared/domain/routing/eligibility.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { rankAgents, rankContacts, unsettled } from '#shared/domain/routing/match.ts';
import { claimRefusal, reject, revoke } from '#shared/domain/routing/offer.ts';
import { candidateOf, contactOf, routableOf, waitingOf } from '#shared/domain/routing/projection.ts';
import { rankOf } from '#shared/domain/routing/rank.ts';
import { activeStep, missingSkill, skillScore } from '#shared/domain/routing/skills.ts';
import {
  agent,
  askedAgent,
  assignedQueue,
  at,
  interaction,
  interactionId,
  lease,
  NOW,
  offeredInteraction,
  offerId,
  profile,
  session,
  settings,
  work,
} from '../support/builders.ts';

const skillId = fc.constantFrom('german', 'sales', 'billing');
const level = fc.integer({ min: 1, max: 5 });
const need = fc.record({ skillId, level });
const skills = fc.dictionary(skillId, level);
const step = fc.record({ skills: fc.array(need, { maxLength: 3 }) });
const timedStep = fc.record({
  skills: fc.array(need, { maxLength: 3 }),
  durationSeconds: fc.integer({ min: 1, max: 90 }),
});
const steps = fc.oneof(
  fc.array(timedStep, { maxLength: 4 }),
  fc.tuple(fc.array(timedStep, { maxLength: 3 }), step).map(([timed, last]) => [...timed, last]),
);
const seconds = fc.integer({ min: -120, max: 300 });
const queueId = fc.constantFrom('sales', 'support');
const agentIds = ['ana', 'ben', 'cem', 'dora'];
const agentId = fc.constantFrom(...agentIds);

const contact = fc
  .record({
    number: fc.nat({ max: 999 }),
    queueId,
    lane: fc.option(agentId, { freq: 6 }),
    class: fc.integer({ min: 0, max: 3 }),
    waited: fc.integer({ min: 0, max: 300 }),
    priority: fc.integer({ min: -3, max: 3 }),
    steps,
    excluded: fc.array(fc.record({ agentId, until: seconds.map(at), rejections: fc.nat({ max: 3 }) }), {
      maxLength: 2,
    }),
    sticky: fc.option(fc.record({ agentId, until: seconds.map(at) }), { freq: 4 }),
  })
  .map(({ lane, number, priority, waited, ...given }) =>
    interaction({
      ...given,
      id: interactionId(number),
      lane: lane === null ? given.queueId : personalLane(lane),
      enqueuedAt: at(-waited),
      stepStartedAt: at(-waited),
      rank: rankOf(at(-waited), priority),
    }),
  );
const person = fc
  .record({
    id: agentId,
    tiers: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }),
    delaySeconds: fc.constantFrom(0, 0, 60),
    skills,
    chats: fc.integer({ min: 0, max: 3 }),
    cap: fc.option(fc.integer({ min: 0, max: 3 })),
    idle: fc.integer({ min: 0, max: 300 }),
    queueIds: fc.subarray(['sales', 'support']),
  })
  .map(({ cap, chats, delaySeconds, id, idle, queueIds, skills: own, tiers }) =>
    agent({
      id,
      queueIds,
      idleSince: at(-idle),
      session: session({ campaignIds: ['inbound'] }),
      work: Array.from({ length: chats }, (_, number) => work({ interactionId: interactionId(5000 + number) })),
      profile: profile({
        skills: own,
        caps: cap === null ? {} : { chat: cap },
        queues: [
          assignedQueue({ tier: tiers[0]!, delaySeconds }),
          assignedQueue({ queueId: 'support', tier: tiers[1]!, delaySeconds }),
        ],
      }),
    }),
  );
const contacts = fc.uniqueArray(contact, { selector: one => one.id, maxLength: 8 });
const people = fc.uniqueArray(person, { selector: one => one.id, maxLength: 4 });

const candidates = (all: readonly ReturnType<typeof agent>[]) => all.map(candidateOf).filter(one => one !== null);

describe('the search in both directions', () => {
  it('agrees on who may have whom', () => {
    fc.assert(
      fc.property(contacts, people, (waiting, atWork) => {
        const line = waiting.map(contactOf);
        for (const one of candidates(atWork)) {
          for (const other of line) {
            const mine = rankContacts(one, line, NOW).some(({ interactionId: id }) => id === other.interactionId);
            const his = rankAgents(other, candidates(atWork), NOW).some(({ agentId: id }) => id === one.agentId);
            expect(mine).toBe(his);
            expect(mine).toBe(refusal(one, other, NOW) === null);
          }
        }
      }),
    );
  });

  it('chooses the same pair where each is the best for the other, and the claim allows it', () => {
    fc.assert(
      fc.property(contacts, people, (waiting, atWork) => {
        const free = candidates(atWork);
        for (const one of atWork) {
          const candidate = candidateOf(one);
          const [wanted] = candidate ? rankContacts(candidate, waiting.map(contactOf), NOW) : [];
          const [asked] = wanted ? rankAgents(wanted, free, NOW) : [];
          if (!wanted || asked?.agentId !== one.id) continue;
          const chosen = waiting.find(({ id }) => id === wanted.interactionId)!;
          const forOne = lease({ agentId: one.id });
          expect(claimRefusal(chosen, one, forOne, NOW)).toBeNull();
          expect(rankContacts(candidateOf(one)!, [wanted], NOW)).toEqual([wanted]);
        }
      }),
    );
  });

  it('finds in the first rows of each list whom it would find in all of them, or reads on', () => {
    const crowd = fc.array(person, { maxLength: 12 }).map(all => all.map((one, at) => ({ ...one, id: `agent-${at}` })));
    fc.assert(
      fc.property(
        contact,
        crowd,
        fc.integer({ min: 1, max: 3 }),
        fc.nat({ max: 4 }),
        (waiting, atWork, lists, first) => {
          const other = contactOf(waiting);
          const byIdle = candidates(atWork).toSorted((a, b) =>
            a.idleSince + a.agentId < b.idleSince + b.agentId ? -1 : 1,
          );
          const listed = Array.from({ length: lists }, (_, list) =>
            byIdle.filter(one => Number(one.agentId.slice('agent-'.length)) % lists === list),
          );

          const glances = listed.map(list => list.slice(0, first + 1));
          const ends = listed.flatMap(list => (list.length > first ? [list[first]!] : []));
          const goOn = unsettled(other, glances.flat(), ends, NOW);
          const further = listed.flatMap(list => (goOn.includes(list[first]!) ? list.slice(first + 1) : []));

          expect(rankAgents(other, [...glances.flat(), ...further], NOW)[0]).toEqual(rankAgents(other, byIdle, NOW)[0]);
        },
      ),
    );
  });

  it('does not depend on the order in which rows are read', () => {
    fc.assert(
      fc.property(contacts, people, fc.infiniteStream(fc.nat()), (waiting, atWork, mix) => {
        const shuffled = <T>(all: readonly T[]) =>
          all
            .map(one => ({ one, at: mix.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ one }) => one);
        const line = waiting.map(contactOf);
        const free = candidates(atWork);

        for (const one of line) expect(rankAgents(one, shuffled(free), NOW)).toEqual(rankAgents(one, free, NOW));
        for (const one of free) expect(rankContacts(one, shuffled(line), NOW)).toEqual(rankContacts(one, line, NOW));
      }),
    );
  });

  it('serves equals first come, first served', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 10 }), waits => {
        const line = waits.map((waited, number) =>
          contactOf(interaction({ id: interactionId(number), rank: rankOf(at(-waited), 0), enqueuedAt: at(-waited) })),
        );

        const served = rankContacts(candidateOf(agent())!, line, NOW).map(one => one.enqueuedAt);

        expect(served).toEqual(served.toSorted());
      }),
    );
  });
});

describe('rows that follow from aggregates', () => {
  it('are the same for the same aggregate, whatever order its fields were stored in', () => {
    const reversed = <T extends object>(one: T): T => Object.fromEntries(Object.entries(one).reverse()) as T;
    fc.assert(
      fc.property(contact, person, (one, somebody) => {
        expect(waitingOf(reversed(one))).toEqual(waitingOf(one));
        expect(routableOf(reversed(somebody))).toEqual(routableOf(somebody));
      }),
    );
  });

  it('of an agent exist only while something still fits', () => {
    fc.assert(
      fc.property(person, one => {
        const fits = Object.values(one.profile.weights).some(weight => weight <= freeCapacity(one));
        expect(routableOf(one) !== null).toBe(fits);
      }),
    );
  });
});

describe('skill steps', () => {
  it('are a function of time: each lasts as long as it says, then the next holds', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 400 }), (all, after) => {
        const now = plusSeconds(NOW, after);
        const { endsAt, index } = activeStep(all, NOW, now);
        const durations = all.map(one => ('durationSeconds' in one ? one.durationSeconds : Number.POSITIVE_INFINITY));
        const startsAfter = durations.slice(0, index).reduce((sum, one) => sum + one, 0);
        expect(startsAfter).toBeLessThanOrEqual(after);
        expect(startsAfter + (durations[index] ?? Number.POSITIVE_INFINITY)).toBeGreaterThan(after);
        if (endsAt !== null) expect(activeStep(all, NOW, endsAt).index).toBe(index + 1);
      }),
    );
  });

  it('score between none and one, and never less for a better skill', () => {
    fc.assert(
      fc.property(step, skills, skillId, (asked, own, learned) => {
        const better = { ...own, [learned]: Math.min(5, (own[learned] ?? 0) + 1) };
        expect(skillScore(asked, own)).toBeGreaterThanOrEqual(0);
        expect(skillScore(asked, better)).toBeLessThanOrEqual(1);
        expect(skillScore(asked, better)).toBeGreaterThanOrEqual(skillScore(asked, own));
        if (missingSkill(asked, own) === null) expect(missingSkill(asked, better)).toBeNull();
      }),
    );
  });
});

describe('capacity', () => {
  it('has a free slot exactly when one more fits', () => {
    fc.assert(
      fc.property(person, one => {
        const cap = one.profile.caps.chat ?? 100;
        const fits = freeCapacity(one) >= one.profile.weights.chat && (liveCounts(one.work).chat ?? 0) < cap;
        expect(freeSlots(one, 'chat') > 0).toBe(fits);
        expect(freeSlots(one, 'chat')).toBeLessThanOrEqual(slots(one.profile, 'chat'));
      }),
    );
  });
});

describe('an offer that comes to nothing', () => {
  it('never moves a contact in its line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9, max: 9 }),
        fc.nat({ max: 9 }),
        fc.boolean(),
        (priority, ofClass, turnedDown) => {
          const before = offeredInteraction({ class: ofClass, rank: rankOf(at(-60), priority) });

          const after = turnedDown
            ? reject(before, askedAgent(), offerId(1), settings(), NOW)
            : revoke(before, askedAgent(), 'repaired', NOW);

          const { class: sameClass, lane, rank } = after.interactions[0]!.after;
          expect([sameClass, lane, rank]).toEqual([before.class, before.lane, before.rank]);
        },
      ),
    );
  });
});
