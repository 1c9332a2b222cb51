import type { FileTransfer } from '#shared/app/attachments/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

const WITHIN_MS = 20_000;

async function answered(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(WITHIN_MS) }).catch((cause: unknown) => {
    throw new AppError('TRY_LATER', {}, { cause });
  });
  if (!response.ok) throw new AppError('TRY_LATER', {}, { cause: new Error(`files answer ${response.status}`) });
  return response;
}

/** Carries contents as a browser would: by the signed form in, by the signed link out. */
export const fileTransfer: FileTransfer = {
  async post({ fields, url }, content) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([content]));
    await answered(url, { method: 'POST', body: form });
  },
  read: async url => new Uint8Array(await (await answered(url, { method: 'GET' })).arrayBuffer()),
};
