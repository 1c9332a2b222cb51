/** The story of Kim once more, as a client of the documented chat service tells it. */
import type { chatServiceRoutes, RouteReply, RouteRequest } from '#schemas/client.ts';

type Methods = typeof chatServiceRoutes;

const ChatID = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaGF0In0.c2lnbmF0dXJl';
const about = { request: { ChatID } };
const group = { TenantID: -1, ServiceGroupID: 2, ServiceGroupName: null };

export const chatServiceBodies: { readonly [K in keyof Methods]: NonNullable<RouteRequest<Methods[K]>['body']> } = {
  chatServiceRequestChat: {
    request: {
      SessionID: 'order-4711',
      CustomerID: '100',
      CustomerName: 'Kim',
      EmailAddress: 'kim@shop.example',
      PhoneNumber: '',
      ...group,
      PrivateData: null,
      TimeZoneOffset: 60,
    },
  },
  chatServiceLeaveChat: about,
  chatServiceSendMessage: { request: { ChatID, Message: 'My order is late', Attachment: null } },
  chatServiceSendTyping: about,
  chatServiceGetEvents: { request: { ChatID, Timeout: 20_000 } },
  chatServiceGetQueueInfo: { request: group },
  chatServiceGetChatInfo: about,
  chatServiceGetChatConfiguration: { request: { TenantID: -1 } },
  chatServiceGetVersion: {},
};

export const chatServiceReplies: { readonly [K in keyof Methods]: RouteReply<Methods[K]> } = {
  chatServiceRequestChat: {
    ChatID,
    Message: 'Somebody will be with you shortly.',
    SessionID: 1_204_311_093,
    QueuePosition: 1,
    EstimatedWaitTime: 40,
  },
  chatServiceLeaveChat: null,
  chatServiceSendMessage: null,
  chatServiceSendTyping: null,
  chatServiceGetEvents: {
    Events: [
      { EventType: 1, Data: { ChatID, Name: 'Ana' }, Sequence: 3 },
      {
        EventType: 0,
        Data: {
          ...{ ChatID, Name: 'Ana', Message: 'Let me look', System: false },
          ...{ TimeStamp: '2026-11-21T09:30:20.000Z', Attachment: null },
        },
        Sequence: 4,
      },
      {
        EventType: 4,
        Data: { ChatID, State: 1, QueuePosition: 0, EstimatedWaitTime: -1, TerminationCause: 0 },
        Sequence: 4,
      },
    ],
  },
  chatServiceGetQueueInfo: { EstimatedWaitTime: 5, Open: true },
  chatServiceGetChatInfo: { State: 0, QueuePosition: 1 },
  chatServiceGetChatConfiguration: {
    MaxMessageLength: 1024,
    MaxAttachmentSize: 5_242_880,
    AllowedAttachmentTypes: null,
    RestrictedAttachmentTypes: ['exe', 'bat', 'cmd', 'com', 'vbs'],
  },
  chatServiceGetVersion: '9.8',
};
