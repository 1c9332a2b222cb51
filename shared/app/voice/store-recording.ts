import type { RecordingPorts } from './ports.ts';

/** `calls/{tenant}/{interaction}/...` and `messages/{tenant}/{interaction}/...` */
const FILE = /^(calls|messages)\/([a-z0-9][a-z0-9-]{0,39})\/(int_[0-9A-HJKMNP-TV-Z]{26})\//;

/** Adds a file that was delivered to its call. False for a file that is no recording of a call. */
export async function storeRecording(
  ports: RecordingPorts,
  { at: storedAt, bytes, file }: { readonly file: string; readonly bytes: number; readonly at: string },
): Promise<boolean> {
  const [, folder, tenantId, interactionId] = FILE.exec(file) ?? [];
  if (tenantId === undefined || interactionId === undefined) return false;
  const kind = folder === 'calls' ? 'call' : 'message';
  await ports.saveRecording({ tenantId, interactionId, file, kind, bytes, storedAt });
  return true;
}
