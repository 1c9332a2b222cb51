import { realtimeActions } from '#schemas/realtime/actions.ts';
import type { RealtimePorts } from '#shared/app/realtime/ports.ts';
import { ping, resume } from '#shared/app/realtime/resume.ts';
import { subscribe, unsubscribe } from '#shared/app/realtime/topics.ts';
import { typing } from '#shared/app/realtime/typing.ts';
import { bindActions } from '#shared/runtime/socket.ts';

export const socketApi = bindActions(realtimeActions)<RealtimePorts>({
  resume: ({ body }, ports) => resume(ports, body.after),
  ping: (_, ports) => ping(ports),
  subscribe: ({ body, connectionId }, ports) => subscribe(ports, connectionId, body.topics),
  unsubscribe: ({ body, connectionId }, ports) => unsubscribe(ports, connectionId, body.topics),
  typing: ({ body }, ports) => typing(ports, body.interactionId),
});
