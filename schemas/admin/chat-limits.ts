import * as z from 'zod';

/** A file name extension without its dot, compared without regard to case: `pdf`. */
const FileType = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_+-]{1,16}$/, 'must be an extension without its dot');

const attachmentTypes = {
  /** Only these may be sent, where the list is not empty (ATT-03). */
  allowedAttachmentTypes: z.array(FileType).max(100).default([]),
  /** These may not be sent; looked at only where nothing is listed as allowed (ATT-04). */
  restrictedAttachmentTypes: z.array(FileType).max(100).default([]),
};
/** 0 switches attachments off (ATT-02). */
const Kilobytes = z.int().min(0).max(102_400);

/** What a queue or a widget allows less than the tenant (CHAT-41, ATT-02 to ATT-04). */
export const ChatLimits = z
  .strictObject({
    maxMessageLength: z.int().min(1).max(16_000).optional(),
    maxAttachmentKilobytes: Kilobytes.optional(),
    ...attachmentTypes,
  })
  .meta({ id: 'ChatLimits' });
export type ChatLimits = z.output<typeof ChatLimits>;

/** The tenant's rules of chats (CHAT-42). The longest message is `maxMessageLength` of the routing settings. */
export const ChatSettings = z
  .strictObject({
    /** A customer who says nothing for so long in a conversation is disconnected; never when null (TIME-03). */
    idleSeconds: z.int().min(10).max(86_400).nullable().default(900),
    /** So long after the last sign of life of the customer's page the chat ends; never when null (TIME-01). */
    pageLostSeconds: z.int().min(10).max(3600).nullable().default(60),
    /** So long before that end the agent is told (TIME-02). */
    pageLostWarningSeconds: z.int().min(0).max(3600).default(20),
    /** Which datum of a customer stands for the caller in archives; the first that is there (CHAT-40). */
    fromPriority: z
      .array(z.enum(['phone', 'email', 'id']))
      .min(1)
      .refine(fields => new Set(fields).size === fields.length, 'must not repeat an entry')
      .default(['email', 'phone', 'id']),
    maxAttachmentKilobytes: Kilobytes.default(5120),
    ...attachmentTypes,
    restrictedAttachmentTypes: attachmentTypes.restrictedAttachmentTypes.default(['exe', 'bat', 'cmd', 'com', 'vbs']),
  })
  .meta({ id: 'ChatSettings' });
export type ChatSettings = z.output<typeof ChatSettings>;
