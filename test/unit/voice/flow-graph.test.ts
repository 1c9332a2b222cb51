import { describe, expect, it } from 'vitest';
import { Flow } from '#schemas/voice/flow.ts';

const say = (text: string) => [{ kind: 'speech' as const, text }];
const given = (steps: object, start = 'a') => Flow.safeParse({ id: 'f', name: 'F', start, steps });
const faults = (steps: object, start = 'a') =>
  given(steps, start).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];
const end = { kind: 'hang-up' };

describe('a flow', () => {
  it('is good when every way leads somewhere', () => {
    expect(given({ a: { kind: 'say', prompts: say('Hello'), next: 'b' }, b: end }).success).toBe(true);
  });

  it('is refused where a target is missing, by the place that names it', () => {
    expect(
      faults({
        a: { kind: 'menu', prompts: say('Press'), choices: { '1': 'nowhere', '2': 'b' }, otherwise: 'gone' },
        b: { kind: 'queue', queueId: 'q', closed: 'lost', overflow: { afterSeconds: 60, next: 'away' } },
      }),
    ).toEqual([
      ['steps.a.choices.1', 'there is no step nowhere'],
      ['steps.a.otherwise', 'there is no step gone'],
      ['steps.b.closed', 'there is no step lost'],
      ['steps.b.overflow.next', 'there is no step away'],
    ]);
    expect(faults({ a: end }, 'begin')).toEqual([['start', 'there is no step begin']]);
  });

  it('takes no name of a built-in thing for a step', () => {
    expect(faults({ a: { kind: 'say', prompts: say('Hello'), next: 'constructor' } })).toEqual([
      ['steps.a.next', 'there is no step constructor'],
    ]);
  });

  it('is refused where nothing leads to a step', () => {
    expect(faults({ a: end, b: end })).toEqual([['steps.b', 'nothing leads to this step']]);
  });

  it('is refused where a call would go round in circles by itself, once for each circle', () => {
    expect(
      faults({
        a: { kind: 'say', prompts: say('One'), next: 'b' },
        b: { kind: 'language', language: 'de-DE', next: 'c' },
        c: { kind: 'menu', prompts: say('Press'), choices: { '1': 'd' }, otherwise: 'b' },
        d: end,
      }),
    ).toEqual([['steps.c', 'goes round in circles without the caller: b, c, b']]);
  });

  it('may go back when the caller chooses to', () => {
    expect(
      faults({
        a: { kind: 'menu', prompts: say('Press'), choices: { '9': 'a', '1': 'b' }, otherwise: 'b' },
        b: { kind: 'input', prompts: say('Number'), value: 'order', next: 'a', otherwise: 'c' },
        c: end,
      }),
    ).toEqual([]);
  });

  it.each([
    ['a step of a kind that does not exist', { a: { kind: 'dance' } }],
    [
      'a key that no telephone has',
      { a: { kind: 'menu', prompts: say('x'), choices: { a: 'b' }, otherwise: 'b' }, b: end },
    ],
    ['a menu without a choice', { a: { kind: 'menu', prompts: say('x'), choices: {}, otherwise: 'b' }, b: end }],
    ['code', { a: { kind: 'say', prompts: say('x'), next: 'b', script: 'alert(1)' }, b: end }],
    ['a text that is too long to be spoken', { a: { kind: 'say', prompts: say('x'.repeat(1001)), next: 'b' }, b: end }],
    [
      'a number that is not in international form',
      { a: { kind: 'forward', number: '0800 1', otherwise: 'b' }, b: end },
    ],
  ])('is refused with %s', (_what, steps) => {
    expect(given(steps).success).toBe(false);
  });
});
