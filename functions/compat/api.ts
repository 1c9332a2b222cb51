import { CHAT_SERVICE_VERSION, chatServiceRoutes } from '#schemas/compat/chatservice/routes.ts';
import {
  getServiceConfiguration,
  getServiceInfo,
  getServiceQueue,
  leaveServiceChat,
  requestServiceChat,
  sendServiceTyping,
  takeServiceEvents,
} from '#shared/app/chat/chat-service.ts';
import { bind } from '#shared/runtime/rest.ts';
import { filesOf, type ServicePorts, sendTextOrFile } from './files.ts';

export const compatApi = bind(chatServiceRoutes)<ServicePorts>({
  chatServiceRequestChat: ({ body }, ports) => requestServiceChat(ports, body.request),
  chatServiceLeaveChat: (_input, ports) => leaveServiceChat(ports),
  chatServiceSendMessage: ({ body }, ports) => sendTextOrFile(ports, body.request),
  chatServiceSendTyping: (_input, ports) => sendServiceTyping(ports),
  chatServiceGetEvents: ({ body }, ports) => takeServiceEvents(ports, body.request, filesOf(ports)),
  chatServiceGetQueueInfo: ({ body }, ports) => getServiceQueue(ports, body.request),
  chatServiceGetChatInfo: (_input, ports) => getServiceInfo(ports),
  chatServiceGetChatConfiguration: (_input, ports) => getServiceConfiguration(ports, ports.carriedBytes),
  chatServiceGetVersion: async () => CHAT_SERVICE_VERSION,
});
