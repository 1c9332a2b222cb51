import { CHAT_SERVICE_VERSION, chatServiceRoutes } from '#schemas/compat/chatservice/routes.ts';
import {
  getServiceConfiguration,
  getServiceInfo,
  getServiceQueue,
  leaveServiceChat,
  requestServiceChat,
  sendServiceMessage,
  sendServiceTyping,
  takeServiceEvents,
} from '#shared/app/chat/chat-service.ts';
import type { ChatPorts } from '#shared/app/chat/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const compatApi = bind(chatServiceRoutes)<ChatPorts>({
  chatServiceRequestChat: ({ body }, ports) => requestServiceChat(ports, body.request),
  chatServiceLeaveChat: (_input, ports) => leaveServiceChat(ports),
  chatServiceSendMessage: ({ body }, ports) => sendServiceMessage(ports, body.request),
  chatServiceSendTyping: (_input, ports) => sendServiceTyping(ports),
  chatServiceGetEvents: ({ body }, ports) => takeServiceEvents(ports, body.request),
  chatServiceGetQueueInfo: ({ body }, ports) => getServiceQueue(ports, body.request),
  chatServiceGetChatInfo: (_input, ports) => getServiceInfo(ports),
  chatServiceGetChatConfiguration: (_input, ports) => getServiceConfiguration(ports),
  chatServiceGetVersion: async () => CHAT_SERVICE_VERSION,
});
