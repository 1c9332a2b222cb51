import type { Queue } from '#schemas/admin/model.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import { edgesOf } from '#schemas/voice/flow-graph.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';

/**
 * The queue that a call counts for until it has come to one: the nearest that the flow leads to, also by other flows, or
 * else the first of the tenant that takes calls. Undefined where there is none at all.
 */
export function homeQueue(flow: Flow, configuration: Configuration): Queue | undefined {
  const { queues } = configuration;
  const callers = [...queues.values()].filter(queue => queue.channels.includes('voice'));
  const [first] = (callers.length > 0 ? callers : [...queues.values()]).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return queues.get(nearestQueueId(flow, configuration) ?? '') ?? first;
}

interface Place {
  readonly flow: Flow;
  readonly stepId: string;
}

function nearestQueueId(flow: Flow, { flows }: Configuration): string | undefined {
  const seen = new Set<string>();
  const open: Place[] = [{ flow, stepId: flow.start }];
  for (let place = open.shift(); place !== undefined; place = open.shift()) {
    const key = `${place.flow.id} ${place.stepId}`;
    const step = place.flow.steps[place.stepId];
    if (!step || seen.has(key)) continue;
    seen.add(key);
    if ('queueId' in step) return step.queueId;
    const other = step.kind === 'flow' ? flows.get(step.flowId) : undefined;
    if (other) open.push({ flow: other, stepId: other.start });
    for (const { target } of edgesOf(step)) open.push({ flow: place.flow, stepId: target });
  }
  return undefined;
}
