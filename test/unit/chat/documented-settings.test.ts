import { describe, expect, it } from 'vitest';
import { chatTextKeys } from '#schemas/admin/chat-texts.ts';
import { ChatWidget, RoutingSettings } from '#schemas/admin/model.ts';
import { transcriptPlaceholders } from '#schemas/admin/transcript-settings.ts';

/** What the documented chat service lets a site set, by the names it has there (WID-05 to WID-32, CHAT-42, LOC-01). */

const at = (object: object, path: string): unknown =>
  path.split('.').reduce((inner: unknown, key) => (inner as Record<string, unknown>)[key], object);

describe('the properties of the documented widget', () => {
  const widget = ChatWidget.parse({ id: 'shop', name: 'Shop', queueId: 'support' });

  it.each([
    ['ToolboxAvailable', 'enabled', true],
    ['ShowWhenUnavailable', 'showWhenUnavailable', true],
    ['StatePollInterval', 'statePollSeconds', 20],
    ['ShowEstimatedWaitTime', 'showEstimatedWait', true],
    ['SessionID', 'sessionTag', ''],
    ['CustomerName', 'customer.name', 'Customer'],
    ['CustomerID', 'customer.id', ''],
    ['CustomerEmail', 'customer.email', ''],
    ['CustomerPhone', 'customer.phone', ''],
    ['InitialMessage', 'initialMessage', ''],
    ['ServiceGroupID and ServiceGroupName, which have no default', 'queueId', 'support'],
    ['PrivateData', 'privateData', ''],
    ['HideAgentName', 'hideAgentName', false],
    ['ShowPostChat', 'showPostChat', true],
    ['TimeoutAfterConversation', 'postChatDelaySeconds', 0],
    ['ToolboxPosition', 'position', 'center-right'],
    ['IdleTimeout', 'idleSeconds', 300],
    ['WarningBeforeIdleTimeout', 'idleWarningSeconds', 60],
    ['AllowMovingChatCard', 'movable', true],
    ['InitialMessageToAgent', 'initialMessageToAgent', undefined],
    ['PostedMessageAllowedOrigin, the own origin', 'postedMessageOrigin', undefined],
    ['MaxMessageLength', 'limits.maxMessageLength', undefined],
    ['MaxAttachmentSize', 'limits.maxAttachmentKilobytes', undefined],
    ['AllowedAttachmentTypes', 'limits.allowedAttachmentTypes', []],
    ['RestrictedAttachmentTypes', 'limits.restrictedAttachmentTypes', []],
    ['IgnoreCustomerDetails', 'ignoreCustomerDetails', false],
    ['ServiceGroupIDsToReject', 'rejectedQueueIds', []],
    ['CrossDomainAllowIpAddress', 'allowedOrigins', []],
  ])('are fields with their defaults: %s', (_documented, field, value) => {
    expect(at(widget, field)).toEqual(value);
  });

  it.each(['top-left', 'top-right', 'bottom-left', 'bottom-right', 'center-left', 'center-right'])(
    'place it where they may: %s',
    position => {
      expect(ChatWidget.parse({ ...widget, position }).position).toBe(position);
    },
  );
});

describe('the settings of the documented service', () => {
  const settings = RoutingSettings.parse({});

  it.each([
    ['CustomerTimeout', 'chat.idleSeconds', 900],
    ['CustomerDisconnectTimeoutSeconds', 'chat.pageLostSeconds', 60],
    ['AgentWarningCustomerDisconnectTimeoutSeconds', 'chat.pageLostWarningSeconds', 20],
    ['MaxMessageLength', 'maxMessageLength', 1024],
    ['MaxAttachmentSize', 'chat.maxAttachmentKilobytes', 5120],
    ['AllowedAttachmentTypes', 'chat.allowedAttachmentTypes', []],
    ['RestrictedAttachmentTypes', 'chat.restrictedAttachmentTypes', ['exe', 'bat', 'cmd', 'com', 'vbs']],
    ['FromPriority', 'chat.fromPriority', ['email', 'phone', 'id']],
  ])('have their defaults: %s', (_documented, field, value) => {
    expect(at(settings, field)).toEqual(value);
  });
});

/** As the resource file names them. */
const TEXTS = `AnonymousAgentJoined AnonymousAgentLeft AnonymousAgentTyping AskAQuestion Browse ChatRequested
  ChatUnavailable CustomerBack CustomerBackReceivedMessage CustomerLeft CustomerLeftAutoSend CustomerLeftClosing
  EnterEmail EnterName EnterPhone ErrorOccurred ErrorRequestingChat ErrorSendingMessage EstimatedWaitTime
  InvalidAttachmentType MaxAttachmentSizeExceeded Minute Minutes NamedAgentJoined NamedAgentLeft NamedAgentTyping No
  PostText PostUrl PostUrlText Product ReallyClose RequestRejected Restart SelectFile Send SendTheMessage
  SessionTimeout SessionWillSoonBeClosed StartChat Terminated Title TypeMessageHere Upload UploadComplete UploadFailed
  UploadProgress UploadTheFile WelcomeText Yes`.split(/\s+/);
/** As templates of transcripts write them. */
const PLACEHOLDERS = `Transcript Date Time Received Received.Date Received.Time ServiceGroup ServiceGroup.Name
  ServiceGroup.Email Agent Agent.Name Agent.FirstName Agent.LastName Agent.ChatName Customer Customer.Name
  Customer.Email Customer.Number`.split(/\s+/);

describe('the names of the documentation', () => {
  it('are those of all texts, with a small letter first', () => {
    const ours = TEXTS.map(name => name.charAt(0).toLowerCase() + name.slice(1));

    expect([...chatTextKeys].sort()).toEqual(ours.sort());
  });

  it('are those of all placeholders of a transcript', () => {
    expect([...transcriptPlaceholders].sort()).toEqual(PLACEHOLDERS.sort());
  });
});
