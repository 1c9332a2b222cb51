import { ConfigurationEntity, PLATFORM_TENANT, TenantEntity } from '#schemas/admin/entity.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';

/** The ids of all tenants there are. */
export const tenantIds =
  (openStore: OpenStore): (() => Promise<string[]>) =>
  async () =>
    (await openStore(PLATFORM_TENANT).query(TenantEntity, {})).map(tenant => tenant.id);

/** How long the list of tenants is believed, and how soon it is read again for an integer that is not in it. */
const BELIEVED_MS = 60_000;
const AGAIN_AFTER_MS = 1000;

/** The id of the tenant with an integer, for dialects that have nothing else. Among equal ones the first id. */
export function tenantAliases(openStore: OpenStore, now: () => number): (alias: number) => Promise<string | undefined> {
  return remembered(now, async () => {
    const tenants = await openStore(PLATFORM_TENANT).query(TenantEntity, {});
    return new Map(tenants.toReversed().map(({ alias, id }) => [alias, id]));
  });
}

/** The id of the tenant that a telephone number leads to. Among several the first id. */
export function numberOwners(openStore: OpenStore, now: () => number): (number: string) => Promise<string | undefined> {
  return remembered(now, async () => {
    const ids = await tenantIds(openStore)();
    const numbers = await Promise.all(
      ids.map(async id => {
        const rows = await openStore(id).query(ConfigurationEntity, { kind: 'phone-numbers' });
        return rows.map(({ object }) => [String(object['number']), id] as const);
      }),
    );
    return new Map(numbers.toReversed().flat());
  });
}

/** Looks up in a map that is loaded at times: now and then, and soon for a key that is not in it. */
function remembered<K>(
  now: () => number,
  load: () => Promise<ReadonlyMap<K, string>>,
): (key: K) => Promise<string | undefined> {
  let read: { readonly at: number; readonly ids: Promise<ReadonlyMap<K, string>> } | undefined;

  function ids(olderThanMs: number): Promise<ReadonlyMap<K, string>> {
    if (!read || now() - read.at >= olderThanMs) {
      read = { at: now(), ids: load() };
      read.ids.catch(() => {
        read = undefined;
      });
    }
    return read.ids;
  }

  return async key => (await ids(BELIEVED_MS)).get(key) ?? (await ids(AGAIN_AFTER_MS)).get(key);
}
