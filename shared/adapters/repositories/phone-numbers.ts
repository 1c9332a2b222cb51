import { NumberEntity, PLATFORM_TENANT } from '#schemas/admin/entity.ts';
import { type OpenStore, put, remove } from '#shared/adapters/store/store.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** The telephone numbers of all tenants: each belongs to one of them. */
export interface NumberBook {
  /** The tenant whose number it is; undefined for one that nobody has. */
  ownerOf(number: string): Promise<string | undefined>;
  /** False when it belongs to another tenant. Claiming again is having. */
  claim(number: string, tenantId: string): Promise<boolean>;
  /** Gives back a number of the tenant; others stay where they are. */
  release(number: string, tenantId: string): Promise<void>;
}

export function numberBook(openStore: OpenStore): NumberBook {
  const platform = openStore(PLATFORM_TENANT);
  const ownerOf = async (number: string) => (await platform.get(NumberEntity, { number }))?.ownerId;
  return {
    ownerOf,
    async claim(number, tenantId) {
      try {
        await platform.commit([put(NumberEntity, { number, ownerId: tenantId, version: 1 }, 'absent')]);
        return true;
      } catch (thrown) {
        if (!(thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT')) throw thrown;
        return (await ownerOf(number)) === tenantId;
      }
    },
    async release(number, tenantId) {
      if ((await ownerOf(number)) === tenantId) await platform.commit([remove(NumberEntity, { number }, 1)]);
    },
  };
}
