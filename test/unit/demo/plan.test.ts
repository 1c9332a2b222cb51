import { describe, expect, it } from 'vitest';
import { makePlan } from '#local/demo/plan.ts';
import { seededRandom } from '#local/demo/random.ts';

const OPTIONS = { seed: 7, agents: 20, customers: 200, arrivalMs: 30_000, speed: 1 };

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, from 0 up to 1', () => {
    const [one, other] = [seededRandom(42), seededRandom(42)];

    const numbers = Array.from({ length: 1000 }, one);

    expect(numbers).toEqual(Array.from({ length: 1000 }, other));
    expect(numbers.every(number => number >= 0 && number < 1)).toBe(true);
    expect(numbers.slice(0, 3)).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
  });
});

describe('makePlan', () => {
  it('plans the same for the same seed and otherwise for another', () => {
    const plan = makePlan(OPTIONS);

    expect(makePlan(OPTIONS)).toEqual(plan);
    expect(makePlan({ ...OPTIONS, seed: 8 })).not.toEqual(plan);
  });

  it('has customers who give up and who wait, by long poll and by socket', () => {
    const { customers } = makePlan(OPTIONS);

    const kinds = new Set(customers.map(one => `${one.transport} ${one.patienceMs === null ? 'waits' : 'gives up'}`));

    expect(customers).toHaveLength(200);
    expect(kinds.size).toBe(4);
    expect(customers.every(({ arrivesMs }) => arrivesMs <= 30_000)).toBe(true);
  });

  it('lets each side say two to six things, no two of them alike', () => {
    const { customers } = makePlan(OPTIONS);

    const texts = customers.flatMap(({ messages, replies }) => [...messages, ...replies]).map(({ text }) => text);

    expect(customers.flatMap(one => [one.messages.length, one.replies.length])).toSatisfy((counts: number[]) =>
      counts.every(count => count >= 2 && count <= 6),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('has agents who miss, reject, take breaks, lose the connection and leave the outcome to the timer', () => {
    const { agents } = makePlan(OPTIONS);

    const offers = new Set(agents.flatMap(one => one.offers.map(({ kind }) => kind)));
    const wrapUps = new Set(agents.flatMap(one => one.wrapUps.map(({ kind }) => kind)));

    expect([...offers].sort()).toEqual(['accept', 'let-expire', 'reject']);
    expect([...wrapUps].sort()).toEqual(['dispose', 'extend-and-dispose', 'leave-to-timer']);
    expect(agents.some(({ breaks }) => breaks.length > 0)).toBe(true);
    expect(agents.some(({ outages }) => outages.length > 0)).toBe(true);
    expect(new Set(agents.map(({ slots }) => slots)).size).toBeGreaterThan(1);
  });

  it('serves both queues', () => {
    const { agents } = makePlan(OPTIONS);

    const queues = new Set(agents.map(one => one.queues.join()));

    expect([...queues].sort()).toEqual(['0', '0,1', '1']);
  });

  it('lets people do everything sooner at a higher speed', () => {
    const calm = makePlan(OPTIONS).customers;

    const hurried = makePlan({ ...OPTIONS, speed: 10 }).customers;

    expect(Math.max(...hurried.map(({ arrivesMs }) => arrivesMs))).toBeLessThan(
      Math.max(...calm.map(({ arrivesMs }) => arrivesMs)) / 9,
    );
  });
});
