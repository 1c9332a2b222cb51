import { PLATFORM_TENANT, TenantEntity } from '#schemas/admin/entity.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';

/** The ids of all tenants there are. */
export const tenantIds =
  (openStore: OpenStore): (() => Promise<string[]>) =>
  async () =>
    (await openStore(PLATFORM_TENANT).query(TenantEntity, {})).map(tenant => tenant.id);
