import type { AttachmentRecord, DeclaredFile } from '#schemas/attachments/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import type { Recognised } from '#shared/domain/attachments/content.ts';

/** Which file is meant. */
export interface FileKey {
  readonly tenantId: string;
  readonly interactionId: string;
  readonly id: string;
}

/** A form that a browser posts as `multipart/form-data`, with the file as the last field. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadedFile {
  readonly bytes: number;
  readonly contentType: string;
  /** Names this content: another upload under the same key has another tag. */
  readonly tag: string;
  /** The first bytes, enough to recognise the content. */
  readonly start: Uint8Array;
}

/**
 * Files of conversations. Uploads and files that are kept lie apart: only the latter can be downloaded, and what is
 * uploaded again after the check changes nothing.
 *
 * @throws AppError `TRY_LATER` when the store does not answer.
 */
export interface AttachmentFiles {
  /** A form that takes exactly as many bytes of exactly this type until an instant. */
  uploadForm(key: FileKey, file: DeclaredFile, expiresAt: string): Promise<UploadForm>;
  uploaded(key: FileKey): Promise<UploadedFile | undefined>;
  /** Keeps what was uploaded for good, if it is still what the tag names; answers whether it was. */
  keep(key: FileKey, tag: string): Promise<boolean>;
  /** Removes what was uploaded; what is kept stays. */
  discard(key: FileKey): Promise<void>;
  /** An address that hands out the kept file, to be saved under its name, until an instant. */
  link(key: FileKey, name: string, expiresAt: string): Promise<string>;
}

/** Tells files by their first bytes. */
export interface Recognition {
  recognise(start: Uint8Array): Promise<Recognised | null>;
  /** Whether every file with this extension carries a signature. */
  recognises(extension: string): boolean;
}

/**
 * Carries contents in the name of those whose requests hold them.
 *
 * @throws AppError `TRY_LATER` when the store of files does not take or give them.
 */
export interface FileTransfer {
  post(form: UploadForm, content: Uint8Array<ArrayBuffer>): Promise<void>;
  read(url: string): Promise<Uint8Array>;
}

export interface AttachmentPorts extends WorkPorts {
  readonly files: AttachmentFiles;
  readonly recognition: Recognition;
  attachment(interactionId: string, id: string): Promise<AttachmentRecord | undefined>;
  /** @throws AppError `WRITE_CONFLICT` when it is no longer at the version it was known to have. */
  saveAttachment(record: Omit<AttachmentRecord, 'tenantId'>, known: number | 'absent'): Promise<void>;
  forgetAttachment(interactionId: string, id: string): Promise<void>;
}

export interface CarryingPorts extends AttachmentPorts {
  readonly transfer: FileTransfer;
  /** Bytes of files that fit into one request or one answer. */
  readonly carriedBytes: number;
}
