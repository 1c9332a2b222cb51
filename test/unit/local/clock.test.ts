import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { manualClock, realClock } from '#local/clock.ts';

const settled = async () => undefined;

describe('a manual clock', () => {
  test('stands still', async () => {
    const clock = manualClock(1000);

    await pause(20);

    expect(clock.now()).toBe(1000);
  });

  test('does what is due on the way, in order of time, each at its time', async () => {
    const clock = manualClock(0);
    const seen: [string, number][] = [];
    const note = (name: string) => async () => void seen.push([name, clock.now()]);
    clock.at(3000, note('c'));
    clock.at(1000, note('a'));
    clock.at(3000, note('d'));
    clock.at(2000, note('b'));
    clock.at(9000, note('later'));

    await clock.advance(5, settled);

    expect(seen).toEqual([
      ['a', 1000],
      ['b', 2000],
      ['c', 3000],
      ['d', 3000],
    ]);
    expect(clock.now()).toBe(5000);
  });

  test('does what the work on the way asks for', async () => {
    const clock = manualClock(0);
    const seen: number[] = [];
    const again = async () => {
      seen.push(clock.now());
      clock.at(clock.now() + 1000, again);
    };
    clock.at(1000, again);

    await clock.advance(3.5, settled);

    expect(seen).toEqual([1000, 2000, 3000]);
  });

  test('waits until all is settled before it moves on', async () => {
    const clock = manualClock(0);
    const seen: string[] = [];
    clock.at(1000, async () => void seen.push('first'));
    clock.at(2000, async () => void seen.push('second'));

    await clock.advance(2, async () => {
      await pause(2);
      seen.push('settled');
    });

    expect(seen).toEqual(['settled', 'first', 'settled', 'second', 'settled']);
  });

  test('does what is overdue soon', async () => {
    const clock = manualClock(5000);
    const seen: string[] = [];
    clock.at(4000, async () => void seen.push('overdue'));

    await clock.idle();

    expect(seen).toEqual(['overdue']);
  });

  test('forgets what was cancelled', async () => {
    const clock = manualClock(0);
    const seen: string[] = [];
    const cancel = clock.at(1000, async () => void seen.push('cancelled'));
    cancel();

    await clock.advance(2, settled);

    expect(seen).toEqual([]);
  });

  test('moves once for each of several who move it', async () => {
    const clock = manualClock(0);

    await Promise.all([clock.advance(1, settled), clock.advance(2, settled)]);

    expect(clock.now()).toBe(3000);
  });
});

describe('the real clock', () => {
  test('does what is due and is idle afterwards', async () => {
    const clock = realClock();
    const seen: string[] = [];
    const cancel = clock.at(clock.now() + 5, async () => void seen.push('cancelled'));
    clock.at(clock.now() + 10, async () => {
      await pause(5);
      seen.push('done');
    });
    cancel();

    await pause(13);
    await clock.idle();

    expect(seen).toEqual(['done']);
  });

  test('does nothing any more when it is stopped', async () => {
    const clock = realClock();
    const seen: string[] = [];
    clock.at(clock.now() + 5, async () => void seen.push('too late'));

    clock.stop();
    await pause(15);

    expect(seen).toEqual([]);
  });
});
