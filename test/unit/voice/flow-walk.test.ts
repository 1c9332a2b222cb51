import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Activity, type ActivityResult } from '#schemas/voice/activity.ts';
import { Flow } from '#schemas/voice/flow.ts';
import type { FlowFacts } from '#shared/domain/voice/flow/facts.ts';
import { continueFlow, type FlowMove, leaveQueue, startFlow } from '#shared/domain/voice/flow/walk.ts';

const say = (text: string) => [{ kind: 'speech' as const, text }];
const flowOf = (steps: object, start = 'a') => Flow.parse({ id: 'f', name: 'F', start, steps });
const facts = (given: Partial<FlowFacts> = {}): FlowFacts => ({
  now: '2026-11-23T10:00:00.000Z',
  caller: '+4930123456',
  mayCall: () => true,
  isOpen: () => true,
  queue: () => 'open',
  ...given,
});
const next = (flow: Flow, move: FlowMove, result: ActivityResult, world = facts()) =>
  continueFlow(flow, move.state, move.language, result, world);
const digits = (entered: string): ActivityResult => ({ kind: 'digits', digits: entered });
const end = { kind: 'hang-up' };
const queue = { kind: 'queue', queueId: 'sales', closed: 'z' };

describe('a caller', () => {
  it('is greeted, in the language of the flow, and goes on', () => {
    const flow = flowOf({ a: { kind: 'say', prompts: say('Hello'), next: 'q' }, q: queue, z: end });

    const greeted = startFlow(flow, facts());
    const queued = next(flow, greeted, { kind: 'done' });

    expect(greeted.outcome).toEqual({
      kind: 'activity',
      activity: { kind: 'play', repeat: 1, prompts: [{ kind: 'speech', text: 'Hello', language: 'en-US' }] },
    });
    expect(queued.outcome).toMatchObject({ kind: 'queue', step: { queueId: 'sales' } });
    expect(queued.state.waiting).toEqual({
      since: '2026-11-23T10:00:00.000Z',
      announcedAt: null,
      announcedPosition: null,
    });
  });

  it.each([
    ['1', 'sales'],
    ['2', 'support'],
  ])('who presses %s comes to %s', (key, queueId) => {
    const flow = flowOf({
      a: { kind: 'menu', prompts: say('Press'), choices: { '1': 's', '2': 't' }, otherwise: 'z' },
      s: { ...queue, queueId: 'sales' },
      t: { ...queue, queueId: 'support' },
      z: end,
    });

    expect(next(flow, startFlow(flow, facts()), digits(key)).outcome).toMatchObject({ step: { queueId } });
  });

  it.each([
    ['presses nothing', { kind: 'no-digits' } as const],
    ['presses a key that is not offered', digits('7')],
    ['cannot be asked', { kind: 'failed', reason: 'no speech' } as const],
  ])('who %s goes the other way', (_what, result) => {
    const flow = flowOf({
      a: { kind: 'menu', prompts: say('Press'), choices: { '1': 'q' }, otherwise: 'z' },
      q: queue,
      z: { kind: 'hang-up', cause: 'busy' },
    });

    expect(next(flow, startFlow(flow, facts()), result).outcome).toEqual({ kind: 'hang-up', cause: 'busy' });
  });

  it('enters digits that are kept, spoken again, and decide', () => {
    const flow = flowOf({
      a: {
        kind: 'input',
        prompts: say('Order?'),
        value: 'order',
        minDigits: 3,
        maxDigits: 5,
        next: 'b',
        otherwise: 'z',
      },
      b: { kind: 'branch', value: 'order', cases: { '123': 'c' }, otherwise: 'z' },
      c: { kind: 'say', prompts: say('Order {order} of {nobody}'), next: 'z' },
      z: end,
    });

    const asked = startFlow(flow, facts());
    const answered = next(flow, asked, digits('123'));

    expect(asked.outcome).toMatchObject({
      activity: { kind: 'collect', minDigits: 3, maxDigits: 5, terminators: ['#'], pattern: '^[0-9*#]{3,5}$' },
    });
    expect(answered.outcome).toMatchObject({ activity: { prompts: [{ text: 'Order 123 of {nobody}' }] } });
    expect(answered.state.values).toEqual({ order: '123' });
  });

  it('is told by the hours, the language, the urgency and the values on the way', () => {
    const flow = flowOf({
      a: { kind: 'hours', hoursId: 'office', open: 'b', closed: 'z' },
      b: { kind: 'language', language: 'de-DE', next: 'c' },
      c: { kind: 'priority', class: 1, next: 'd' },
      d: { kind: 'priority', priority: 5, next: 'e' },
      e: { kind: 'set', values: { source: 'hotline' }, next: 'q' },
      q: queue,
      z: end,
    });

    const open = startFlow(flow, facts());
    const closed = startFlow(flow, facts({ isOpen: () => false }));

    expect(open).toMatchObject({
      language: 'de-DE',
      outcome: { kind: 'queue' },
      state: { values: { source: 'hotline' }, urgency: { class: 1, priority: 5 } },
    });
    expect(open.visits.map(visit => visit.stepId)).toEqual(['a', 'b', 'c', 'd', 'e', 'q']);
    expect(closed.outcome).toEqual({ kind: 'hang-up', cause: 'normal' });
  });

  it.each([
    ['+4930123456', 'berlin'],
    ['+4989123456', 'germany'],
    ['+15550100', 'z'],
    [null, 'z'],
  ])('who calls from %s comes to %s', (caller, stepId) => {
    const flow = flowOf({
      a: { kind: 'caller', numbers: { '+49': 'germany', '+4930': 'berlin' }, otherwise: 'z' },
      berlin: end,
      germany: end,
      z: end,
    });

    expect(startFlow(flow, facts({ caller })).state.stepId).toBe(stepId);
  });

  it.each([
    ['closed', 'z'],
    ['full', 'f'],
    ['unstaffed', 'u'],
  ] as const)('finds a queue %s and goes to %s', (found, stepId) => {
    const flow = flowOf({ a: { ...queue, full: 'f', unstaffed: 'u' }, f: end, u: end, z: end });

    expect(startFlow(flow, facts({ queue: () => found })).state.stepId).toBe(stepId);
  });

  it.each([
    ['full', 'z'],
    ['unstaffed', 'a'],
  ] as const)('finds a queue %s that has no way for it and is at %s', (found, stepId) => {
    expect(startFlow(flowOf({ a: queue, z: end }), facts({ queue: () => found })).state.stepId).toBe(stepId);
  });

  it.each([
    ['overflow', 'o'],
    ['unstaffed', 'u'],
    ['closed', 'z'],
  ] as const)('leaves the queue by %s', (why, stepId) => {
    const overflow = { afterSeconds: 60, next: 'o' };
    const flow = flowOf({ a: { ...queue, overflow, unstaffed: 'u' }, o: end, u: end, z: end });
    const { state, language } = startFlow(flow, facts());

    const left = leaveQueue(flow, state, language, why, facts());

    expect([left.state.stepId, left.state.waiting]).toEqual([stepId, null]);
  });

  it.each(['overflow', 'unstaffed'] as const)('leaves a queue that says nothing of %s as a closed one', why => {
    const flow = flowOf({ a: queue, z: end });
    const { state, language } = startFlow(flow, facts());

    expect(leaveQueue(flow, state, language, why, facts()).state.stepId).toBe('z');
  });

  it('leaves a message for a queue', () => {
    const flow = flowOf({ a: { kind: 'voicemail', prompts: say('Speak'), queueId: 'support', next: 'z' }, z: end });

    const asked = startFlow(flow, facts());
    const recording = next(flow, asked, { kind: 'done' });
    const over = next(flow, recording, { kind: 'recorded', key: 'x.wav', seconds: 4 });

    expect(recording.outcome).toMatchObject({ activity: { kind: 'record-message', maxSeconds: 120 } });
    expect(over).toMatchObject({
      message: { queueId: 'support', key: 'x.wav', seconds: 4 },
      outcome: { kind: 'hang-up' },
    });
    expect(next(flow, recording, { kind: 'failed', reason: 'disk' }).message).toBeNull();
  });

  it('agrees to be called back, is told so, and is let go', () => {
    const flow = flowOf({
      a: {
        kind: 'callback-offer',
        prompts: say('Press 1'),
        queueId: 'sales',
        confirmation: say('Later'),
        declined: 'z',
      },
      z: end,
    });

    const asked = startFlow(flow, facts());
    const confirmed = next(flow, asked, digits('1'));

    expect(confirmed.outcome).toMatchObject({ activity: { kind: 'play', prompts: [{ text: 'Later' }] } });
    expect(next(flow, confirmed, { kind: 'done' }).outcome).toEqual({ kind: 'callback', queueId: 'sales' });
    expect(next(flow, asked, digits('2')).outcome).toMatchObject({ kind: 'hang-up' });
    expect(startFlow(flow, facts({ caller: null })).outcome).toMatchObject({ kind: 'hang-up' });
  });

  it('is forwarded, and comes back when nobody answers there', () => {
    const flow = flowOf({ a: { kind: 'forward', number: '+15550100', country: 'US', otherwise: 'z' }, z: end });

    const forwarded = startFlow(flow, facts());

    expect(forwarded.outcome).toEqual({ kind: 'forward', number: '+15550100', timeoutSeconds: 30 });
    expect(next(flow, forwarded, { kind: 'failed', reason: 'no-answer' }).state.stepId).toBe('z');
  });

  it('hears the last words before the call ends', () => {
    const flow = flowOf({ a: { kind: 'hang-up', prompts: say('Goodbye') } });

    const said = startFlow(flow, facts());

    expect(said.outcome).toMatchObject({ activity: { prompts: [{ text: 'Goodbye' }] } });
    expect(next(flow, said, { kind: 'done' }).outcome).toEqual({ kind: 'hang-up', cause: 'normal' });
  });

  it('hears the greeting again when the step has been taken away', () => {
    const before = flowOf({
      a: { kind: 'say', prompts: say('Hello'), next: 'b' },
      b: { kind: 'say', prompts: say('There'), next: 'z' },
      z: end,
    });
    const after = flowOf({ a: { kind: 'say', prompts: say('Welcome'), next: 'z' }, z: end });
    const there = next(before, startFlow(before, facts()), { kind: 'done' });

    expect(next(after, there, { kind: 'done' }).outcome).toMatchObject({
      activity: { prompts: [{ text: 'Welcome' }] },
    });
    expect(leaveQueue(after, there.state, 'en-US', 'closed', facts()).state.stepId).toBe('a');
  });

  it('brings values and language along from another flow', () => {
    const first = flowOf({
      a: { kind: 'set', values: { from: 'first' }, next: 'b' },
      b: { kind: 'language', language: 'fr-FR', next: 'c' },
      c: { kind: 'flow', flowId: 'second' },
    });
    const second = flowOf({ a: end });

    const handed = startFlow(first, facts());
    const there = startFlow(second, facts(), handed);

    expect(handed.outcome).toEqual({ kind: 'flow', flowId: 'second' });
    expect([there.language, there.state.values]).toEqual(['fr-FR', { from: 'first' }]);
  });
});

