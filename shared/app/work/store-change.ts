import { dispositionTasks } from '#schemas/dispositions/tasks.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Change } from '#shared/domain/kit/change.ts';
import { type Deadline, newDeadlines } from '#shared/domain/routing/deadlines.ts';
import type { ScheduledTask, WorkPorts } from './ports.ts';
import { commandTelephone } from './telephone.ts';

/** Stores a sealed change, sets its timers, pushes its news and tells the telephone service. @throws AppError `WRITE_CONFLICT` */
export async function store(ports: WorkPorts, sealed: Change, answer: unknown): Promise<void> {
  const committed = await ports.commit(sealed, answer);
  await Promise.all([
    ports.schedule(scheduled(newDeadlines(sealed, ports.ctx.now), ports.ctx.tenantId)),
    ports.push(committed),
    commandTelephone(ports, sealed.calls),
  ]);
}

export const isConflict = (thrown: unknown): boolean => thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT';

/** Deadlines as the timers carry them: wrap-up rides a Step Functions execution, short ones a delayed message. */
export const scheduled = (deadlines: readonly Deadline[], tenantId: string): ScheduledTask[] =>
  deadlines.map(deadline => ({
    name: deadline.task,
    carrier: deadline.task === dispositionTasks.expireWrapUp.name ? dispositionTasks.expireWrapUp.carrier : 'delay',
    at: deadline.at,
    input: { tenantId, deadline: deadline.at, ...deadline.input },
  }));
