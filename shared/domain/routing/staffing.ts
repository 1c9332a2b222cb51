import type { AgentRecord } from '#schemas/sessions/model.ts';

/** Whether an agent is signed in for a queue, ready or not. Who was cut off is, until his grace is over. */
export const serves = ({ queueIds, session }: Pick<AgentRecord, 'queueIds' | 'session'>, queueId: string): boolean =>
  session !== null && queueIds.includes(queueId);

/** The queues that an agent has stopped to serve. */
export const queuesLeft = (before: AgentRecord | null, after: AgentRecord | null): string[] =>
  (before?.queueIds ?? []).filter(
    queueId => before !== null && serves(before, queueId) && !(after !== null && serves(after, queueId)),
  );
