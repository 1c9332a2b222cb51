import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registry } from '#schemas/index.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Change, Moved } from '#shared/domain/kit/change.ts';
import { liveCounts, usedCapacity } from '#shared/domain/routing/capacity.ts';
import { agentDeadlines, type Deadline, interactionDeadlines, newDeadlines } from '#shared/domain/routing/deadlines.ts';
import { agentFlaws, interactionFlaws } from '#shared/domain/routing/invariants.ts';
import { claimRefusal } from '#shared/domain/routing/offer.ts';
import { routableOf, waitingOf } from '#shared/domain/routing/projection.ts';
import { checked } from '../support/changes.ts';
import { COMMAND_NAMES, type Floor, goHome, leaseOf, openFloor, pass, run } from '../support/floor.ts';

const RUNS = { numRuns: 120 };

const small = fc.nat({ max: 23 });
const given = { agent: small, contact: small, choice: small };
const anyCommand = fc.record({ name: fc.constantFrom(...COMMAND_NAMES), ...given });
/** Without these little happens. */
const commonCommand = fc.record({
  name: fc.constantFrom('arrive' as const, 'open' as const, 'claim' as const, 'accept' as const, 'transfer' as const),
  ...given,
});
const seconds = fc.constantFrom(1, 4, 12, 25, 70, 200, 700);
const step = fc.oneof(
  { weight: 4, arbitrary: anyCommand },
  { weight: 3, arbitrary: commonCommand },
  { weight: 1, arbitrary: seconds },
);
const steps = fc.array(step, { maxLength: 90, size: 'max' });

const weights = (voice: number, others: number) => ({
  voice,
  chat: others,
  message: others,
  email: Math.min(others, 0),
  task: others,
});
const rules = fc.record({
  channelWeights: fc.constantFrom(30, 50).map(others => weights(100, others)),
  wrapUpWeights: fc.constantFrom(0, 10, 100).map(all => weights(all, all)),
  transferReturnSeconds: fc.constantFrom(null, 15, 60),
  autoReturnSeconds: fc.constantFrom(null, 30),
  coolDownSeconds: fc.constantFrom(0, 5),
  stickySeconds: fc.constantFrom(0, 40),
  graceSeconds: fc.constantFrom(0, 30),
});

function take(floor: Floor, one: Parameters<typeof run>[1] | number): void {
  if (typeof one === 'number') pass(floor, one);
  else run(floor, one);
}

/** Holds at every moment of every life, whether the matcher looks for work or work is handed out by hand. */
function always(look: (floor: Floor, stored: Floor['log']) => void, matching = fc.boolean()): void {
  fc.assert(
    fc.property(rules, steps, matching, (settings, todo, matched) => {
      const floor = openFloor(settings, matched);
      for (const one of todo) {
        const from = floor.log.length;
        take(floor, one);
        look(floor, floor.log.slice(from));
      }
    }),
    RUNS,
  );
}

const interactionsOf = (floor: Floor): InteractionRecord[] => [...floor.interactions.values()];
const agentsOf = (floor: Floor): AgentRecord[] => [...floor.agents.values()];

