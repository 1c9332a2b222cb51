import type { Queue } from '#schemas/admin/model.ts';
import type { FlowState } from '#schemas/voice/model.ts';

/** A queue as it treats a caller for whom the flow has said how urgent the call is. */
export const inUrgency = (queue: Queue, { class: wanted, priority }: FlowState['urgency']): Queue => ({
  ...queue,
  class: wanted ?? queue.class,
  priority: priority ?? queue.priority,
});
