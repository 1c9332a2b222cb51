import { describe, expect, it } from 'vitest';
import { FlowScenario } from '#schemas/voice/dry-run.ts';
import { Flow } from '#schemas/voice/flow.ts';
import { type DryRunWorld, dryRun } from '#shared/domain/voice/flow/dry-run.ts';
import { flow as reception } from '../../../docs/generate/flow-examples.ts';
import { refused } from '../../support/changes.ts';

const NOW = '2026-11-23T10:00:00.000Z';
const say = (text: string) => [{ kind: 'speech' as const, text }];
const world = (given: Partial<DryRunWorld> = {}): DryRunWorld => ({
  flow: () => undefined,
  mayCall: () => true,
  isOpen: () => true,
  queueIsOpen: () => true,
  ...given,
});
const run = (flow: Flow, scenario: object = {}, given: Partial<DryRunWorld> = {}) =>
  dryRun(flow, FlowScenario.parse(scenario), world(given), NOW);
const way = (report: ReturnType<typeof run>) => report.steps.map(step => step.stepId);

describe('a dry run', () => {
  it('goes the way of the caller and says what is heard and entered', () => {
    const report = run(reception, { entries: ['1'] });

    expect(report.steps).toEqual([
      { flowId: 'reception', stepId: 'opening', kind: 'hours', hears: [], enters: null },
      {
        flowId: 'reception',
        stepId: 'menu',
        kind: 'menu',
        hears: ['If it is urgent press one. Otherwise hold the line.'],
        enters: '1',
      },
      { flowId: 'reception', stepId: 'urgent', kind: 'priority', hears: [], enters: null },
      { flowId: 'reception', stepId: 'help', kind: 'queue', hears: [], enters: null },
    ]);
    expect(report).toMatchObject({ end: { kind: 'answered', queueId: 'support' }, class: 2 });
  });

  it('leads to the mailbox after hours', () => {
    const report = run(reception, {}, { isOpen: () => false });

    expect(way(report)).toEqual(['opening', 'mailbox', 'end']);
    expect(report).toMatchObject({ end: { kind: 'hung-up' }, messagesTo: ['support'] });
  });

  it('lets a caller try again who presses a wrong key, as often as the menu does', () => {
    const [, menu] = run(reception, { entries: ['7', '', '1'] }).steps;

    expect(menu?.hears).toHaveLength(3);
    expect(menu?.enters).toBe('1');
  });

  it.each([
    ['overflow', ['a', 'o']],
    ['closed-while-waiting', ['a', 'z']],
    ['full', ['a', 'z']],
    ['unstaffed', ['a', 'u']],
    ['unstaffed-while-waiting', ['a', 'u']],
  ])('leaves a queue by %s', (behaviour, steps) => {
    const flow = Flow.parse({
      id: 'f',
      name: 'F',
      start: 'a',
      steps: {
        a: { kind: 'queue', queueId: 'q', closed: 'z', unstaffed: 'u', overflow: { afterSeconds: 60, next: 'o' } },
        o: { kind: 'hang-up' },
        u: { kind: 'hang-up' },
        z: { kind: 'hang-up' },
      },
    });

    expect(way(run(flow, { queues: { q: behaviour } }))).toEqual(steps);
  });

  it('takes off the key that ends an input', () => {
    const flow = Flow.parse({
      id: 'f',
      name: 'F',
      start: 'a',
      steps: {
        a: { kind: 'input', prompts: say('Order?'), value: 'order', next: 'z', otherwise: 'z' },
        z: { kind: 'hang-up' },
      },
    });

    expect(run(flow, { entries: ['123#9'] }).values).toEqual({ order: '123' });
  });

  it('goes on in another flow, and says when there is none', () => {
    const first = Flow.parse({
      id: 'first',
      name: 'F',
      start: 'a',
      steps: { a: { kind: 'flow', flowId: 'reception' } },
    });

    expect(run(first, { entries: ['2'] }, { flow: () => reception }).end).toMatchObject({ queueId: 'support' });
    expect(refused(() => run(first))).toMatchObject({ code: 'OBJECT_NOT_FOUND' });
  });

  it('ends where two flows send a call to each other for ever', () => {
    const round = Flow.parse({ id: 'round', name: 'F', start: 'a', steps: { a: { kind: 'flow', flowId: 'round' } } });

    expect(run(round, {}, { flow: () => round }).end.kind).toBe('hung-up');
  });

  it('forwards, and does not', () => {
    const flow = Flow.parse({
      id: 'f',
      name: 'F',
      start: 'a',
      steps: { a: { kind: 'forward', number: '+15550100', country: 'US', otherwise: 'z' }, z: { kind: 'hang-up' } },
    });

    expect(run(flow).end).toEqual({ kind: 'forwarded', queueId: null, number: '+15550100' });
    expect(run(flow, { forwarding: 'failed' }).end.kind).toBe('hung-up');
  });
});

describe('a dry run of a flow', () => {
  const flowOf = (steps: object) =>
    Flow.parse({ id: 'f', name: 'F', start: 'a', steps: { ...steps, z: { kind: 'hang-up' } } });

  it('ends where the caller agrees to be called back', () => {
    const flow = flowOf({ a: { kind: 'callback-offer', prompts: say('Press 1'), queueId: 'sales', declined: 'z' } });

    expect(run(flow, { caller: '+15550123', entries: ['1'] }).end).toMatchObject({
      kind: 'callback',
      queueId: 'sales',
    });
    expect(run(flow, { caller: '+15550123', entries: ['2'] }).end.kind).toBe('hung-up');
  });

  it('names the sounds that are heard', () => {
    const prompts = [{ kind: 'sound', name: 'beep' }, ...say('Hello')];

    expect(run(flowOf({ a: { kind: 'say', prompts, next: 'z' } })).steps[0]?.hears).toEqual(['(beep)', 'Hello']);
  });

  it('takes queues to be open by their hours, where the scenario says nothing of them', () => {
    const flow = flowOf({ a: { kind: 'queue', queueId: 'q', closed: 'z' } });
    const closed = { queueIsOpen: () => false };

    expect(run(flow, {}, closed).end.kind).toBe('hung-up');
    expect(run(flow, { queues: { q: 'answered' } }, closed).end.kind).toBe('answered');
  });
});
