import type * as z from 'zod';
import type { SendChatMessageRequest } from '#schemas/compat/chatservice/model.ts';
import { contentOf, sendContent } from '#shared/app/attachments/carry.ts';
import type { CarryingPorts } from '#shared/app/attachments/ports.ts';
import { type FileOf, ownId, sendServiceMessage } from '#shared/app/chat/chat-service.ts';
import type { ChatPorts } from '#shared/app/chat/ports.ts';

export type ServicePorts = ChatPorts & CarryingPorts;

/** CHAT-06, CHAT-07 */
export async function sendTextOrFile(
  ports: ServicePorts,
  request: z.output<typeof SendChatMessageRequest>,
): Promise<null> {
  if (!request.Attachment) return sendServiceMessage(ports, request);
  const content = Uint8Array.from(Buffer.from(request.Attachment, 'base64'));
  await sendContent(ports, ownId(ports), { name: request.Message, content });
  return null;
}

/** Files come inside the answer as long as all of them together fit into it; the others as an address. */
export function filesOf(ports: ServicePorts): FileOf {
  let left = ports.carriedBytes;
  return async attachment => {
    const { content, url } = await contentOf(ports, ownId(ports), attachment, left);
    if (content === null) return { Message: url, Attachment: null };
    left -= content.length;
    return { Message: attachment.name, Attachment: Buffer.from(content).toString('base64') };
  };
}
