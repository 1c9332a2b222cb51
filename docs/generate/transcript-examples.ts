/** The transcript of Kim's chat, as the archive shows it and as it is mailed. */
import {
  type ArchivedConversation,
  type Transcript,
  type TranscriptMail,
  TranscriptSettings,
} from '#schemas/client.ts';

export const transcriptSettings = TranscriptSettings.parse({
  senderAddress: 'support@shop.example',
  subject: 'Your chat with $Agent.ChatName$',
  body: '<p>Hello $Customer.Name$,</p>$Transcript$',
  format: 'html',
  onRequest: true,
});

export const archivedConversation: ArchivedConversation = {
  interactionId: 'int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E',
  from: 'kim@example.com',
  customerId: '4711',
  customerName: 'Kim',
  sessionTag: 'basket-17',
  queueId: 'support',
  agentIds: ['ana'],
  startedAt: '2026-11-21T09:30:00.000Z',
  endedAt: '2026-11-21T09:35:00.000Z',
  endReason: 'customer-left',
};

export const transcript: Transcript = {
  ...archivedConversation,
  entries: [],
  openOnClose: false,
  mail: {
    from: 'support@shop.example',
    to: 'kim@example.com',
    subject: 'Your chat with Ana',
    text: 'Hello Kim,\n\n[9:31 AM] Kim: My order is late\n',
    html: '<p>Hello Kim,</p><p>[9:31 AM] <b>Kim</b>: My order is late</p>',
  },
  unavailable: null,
  mailStatus: 'wanted',
};

export const transcriptMail: TranscriptMail = {
  interactionId: 'int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E',
  status: 'wanted',
  wantedAt: '2026-11-21T09:34:00.000Z',
};
