import type { OutcomeCode, OutcomeScheme } from '#schemas/admin/model.ts';
import type { Channel } from '#schemas/interactions/channel.ts';

const allows = (code: OutcomeCode, channel: Channel): boolean =>
  code.selectable && (code.channels.length === 0 || code.channels.includes(channel));

/** The codes an agent may choose for a channel. */
export const selectableCodes = (scheme: OutcomeScheme | undefined, channel: Channel): OutcomeCode[] =>
  (scheme?.classes ?? []).flatMap(one => one.codes).filter(code => allows(code, channel));

/** A selectable code with the class it belongs to; undefined when the scheme has no such code for the channel. */
export function findCode(
  scheme: OutcomeScheme | undefined,
  codeId: string,
  channel: Channel,
): { classId: string; code: OutcomeCode } | undefined {
  for (const one of scheme?.classes ?? []) {
    const code = one.codes.find(candidate => candidate.id === codeId && allows(candidate, channel));
    if (code) return { classId: one.id, code };
  }
  return undefined;
}

/** The classes with the codes whose name or number contains the search text (WRAP-05). */
export function searchClasses(scheme: OutcomeScheme | undefined, search: string | undefined): OutcomeScheme['classes'] {
  const text = search?.trim().toLowerCase() ?? '';
  return (scheme?.classes ?? [])
    .map(one => ({
      ...one,
      codes: one.codes.filter(
        code => code.selectable && (code.name.toLowerCase().includes(text) || String(code.number).includes(text)),
      ),
    }))
    .filter(one => one.codes.length > 0);
}
