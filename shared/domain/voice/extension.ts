import type { Extension } from '#schemas/admin/model.ts';
import type { LegEndpoint } from '#schemas/voice/model.ts';

/** Where an agent is reached with the extension selected: an unknown one, and none, is the browser (AUTH-10). */
export function endpointOf(
  extension: string | null,
  { extensions }: { readonly extensions: ReadonlyMap<string, Extension> },
): LegEndpoint {
  const known = extensions.get(extension ?? '');
  if (known?.kind === 'phone' && known.number !== undefined) return { kind: 'phone', number: known.number };
  if (known?.kind === 'sip' && known.user !== undefined) return { kind: 'sip', user: known.user };
  return { kind: 'browser' };
}
