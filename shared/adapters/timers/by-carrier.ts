import type { ScheduledTask, Timers } from '#shared/app/work/ports.ts';

/** Hands each task to what carries its kind. */
export const timersByCarrier = (carriers: Readonly<Record<ScheduledTask['carrier'], Timers>>): Timers => ({
  async schedule(tasks) {
    const byCarrier = Map.groupBy(tasks, task => task.carrier);
    await Promise.all([...byCarrier].map(([carrier, group]) => carriers[carrier].schedule(group)));
  },
});
