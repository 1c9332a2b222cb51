import { transcriptRoutes } from '#schemas/transcripts/routes.ts';
import { getTranscript, searchArchive } from '#shared/app/transcripts/archive.ts';
import { customerRequestTranscript, sendTranscript } from '#shared/app/transcripts/ask.ts';
import type { TranscriptPorts } from '#shared/app/transcripts/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const transcriptApi = bind(transcriptRoutes)<TranscriptPorts>({
  searchArchive: ({ query }, ports) => searchArchive(ports, query),
  getTranscript: ({ params }, ports) => getTranscript(ports, params.interactionId),
  sendTranscript: ({ params }, ports) => sendTranscript(ports, params.interactionId),
  customerRequestTranscript: ({ params }, ports) => customerRequestTranscript(ports, params.chatId),
});
