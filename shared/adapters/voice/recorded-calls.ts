import type { RecordedCalls } from '#shared/app/voice/ports.ts';

/** Where files of recordings are listed: keys of a prefix behind a key, in order, and whether there are more. */
export type ListKeys = (
  prefix: string,
  behind: string,
  limit: number,
) => Promise<{ readonly keys: readonly string[]; readonly more: boolean }>;

/** Of conversations, and of messages that callers left, in the order of keys. */
const KINDS = ['calls', 'messages'] as const;
const CALL = /^\w+\/[^/]+\/(int_[0-9A-HJKMNP-TV-Z]{26})\//;

/** Whose recordings the files of a tenant are, from one kind to the next. */
export const recordedCalls =
  (list: ListKeys) =>
  async (tenantId: string, behind: string, limit: number): Promise<RecordedCalls> => {
    const prefixes = KINDS.map(kind => `${kind}/${tenantId}/`);
    const at = prefixes.findIndex(prefix => behind < prefix || behind.startsWith(prefix));
    const prefix = prefixes[at];
    if (prefix === undefined) return { interactionIds: [], behind: null };
    const { keys, more } = await list(prefix, behind, limit);
    return {
      interactionIds: [...new Set(keys.flatMap(key => CALL.exec(key)?.[1] ?? []))],
      behind: (more ? keys.at(-1) : prefixes[at + 1]) ?? null,
    };
  };