describe('at every moment', () => {
  it('every row and every event is what the contract says', () => {
    always((_, stored) => {
      for (const { change } of stored) checked(change);
    });
  });

  it('agents hold exactly the offers, conversations and wrap-ups that interactions have with them', () => {
    always(floor => {
      const held = agentsOf(floor).flatMap(agent =>
        agent.work.map(one => [one.interactionId, agent.id, one.state, one.offerId].join()),
      );
      const known = interactionsOf(floor).flatMap(({ assignments, id, offer }) => [
        ...(offer ? [[id, offer.agentId, 'offered', offer.id].join()] : []),
        ...assignments
          .filter(({ status }) => status !== 'done')
          .map(({ agentId, status }) => [id, agentId, status, null].join()),
      ]);
      expect(held.sort()).toEqual(known.sort());
    });
  });

  it('the sweeper finds nothing to mend', () => {
    always(floor => {
      const flaws = [
        ...interactionsOf(floor).flatMap(one => interactionFlaws(one, id => floor.agents.get(id))),
        ...agentsOf(floor).flatMap(one => agentFlaws(one, id => floor.interactions.get(id))),
      ];
      expect(flaws).toEqual([]);
    });
  });

  it('an interaction is in exactly one place', () => {
    always(floor => {
      for (const one of interactionsOf(floor)) {
        const active = one.assignments.filter(({ status }) => status === 'active').length;
        const wrapping = one.assignments.some(({ status }) => status === 'wrap-up');
        expect(one.status === 'offered').toBe(one.offer !== null);
        expect(active).toBe(one.status === 'active' ? 1 : 0);
        expect(waitingOf(one) !== null).toBe(one.status === 'queued');
        expect(one.status === 'closed').toBe(one.endedAt !== null && !wrapping);
        expect(one.status === 'ended').toBe(one.endedAt !== null && wrapping);
        expect(one.live === undefined).toBe(one.status === 'closed');
      }
    });
  });

  it('only declared transitions happen, and versions have no gaps', () => {
    const next: Readonly<Record<string, readonly string[]>> = {
      none: ['queued'],
      queued: ['queued', 'offered', 'active', 'ended', 'closed'],
      offered: ['queued', 'active', 'ended', 'closed'],
      active: ['active', 'queued', 'ended', 'closed'],
      ended: ['ended', 'closed'],
      closed: ['closed'],
    };
    const follows = ({ after, before }: Moved<{ readonly version: number }>): boolean =>
      after.version === (before?.version ?? 0) + 1;
    always((_, stored) => {
      for (const { change } of stored) {
        for (const { after, before } of change.interactions) {
          // Others may write into an interaction that is offered; only its answer moves it.
          const allowed = [...(next[before?.status ?? 'none'] ?? []), ...(before?.offer ? ['offered'] : [])];
          expect(allowed).toContain(after.status);
        }
        expect([...change.interactions, ...change.agents].every(follows)).toBe(true);
      }
    });
  });

  it('an offer keeps within the capacity and the caps of its agent', () => {
    always((_, stored) => {
      for (const { change } of stored.filter(({ name }) => name === 'claim' || name === 'pickUp')) {
        for (const { after } of change.agents) {
          expect(usedCapacity(after.work)).toBeLessThanOrEqual(after.profile.total);
          expect(liveCounts(after.work).chat ?? 0).toBeLessThanOrEqual(after.profile.caps.chat ?? 100);
        }
      }
    });
  });

  it('every new deadline belongs to a state that has it and to a task that understands it', () => {
    always((floor, stored) => {
      for (const { change, now } of stored) {
        for (const deadline of newDeadlines(change, now)) {
          expect(hasDeadline(change, deadline)).toBe(true);
          expect(understood(deadline)).toBe(true);
        }
      }
      expect(floor.actedTwice).toEqual([]);
    });
  });

  it('nothing is overdue that its timer has come for', () => {
    always(floor => {
      const deadlines = [
        ...interactionsOf(floor).flatMap(interactionDeadlines),
        ...agentsOf(floor).flatMap(agentDeadlines),
      ];
      expect(deadlines.filter(({ at, task }) => task !== 'wake-interaction' && at <= floor.now)).toEqual([]);
    });
  });

  it('an offer that comes to nothing leaves rank, class and first arrival as they were', () => {
    always((_, stored) => {
      for (const { change, name } of stored.filter(one => LAPSES.has(one.name))) {
        for (const { after, before } of change.interactions.filter(one => one.before?.status === 'offered')) {
          expect(after.firstEnqueuedAt).toBe(before?.firstEnqueuedAt);
          if (after.returnTo !== null || before?.returnTo === null) {
            expect([name, after.lane, after.class, after.rank]).toEqual([
              name,
              before?.lane,
              before?.class,
              before?.rank,
            ]);
          }
        }
      }
    });
  });

  it('an agent who is signed out holds nothing, and one who is ready is in a queue', () => {
    always(floor => {
      for (const agent of agentsOf(floor)) {
        const { pending, returnsAt, status } = agent.presence;
        if (agent.session === null)
          expect([agent.work, agent.queueIds, status, pending]).toEqual([[], [], 'not-ready', null]);
        if (status === 'ready') expect(agent.queueIds).not.toEqual([]);
        if (agent.work.length === 0) expect(pending).toBeNull();
        if (returnsAt !== null) expect(status).toBe('not-ready');
        expect(routableOf(agent) === null || agent.session?.status === 'online').toBe(true);
      }
    });
  });

  it('every change of presence and queue logins is told as it is', () => {
    const shown = (agent: AgentRecord | null) => agent && [agent.presence, agent.queueIds, agent.autoCall];
    always((_, stored) => {
      for (const { change, name } of stored) {
        for (const { after, before } of change.agents) {
          if (after.session === null || JSON.stringify(shown(before)) === JSON.stringify(shown(after))) continue;
          const last = change.events.findLast(
            event => event.type === 'presence.changed.v1' && event.subject === `agent/${after.id}`,
          );
          expect([name, last?.data]).toEqual([name, expect.objectContaining({ presence: after.presence })]);
        }
      }
    });
  });

  it('a wish to be not ready is never lost to what the system does', () => {
    const systems = new Set([
      'expire-offer',
      'auto-answer',
      'wake-agent',
      'claim',
      'reject',
      'accept',
      'leave',
      'open',
    ]);
    always((_, stored) => {
      for (const { change, name } of stored.filter(one => systems.has(one.name))) {
        for (const { after, before } of change.agents) {
          if (before?.presence.pending?.status !== 'not-ready') continue;
          expect([name, after.presence.pending?.status ?? after.presence.status]).toEqual([name, 'not-ready']);
        }
      }
    });
  });

  it('an outcome is owed on both sides or on none', () => {
    always(floor => {
      const owed = agentsOf(floor).flatMap(agent => agent.outcomesPending.map(id => `${id} ${agent.id}`));
      const known = interactionsOf(floor).flatMap(({ assignments, id }) =>
        assignments.filter(one => one.outcomePending).map(one => `${id} ${one.agentId}`),
      );
      expect(owed.sort()).toEqual(known.sort());
    });
  });

  it('nobody waits whom somebody could be asked for now', () => {
    always(floor => {
      const missed = interactionsOf(floor)
        .filter(one => one.status === 'queued')
        .flatMap(one =>
          agentsOf(floor)
            .filter(agent => claimRefusal(one, agent, leaseOf(agent, floor.now), floor.now) === null)
            .map(agent => `${one.id} ${agent.id}`),
        );
      expect(missed).toEqual([]);
    }, fc.constant(true));
  });

  it('nobody stays in a class longer than its time', () => {
    always(floor => {
      const overdue = interactionsOf(floor).filter(
        one =>
          one.status === 'queued' && one.lane === one.queueId && one.class > 0 && (one.escalatesAt ?? '') <= floor.now,
      );
      expect(overdue).toEqual([]);
    });
  });

  it('a queue counts as many visits as it has had answered, abandoned and waiting', () => {
    always(floor => {
      for (const stats of floor.stats.values()) {
        const of = (status: string) =>
          interactionsOf(floor).filter(one => one.queueId === stats.queueId && one.status === status).length;
        expect(stats).toMatchObject({ queued: of('queued'), ringing: of('offered'), active: of('active') });
        const over = stats.answered + stats.abandoned + stats.shortAbandoned;
        expect(stats.offered).toBe(over + stats.queued + stats.ringing);
      }
    });
  });

  it('waits and handling times are never negative', () => {
    always((_, stored) => {
      for (const event of stored.flatMap(({ change }) => change.events)) {
        const times = Object.entries(event.data).filter(([field]) => field.endsWith('Ms'));
        expect(times.filter(([, ms]) => ms < 0)).toEqual([]);
      }
    });
  });
});

