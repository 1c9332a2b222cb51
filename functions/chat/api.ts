import { chatRoutes } from '#schemas/chat/routes.ts';
import { getChatAvailability } from '#shared/app/chat/availability.ts';
import { getChatConfiguration } from '#shared/app/chat/chat-configuration.ts';
import type { ChatPorts } from '#shared/app/chat/ports.ts';
import { getChat, getChatEvents } from '#shared/app/chat/read-chat.ts';
import { requestChat } from '#shared/app/chat/request-chat.ts';
import {
  changeMyDetails,
  customerMarkRead,
  customerSendMessage,
  customerSendTyping,
  leaveChat,
} from '#shared/app/chat/take-part.ts';
import { bind, Headed, otherwise } from '#shared/runtime/rest.ts';

export const chatApi = bind(chatRoutes)<ChatPorts>({
  requestChat: async ({ body }, ports) => {
    const answer = await requestChat(ports, body);
    return answer.chatId === null ? otherwise(answer) : answer;
  },
  getChat: ({ params }, ports) => getChat(ports, params.chatId),
  leaveChat: ({ params }, ports) => leaveChat(ports, params.chatId),
  customerSendMessage: ({ params, body }, ports) => customerSendMessage(ports, params.chatId, body),
  changeMyDetails: ({ params, body }, ports) => changeMyDetails(ports, params.chatId, body),
  customerSendTyping: ({ params }, ports) => customerSendTyping(ports, params.chatId),
  customerMarkRead: ({ params, body }, ports) => customerMarkRead(ports, params.chatId, body.readIndex),
  getChatEvents: ({ params, query }, ports) => getChatEvents(ports, params.chatId, query),
  getChatAvailability: ({ query }, ports) => getChatAvailability(ports, query),
  getChatConfiguration: async ({ query }, ports) => {
    const { answer, headers } = await getChatConfiguration(ports, query);
    return new Headed(answer, headers);
  },
});
