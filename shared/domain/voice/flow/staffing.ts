import type { Flow } from '#schemas/voice/flow.ts';

/** The queues out of which call flows lead callers when nobody serves them. */
export const queuesLeftUnstaffed = (flows: Iterable<Flow>): ReadonlySet<string> =>
  new Set(
    [...flows]
      .flatMap(({ steps }) => Object.values(steps))
      .flatMap(step => (step.kind === 'queue' && step.unstaffed !== undefined ? [step.queueId] : [])),
  );
