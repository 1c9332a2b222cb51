import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { manualClock, realClock } from '#local/clock.ts';
import { createSma } from '#local/sma/sma.ts';
import { answer, CALLER, NUMBER, pause, play } from './stand.ts';

describe('on the clocks of the local system', () => {
  it('a call waits for a function that really takes time, while the manual clock stands still', async () => {
    const clock = manualClock(0);
    const seconds: number[] = [];
    const sma = createSma({
      ...{ clock, owns: number => number === NUMBER },
      invoke: async () => {
        seconds.push(clock.now() / 1000);
        await sleep(5);
        return answer([pause(10_000)]);
      },
    });
    const settled = async () => {
      await clock.idle();
      await sma.idle();
    };
    sma.call({ from: CALLER, to: NUMBER });

    await clock.advance(35, settled);

    expect(seconds).toEqual([0, 10, 20, 30]);
  });

  it('a call runs by itself in real time', async () => {
    const clock = realClock();
    const over = Promise.withResolvers<void>();
    const sma = createSma({
      ...{ clock, owns: number => number === NUMBER, prompts: { durationMs: () => 20 } },
      invoke: async event => {
        if (event.InvocationEventType === 'HANGUP') over.resolve();
        return answer(event.InvocationEventType === 'NEW_INBOUND_CALL' ? [play('a.wav'), { Type: 'Hangup' }] : []);
      },
    });
    const id = sma.call({ from: CALLER, to: NUMBER });

    await over.promise;

    expect(sma.leg(id)).toMatchObject({ state: 'disconnected', answered: true });
    expect(sma.live.legs).toBe(0);
    clock.stop();
  });
});
