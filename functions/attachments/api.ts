import { attachmentRoutes } from '#schemas/attachments/routes.ts';
import { confirmForCustomer, confirmUpload } from '#shared/app/attachments/confirm.ts';
import { linkForAgent, linkForCustomer } from '#shared/app/attachments/link.ts';
import type { AttachmentPorts } from '#shared/app/attachments/ports.ts';
import { askForUpload } from '#shared/app/attachments/upload.ts';
import { agentSpeaker, customerSpeaker } from '#shared/app/work/speaker.ts';
import { bind } from '#shared/runtime/rest.ts';

export const attachmentApi = bind(attachmentRoutes)<AttachmentPorts>({
  customerCreateAttachment: ({ params, body }, ports) =>
    askForUpload(ports, customerSpeaker(ports, params.chatId), body),
  customerConfirmAttachment: ({ params }, ports) => confirmForCustomer(ports, params.chatId, params.attachmentId),
  customerGetAttachment: ({ params }, ports) => linkForCustomer(ports, params.chatId, params.attachmentId),
  createAttachment: ({ params, body }, ports) => askForUpload(ports, agentSpeaker(ports, params.interactionId), body),
  confirmAttachment: ({ params }, ports) =>
    confirmUpload(ports, agentSpeaker(ports, params.interactionId), params.attachmentId),
  getAttachment: ({ params }, ports) => linkForAgent(ports, params.interactionId, params.attachmentId),
});
