import { describe, expect, test } from 'vitest';
import { manualClock } from '#local/clock.ts';
import { localTimers } from '#local/timers.ts';
import type { ScheduledTask } from '#shared/app/work/ports.ts';
import { silentTelemetry } from '#shared/runtime/telemetry.ts';

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();
const task = (name: string, seconds: number, carrier: ScheduledTask['carrier'] = 'delay'): ScheduledTask => ({
  name,
  carrier,
  at: instant(seconds),
  input: { tenantId: 'demo', deadline: instant(seconds) },
});

function bench(run: (name: string) => void = () => undefined) {
  const clock = manualClock(0);
  const ran: [string, number][] = [];
  const inputs: unknown[] = [];
  const timers = localTimers({
    clock,
    telemetry: silentTelemetry,
    run: async ({ name, input }) => {
      inputs.push(input);
      run(name);
      ran.push([name, clock.now() / 1000]);
    },
  });
  return { timers, ran, inputs, advance: (seconds: number) => clock.advance(seconds, () => clock.idle()) };
}

describe('timers', () => {
  test('carry tasks out at their time', async () => {
    const { timers, ran, advance } = bench();
    await timers.schedule([task('expire-offer', 20), task('check-lease', 10)]);

    await advance(30);

    expect(ran).toEqual([
      ['check-lease', 10],
      ['expire-offer', 20],
    ]);
  });

  test('carry out once what was scheduled twice', async () => {
    const { timers, ran, advance } = bench();
    await timers.schedule([task('expire-offer', 20)]);
    await timers.schedule([task('expire-offer', 20)]);

    await advance(30);

    expect(ran).toEqual([['expire-offer', 20]]);
  });

  test('try again what failed', async () => {
    let failures = 2;
    const { timers, ran, advance } = bench(() => {
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
    });
    await timers.schedule([task('expire-offer', 20)]);

    await advance(30);

    expect(ran).toEqual([['expire-offer', 22]]);
  });

  test('give up what keeps failing', async () => {
    const { timers, inputs, advance } = bench(() => {
      throw new Error('never');
    });
    await timers.schedule([task('expire-offer', 20)]);

    await advance(600);

    expect(inputs).toHaveLength(5);
  });

  test('run workflow tasks through the deployed state machine', async () => {
    const { timers, ran, inputs, advance } = bench();
    const wrapUp = task('expire-wrap-up', 30, 'workflow');
    await timers.schedule([wrapUp]);

    await advance(60);

    expect(ran).toEqual([['expire-wrap-up', 30]]);
    expect(inputs).toEqual([wrapUp.input]);
  });

  test('retry workflow tasks as the state machine says', async () => {
    let failures = 6;
    const { timers, ran, advance } = bench(() => {
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
    });
    await timers.schedule([task('expire-wrap-up', 30, 'workflow')]);

    await advance(30);

    expect(ran).toEqual([['expire-wrap-up', 30]]);
  });
});
