import { voiceRoutes } from '#schemas/voice/routes.ts';
import { cancelConsult, completeConsult, consult } from '#shared/app/voice/consult.ts';
import { sendDigits } from '#shared/app/voice/digits.ts';
import { beginConference, gather } from '#shared/app/voice/gather.ts';
import { hold, resume } from '#shared/app/voice/hold.ts';
import { mute, unmute } from '#shared/app/voice/mute.ts';
import { park, unpark } from '#shared/app/voice/park.ts';
import type { VoicePorts } from '#shared/app/voice/ports.ts';
import { getCall, getMedia } from '#shared/app/voice/read-call.ts';
import { controlRecording, deleteRecording, listRecordings, playRecording } from '#shared/app/voice/recordings.ts';
import { startInteraction } from '#shared/app/voice/start-interaction.ts';
import { bind } from '#shared/runtime/rest.ts';

export const voiceApi = bind(voiceRoutes)<VoicePorts>({
  startInteraction: ({ body }, ports) => startInteraction(ports, body),
  getCall: ({ params }, ports) => getCall(ports, params.interactionId),
  getMedia: ({ params }, ports) => getMedia(ports, params.interactionId),
  hold: ({ params }, ports) => hold(ports, params.interactionId),
  resume: ({ params }, ports) => resume(ports, params.interactionId),
  mute: ({ params }, ports) => mute(ports, params.interactionId),
  unmute: ({ params }, ports) => unmute(ports, params.interactionId),
  park: ({ params }, ports) => park(ports, params.interactionId),
  unpark: ({ params }, ports) => unpark(ports, params.interactionId),
  gather: ({ params }, ports) => gather(ports, params.interactionId),
  beginConference: ({ params }, ports) => beginConference(ports, params.interactionId),
  sendDigits: ({ params, body }, ports) => sendDigits(ports, params.interactionId, body.digits),
  consult: ({ params, body }, ports) => consult(ports, params.interactionId, body.target),
  completeConsult: ({ params }, ports) => completeConsult(ports, params.interactionId),
  controlRecording: ({ params, body }, ports) => controlRecording(ports, params.interactionId, body.action),
  listRecordings: ({ params }, ports) => listRecordings(ports, params.interactionId),
  playRecording: ({ params }, ports) => playRecording(ports, params.interactionId, params.recordingId),
  deleteRecording: ({ params }, ports) => deleteRecording(ports, params.interactionId, params.recordingId),
  cancelConsult: ({ params }, ports) => cancelConsult(ports, params.interactionId),
});
