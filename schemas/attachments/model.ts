import * as z from 'zod';
import { InteractionId } from '../interactions/id.ts';
import { Instant, TenantId } from '../kit/id.ts';
import { AttachmentId } from './id.ts';

/** The base name of a file, as it lies on the disk of the sender: no folder, nothing that cannot be seen. */
const FileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'must be a base name without invisible characters');

const ContentType = z
  .string()
  .max(100)
  .toLowerCase()
  .regex(/^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/, 'must be a media type without parameters, such as application/pdf');

/** A file as its sender declares it (ATT-01). */
export const DeclaredFile = z
  .strictObject({
    name: FileName,
    /** Exactly as many are taken. */
    bytes: z.int().min(1),
    contentType: ContentType,
  })
  .meta({ id: 'DeclaredFile', examples: [{ name: 'receipt.pdf', bytes: 48_213, contentType: 'application/pdf' }] });
export type DeclaredFile = z.output<typeof DeclaredFile>;

export const Attachment = z
  .object({ id: AttachmentId, name: z.string(), bytes: z.int(), contentType: z.string() })
  .meta({
    id: 'Attachment',
    description: 'A file of a conversation; its content was checked before it was announced.',
  });
export type Attachment = z.output<typeof Attachment>;

/** Leave to upload one file: a form that is posted to the store of files, which takes exactly what it names. */
export const AttachmentUpload = z
  .object({
    attachment: Attachment,
    url: z.string(),
    /** To be sent as `multipart/form-data`, before the file itself in the field `file`. */
    fields: z.record(z.string(), z.string()),
    expiresAt: Instant,
  })
  .meta({ id: 'AttachmentUpload' });
export type AttachmentUpload = z.output<typeof AttachmentUpload>;

export const AttachmentLink = z
  .object({ attachment: Attachment, url: z.string(), expiresAt: Instant })
  .meta({ id: 'AttachmentLink' });
export type AttachmentLink = z.output<typeof AttachmentLink>;

/** What the store keeps of a file that somebody wants to send or has sent. */
export const AttachmentRecord = Attachment.extend({
  tenantId: TenantId,
  version: z.int().min(1),
  interactionId: InteractionId,
  side: z.enum(['customer', 'agent']),
  /** Null for the customer. */
  authorId: z.string().nullable(),
  /** The line that announces it; null until then. */
  index: z.int().nullable(),
  /** An upload that nobody confirms is forgotten. */
  expiresAt: Instant.optional(),
});
export type AttachmentRecord = z.output<typeof AttachmentRecord>;
