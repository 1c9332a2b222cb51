import { describe, expect, it } from 'vitest';
import { endByAgent } from '#shared/domain/interactions/end.ts';
import { checkSilence, endSilence, watchSilence } from '#shared/domain/interactions/silent-customer.ts';
import { freeCapacity } from '#shared/domain/routing/capacity.ts';
import { interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { accept, claim } from '#shared/domain/routing/offer.ts';
import {
  activeInteraction,
  agent,
  assignment,
  at,
  campaign,
  entry,
  evaluation,
  interaction,
  interactionId,
  NOW,
  settings,
  talkingAgent,
  terms,
  work,
} from '../../support/builders.ts';

const rules = settings({ silentSeconds: { chat: 180 } });
const due = activeInteraction({
  silence: { lookAt: NOW },
  firstEnqueuedAt: at(-700),
  assignments: [assignment({ connectedAt: at(-600) })],
});
const fromCustomer = (seconds: number) =>
  entry({ at: at(seconds), author: { kind: 'customer', id: null, name: 'Kim' } });
const fromAgent = (seconds: number) => entry({ at: at(seconds), author: { kind: 'agent', id: 'ana', name: 'Ana' } });
const look = (signs: Parameters<typeof checkSilence>[2], given: Partial<typeof due> = {}, by = rules) =>
  checkSilence({ ...due, ...given }, [talkingAgent()], signs, by, NOW, NOW);
const silent = (tail = [fromCustomer(-200)]) => look({ tail, seen: null });

describe('the silence of a customer', () => {
  it('is looked at from the moment on in which somebody takes the conversation', () => {
    const asked = claim(interaction(), agent(), terms({ settings: rules }), evaluation(), NOW);
    const offered = asked.interactions[0]!.after;
    const taken = accept(offered, asked.agents[0]!.after, offered.offer!.id, 'agent', at(5)).interactions[0]!.after;

    expect(taken.silence).toEqual({ lookAt: at(185) });
    expect(interactionDeadlines(taken)).toContainEqual(expect.objectContaining({ task: 'check-silence', at: at(185) }));
    expect(watchSilence(undefined, NOW)).toEqual({});
  });

  it('makes the conversation take little after the time of its channel', () => {
    const change = silent();

    expect(change.interactions[0]?.after.silence).toEqual({ lookAt: null });
    expect(change.agents[0]?.after.work).toMatchObject([{ cost: 5, relief: { reason: 'customer-silent', cost: 30 } }]);
  });

  it.each([
    ['the customer wrote lately', { tail: [fromCustomer(-100)], seen: null }, 80],
    ['the customer was typing', { tail: [fromCustomer(-300)], seen: { seenAt: at(-9), activeAt: at(-30) } }, 150],
    ['only the agent is in the newest lines, the oldest of which is young', { tail: [fromAgent(-90)], seen: null }, 90],
  ])('is looked at again later when %s', (_sentence, signs, seconds) => {
    const change = look(signs);

    expect(change.interactions[0]?.after.silence).toEqual({ lookAt: at(seconds) });
    expect(change.agents).toEqual([]);
  });

  it('counts whatever the agent writes', () => {
    expect(silent([fromCustomer(-200), fromAgent(-10)]).agents).toHaveLength(1);
  });

  it('is not looked at for another deadline, when it is over, or where the rule has gone', () => {
    const signs = { tail: [], seen: null };

    expect(look(signs, { silence: { lookAt: at(9) } }).interactions).toEqual([]);
    expect(look(signs, { status: 'ended' }).interactions).toEqual([]);
    expect(look(signs, {}, settings({ silentSeconds: {} })).interactions[0]?.after).not.toHaveProperty('silence');
  });

  it('leaves work alone that is interrupted, or takes little anyway', () => {
    const interrupted = work({ cost: 0, relief: { reason: 'interrupted', cost: 30 } });
    const signs = { tail: [fromCustomer(-200)], seen: null };

    for (const one of [interrupted, work({ cost: 5 }), work({ state: 'wrap-up' })]) {
      expect(checkSilence(due, [agent({ work: [one] })], signs, rules, NOW, NOW).agents).toEqual([]);
    }
  });

  it('ends with the next message: the units are back, whether or not there is room', () => {
    const [quiet, ana] = [silent().interactions[0]!.after, silent().agents[0]!.after];
    const busy = { ...ana, work: [...ana.work, work({ interactionId: interactionId(2), cost: 95 })] };

    const change = endSilence(quiet, [busy], rules, at(60));

    expect(change.interactions[0]?.after.silence).toEqual({ lookAt: at(240) });
    expect(change.agents[0]?.after.work[0]).toEqual(work());
    expect(freeCapacity(change.agents[0]!.after)).toBe(-25);
    expect(endSilence(due, [busy], rules, at(60)).interactions).toEqual([]);
  });

  it('is over with the conversation, whose wrap-up takes what wrap-up takes', () => {
    const [quiet, ana] = [silent().interactions[0]!.after, silent().agents[0]!.after];

    const over = endByAgent(quiet, ana, campaign(), at(9)).agents[0]!.after.work[0];

    expect(over).toMatchObject({ state: 'wrap-up', cost: 10 });
    expect(over).not.toHaveProperty('relief');
  });
});

describe('a customer who speaks again', () => {
  it('gives units back to those alone from whom his silence had taken them', () => {
    const relief = { reason: 'customer-silent' as const, cost: 30 };
    const silentFor = talkingAgent({ work: [work({ cost: 5, relief })] });
    const untouched = agent({ id: 'ben', work: [work({ cost: 2 })] });
    const quiet = activeInteraction({ silence: { lookAt: null } });

    const { agents } = endSilence(quiet, [silentFor, untouched], rules, NOW);

    expect(agents.map(({ after }) => [after.id, after.work])).toEqual([['ana', [work({ cost: 30 })]]]);
  });
});
