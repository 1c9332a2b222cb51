import type { EventOf } from '#schemas/kit/event.ts';
import type { EventEnvelope } from '#schemas/realtime/model.ts';
import { routingEvents } from '#schemas/routing/events.ts';

type Payload = EventOf<Pick<typeof routingEvents, 'repairPerformed'>>['data'];

export const repairEvent = (repair: Payload, now: string): EventEnvelope => ({
  id: `${repair.subject}.${repair.kind}.${now}`,
  type: routingEvents.repairPerformed.type,
  time: now,
  subject: `${repair.subject.startsWith('int_') ? 'interaction' : 'agent'}/${repair.subject}`,
  aggregateVersion: 0,
  actor: { kind: 'system', id: null },
  data: { ...repair },
});
