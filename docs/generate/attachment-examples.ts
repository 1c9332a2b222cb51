/** A receipt that Kim sends in the chat. */
import type { AttachmentLink, AttachmentUpload, ChatEvent, DeclaredFile, Entry } from '#schemas/client.ts';

export const declaredFile: DeclaredFile = { name: 'receipt.pdf', bytes: 48_213, contentType: 'application/pdf' };

const attachment = { id: 'att_01K9ZQ6P8W0T4X7Y9A2B3C4D5E', ...declaredFile };
const bucket = 'https://files.tandem.example';
const key = 'demo/int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E/att_01K9ZQ6P8W0T4X7Y9A2B3C4D5E';

export const fileUpload: AttachmentUpload = {
  attachment,
  url: `${bucket}/`,
  fields: {
    key: `pending/${key}`,
    'Content-Type': 'application/pdf',
    Policy: 'eyJleHBpcmF0aW9uIjoiMjAyNi0xMS0yMVQwOTo0NTowMC4wMDBaIn0=',
    'X-Amz-Signature': '6f1d5c0d9e',
  },
  expiresAt: '2026-11-21T09:45:00.000Z',
};

export const fileLink: AttachmentLink = {
  attachment,
  url: `${bucket}/kept/${key}?X-Amz-Expires=300&X-Amz-Signature=6f1d5c0d9e`,
  expiresAt: '2026-11-21T09:36:00.000Z',
};

const line = {
  index: 6,
  at: '2026-11-21T09:31:20.000Z',
  text: attachment.name,
  clientMessageId: attachment.id,
  attachment,
};

export const confirmedByCustomer: ChatEvent = { ...line, type: 'message', author: { kind: 'customer', name: 'Kim' } };

export const confirmedByAgent: Entry = {
  ...line,
  interactionId: 'int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E',
  kind: 'message',
  author: { kind: 'agent', id: 'ana', name: 'Ana Silva' },
};