describe('in the end', () => {
  it('everybody can go home, everything is closed and every counter is back at zero', () => {
    fc.assert(
      fc.property(rules, steps, fc.boolean(), (settings, todo, matching) => {
        const floor = openFloor(settings, matching);
        for (const one of todo) take(floor, one);

        goHome(floor);

        expect(interactionsOf(floor).filter(one => one.status !== 'closed')).toEqual([]);
        expect(agentsOf(floor).filter(one => one.session !== null)).toEqual([]);
        for (const stats of floor.stats.values()) {
          const { active, agentsLoggedIn, agentsReady, power, queued, readySlots, ringing, wrapUp } = stats;
          const present = [queued, ringing, active, wrapUp, agentsLoggedIn, agentsReady];
          expect([...present, ...Object.values(power), ...Object.values(readySlots)].filter(one => one !== 0)).toEqual(
            [],
          );
          expect(stats.offered).toBe(stats.answered + stats.abandoned + stats.shortAbandoned);
        }
      }),
      RUNS,
    );
  });
});

const LAPSES = new Set([
  'reject',
  'revoke',
  'expire-offer',
  'close',
  'beginGrace',
  'open',
  'setQueueLogins',
  'applyProfile',
]);

const tasks = new Map(
  Object.values(registry)
    .flatMap(({ tasks: declared }) => Object.values(declared))
    .map(task => [task.name, task]),
);

const understood = ({ at, input, task }: Deadline): boolean =>
  tasks.get(task)?.input.safeParse({ tenantId: 'demo', deadline: at, ...input }).success ?? false;

function hasDeadline(change: Change, { at, input, task }: Deadline): boolean {
  const interaction = change.interactions.find(({ after }) => after.id === input['interactionId'])?.after;
  const agent = change.agents.find(({ after }) => after.id === input['agentId'])?.after;
  switch (task) {
    case 'expire-offer':
    case 'auto-answer':
      return interaction?.status === 'offered' && interaction.offer?.id === input['offerId'];
    case 'return-transfer':
      return interaction?.status === 'queued' && interaction.returnTo?.at === at;
    case 'wake-interaction':
      return interaction?.status === 'queued';
    case 'expire-wrap-up':
      return (interaction?.assignments ?? []).some(
        one => one.agentId === input['agentId'] && one.status === 'wrap-up' && one.wrapUp?.endsAt === at,
      );
    case 'wake-agent':
      return agent?.coolingUntil === at || agent?.presence.returnsAt === at;
    case 'end-grace':
      return agent?.session?.status === 'grace' && agent.session.graceUntil === at;
    default:
      return false;
  }
}
