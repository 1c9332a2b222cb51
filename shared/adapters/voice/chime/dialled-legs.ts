import type { Row } from '#schemas/kit/table.ts';
import { DialledEntity } from '#schemas/voice/entity.ts';
import { type OpenStore, put, remove } from '#shared/adapters/store/store.ts';
import type { LegAddress } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/**
 * Which legs have been dialled. The service has no key by which a call could be asked for twice without making two, so
 * that who wants to dial takes a note first, and whoever finds the note without an answer leaves it alone.
 */
export interface DialledLegs {
  /** What the leg is called when it has been dialled before; null for whoever is to dial now. */
  claim(leg: LegAddress): Promise<string | null>;
  /** It was certainly not dialled: anybody may try again. */
  release(leg: LegAddress): Promise<void>;
  /** False when the leg goes by another name. */
  note(leg: LegAddress, ref: string): Promise<boolean>;
}

/** The service announces a call that it has taken within seconds; what it has not announced by then, it has not taken. */
const UNCONFIRMED_MS = 30_000;
const LIFE_MS = 24 * 3600 * 1000;

export function dialledLegs(openStore: OpenStore, now: () => number): DialledLegs {
  const within = (ms: number) => new Date(now() + ms).toISOString();
  const find = ({ interactionId, legId, tenantId }: LegAddress) =>
    openStore(tenantId).get(DialledEntity, { interactionId, legId });
  function save({ interactionId, legId, tenantId }: LegAddress, ref: string | null, known?: Row<typeof DialledEntity>) {
    const version = (known?.version ?? 0) + 1;
    const expiresAt = within(ref === null ? UNCONFIRMED_MS : LIFE_MS);
    const row = { interactionId, legId, ref, version, expiresAt };
    return openStore(tenantId).commit([put(DialledEntity, row, known?.version ?? 'absent')]);
  }

  return {
    async claim(leg) {
      const known = await find(leg);
      if (known?.ref) return known.ref;
      if (known) throw new AppError('VOICE_UNAVAILABLE', { params: { reason: 'unconfirmed' } });
      await save(leg, null);
      return null;
    },

    release: ({ interactionId, legId, tenantId }) =>
      openStore(tenantId).commit([remove(DialledEntity, { interactionId, legId })]),

    async note(leg, ref) {
      const known = await find(leg);
      if (known?.ref) return known.ref === ref;
      try {
        await save(leg, ref, known);
        return true;
      } catch (thrown) {
        const isConflict = thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT';
        if (!isConflict) throw thrown;
        return (await find(leg))?.ref === ref;
      }
    },
  };
}