describe('every flow', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  /** Goes by itself only onwards, so that it ends; the caller may choose to go anywhere. */
  const stepAt = (at: number) => {
    const onwards = ids[at + 1] ?? 'f';
    const later = fc.constantFrom(...ids.slice(at + 1));
    const anywhere = fc.constantFrom(...ids);
    const prompts = fc.constant(say('x'));
    const is = <T>(value: T) => fc.constant(value);
    return fc.oneof(
      fc.record({ kind: is('say'), prompts, next: is(onwards) }),
      fc.record({
        kind: is('menu'),
        prompts,
        choices: fc.record({ '1': anywhere, '2': anywhere }),
        otherwise: is(onwards),
      }),
      fc.record({ kind: is('input'), prompts, value: is('v'), next: anywhere, otherwise: is(onwards) }),
      fc.record({ kind: is('hours'), hoursId: is('h'), open: later, closed: is(onwards) }),
      fc.record({ kind: is('queue'), queueId: is('q'), closed: is(onwards), full: later }),
      fc.record({ kind: is('branch'), value: is('v'), cases: fc.record({ '1': later }), otherwise: is(onwards) }),
    );
  };
  const documents = fc
    .tuple(...ids.slice(0, -1).map((_, at) => stepAt(at)))
    .map(steps => flowOf(Object.fromEntries([...steps, end].map((step, at) => [ids[at], step]))));
  const results = fc.array(
    fc.oneof(
      fc.constantFrom('1', '2', '9', '').map(digits),
      fc.constant<ActivityResult>({ kind: 'done' }),
      fc.constant<ActivityResult>({ kind: 'no-digits' }),
    ),
    { minLength: 1, maxLength: 300 },
  );

  it('gives a valid activity, a queue or an end at each move, whatever the caller does', () => {
    fc.assert(
      fc.property(documents, results, fc.boolean(), (flow, given, isOpen) => {
        const world = facts({ isOpen: () => isOpen, queue: () => (isOpen ? 'open' : 'closed') });
        let move = startFlow(flow, world);
        for (const result of given) {
          if (move.outcome.kind === 'hang-up') break;
          if (move.outcome.kind === 'queue') {
            move = leaveQueue(flow, move.state, move.language, 'closed', world);
          } else {
            if (move.outcome.kind !== 'activity') throw new Error(`no step leads to ${move.outcome.kind}`);
            Activity.parse({ ...move.outcome.activity, id: 'act_01K9ZQ4M6T8R2V5X7Y0A1B2C3D' });
            move = next(flow, move, result, world);
          }
        }

        expect(move.state.steps).toBeLessThanOrEqual(201);
        expect(flow.steps[move.state.stepId]).toBeDefined();
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('a flow that an administrator has edited meanwhile', () => {
  it('sends a caller through the step that is there now, whatever he has done at the one before', () => {
    const before = flowOf({ a: { kind: 'say', prompts: say('Hello'), next: 'z' }, z: end });
    const edited = flowOf({ a: { kind: 'language', language: 'de-DE', next: 'q' }, q: queue, z: end });

    const move = next(edited, startFlow(before, facts()), { kind: 'done' });

    expect(move).toMatchObject({ outcome: { kind: 'queue' }, language: 'de-DE' });
  });
});

describe('a caller who agrees to be called back', () => {
  it('is let go at once where nothing is to be said', () => {
    const flow = flowOf({
      a: { kind: 'callback-offer', prompts: say('Press 1'), queueId: 'sales', declined: 'z' },
      z: end,
    });

    expect(next(flow, startFlow(flow, facts()), digits('1')).outcome).toEqual({ kind: 'callback', queueId: 'sales' });
  });
});

describe('what is said', () => {
  it('holds the values of the flow, and leaves alone what is none and what is a sound', () => {
    const prompts = [...say('{order} and {unknown}'), { kind: 'sound', name: 'beep' }];
    const flow = flowOf({
      a: { kind: 'set', values: { order: '7' }, next: 'b' },
      b: { kind: 'say', prompts, next: 'z' },
      z: end,
    });

    expect(startFlow(flow, facts()).outcome).toMatchObject({
      activity: { prompts: [{ text: '7 and {unknown}' }, { kind: 'sound', name: 'beep' }] },
    });
  });
});
