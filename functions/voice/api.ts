import { voiceRoutes } from '#schemas/voice/routes.ts';
import { hold, resume } from '#shared/app/voice/hold.ts';
import { getCall, getMedia } from '#shared/app/voice/read-call.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const voiceApi = bind(voiceRoutes)<WorkPorts>({
  getCall: ({ params }, ports) => getCall(ports, params.interactionId),
  getMedia: ({ params }, ports) => getMedia(ports, params.interactionId),
  hold: ({ params }, ports) => hold(ports, params.interactionId),
  resume: ({ params }, ports) => resume(ports, params.interactionId),
});
