import { fileTypeFromBuffer, supportedExtensions } from 'file-type';
import type { Recognition } from '#shared/app/attachments/ports.ts';

/** Tells files by their signatures. What breaks off or is broken inside shows none. */
export const fileRecognition: Recognition = {
  async recognise(start) {
    const found = await fileTypeFromBuffer(start).catch(() => undefined);
    return found ? { extension: found.ext, contentType: found.mime } : null;
  },
  recognises: extension => supportedExtensions.has(extension as never),
};
