import { createHash } from 'node:crypto';
import type { ScheduledTask } from '#shared/app/work/ports.ts';

/** One name for one task, deadline and subject: who schedules the same twice starts it once. */
export function executionName({ name, at, input }: ScheduledTask): string {
  const facts = [name, at, Object.entries(input).sort(([left], [right]) => (left < right ? -1 : 1))];
  return `${name}-${createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 40)}`;
}
