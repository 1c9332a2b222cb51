import { interactionRoutes } from '#schemas/interactions/routes.ts';
import { addToConference, leaveConference } from '#shared/app/interactions/conference.ts';
import { listPrevious, updateCustomer } from '#shared/app/interactions/customer.ts';
import { endInteraction } from '#shared/app/interactions/end-interaction.ts';
import { markRead, sendMessage, sendTyping } from '#shared/app/interactions/messages.ts';
import {
  getInteraction,
  getPrivateData,
  getTimeline,
  listMessages,
  listMyInteractions,
} from '#shared/app/interactions/read-interactions.ts';
import { saveNotes } from '#shared/app/interactions/save-notes.ts';
import { transfer } from '#shared/app/interactions/transfer.ts';
import type { DiallingPorts } from '#shared/app/work/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const interactionApi = bind(interactionRoutes)<DiallingPorts>({
  listMyInteractions: ({ query }, ports) => listMyInteractions(ports, query.state),
  getInteraction: ({ params }, ports) => getInteraction(ports, params.interactionId),
  getTimeline: ({ params }, ports) => getTimeline(ports, params.interactionId),
  getPrivateData: ({ params }, ports) => getPrivateData(ports, params.interactionId),
  sendMessage: ({ params, body }, ports) => sendMessage(ports, params.interactionId, body),
  listMessages: ({ params, query }, ports) => listMessages(ports, params.interactionId, query),
  sendTyping: ({ params }, ports) => sendTyping(ports, params.interactionId),
  markRead: ({ params, body }, ports) => markRead(ports, params.interactionId, body.readIndex),
  transfer: ({ params, body }, ports) => transfer(ports, params.interactionId, body.target, body.note),
  updateCustomer: ({ params, body }, ports) => updateCustomer(ports, params.interactionId, body),
  listPrevious: ({ params, query }, ports) => listPrevious(ports, params.interactionId, query.limit),
  addToConference: ({ params, body }, ports) => addToConference(ports, params.interactionId, body),
  leaveConference: ({ params }, ports) => leaveConference(ports, params.interactionId),
  endInteraction: ({ params }, ports) => endInteraction(ports, params.interactionId),
  saveNotes: ({ params, body }, ports) => saveNotes(ports, params.interactionId, body.notes),
});
