import { describe, expect, it } from 'vitest';
import { Flow } from '#schemas/voice/flow.ts';
import { queuesLeft, serves } from '#shared/domain/routing/staffing.ts';
import { queuesLeftUnstaffed } from '#shared/domain/voice/flow/staffing.ts';
import { agent, at } from '#test/support/builders.ts';

const ana = agent({ queueIds: ['sales', 'support'] });
const cutOff = { ...ana, session: { ...ana.session!, status: 'grace' as const, graceUntil: at(60) } };
const gone = { ...ana, session: null };

describe('an agent', () => {
  it('serves the queues he is logged in to, also in his grace, and none when he has gone', () => {
    expect([ana, cutOff, gone].map(one => serves(one, 'sales'))).toEqual([true, true, false]);
    expect(serves(ana, 'billing')).toBe(false);
  });

  it.each([
    ['signs off', ana, gone, ['sales', 'support']],
    ['is removed', ana, null, ['sales', 'support']],
    ['logs out of a queue', ana, { ...ana, queueIds: ['support'] }, ['sales']],
    ['has run out of grace', cutOff, gone, ['sales', 'support']],
    ['is cut off', ana, cutOff, []],
    ['signs in', gone, ana, []],
    ['appears', null, ana, []],
    ['had gone before', gone, null, []],
  ])('who %s has left queues', (_what, before, after, left) => {
    expect(queuesLeft(before, after)).toEqual(left);
  });
});

it('flows lead out of the queues for which they say where to go when nobody serves them', () => {
  const flowOf = (id: string, more: object) =>
    Flow.parse({
      id,
      name: id,
      start: 'a',
      steps: { a: { kind: 'queue', queueId: id, closed: 'z', ...more }, z: { kind: 'hang-up' } },
    });

  expect(queuesLeftUnstaffed([flowOf('sales', { unstaffed: 'z' }), flowOf('support', { full: 'z' })])).toEqual(
    new Set(['sales']),
  );
});
