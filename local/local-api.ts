import * as z from 'zod';
import { ConfigurationEntity, PLATFORM_TENANT, TenantEntity } from '#schemas/admin/entity.ts';
import { User } from '#schemas/admin/model.ts';
import { ObjectId, TenantId } from '#schemas/kit/id.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import type { LocalPage } from './http.ts';
import type { IssuedToken, Issuer } from './issuer.ts';
import { localReply, readBody } from './local-reply.ts';

export interface LocalApiOptions {
  readonly issuer: Issuer;
  readonly openStore: OpenStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Moves the clock; missing when it runs by itself. */
  readonly advance?: ((seconds: number) => Promise<void>) | undefined;
}

const TokenRequest = z.strictObject({ tenant: TenantId, user: ObjectId });
const ClockRequest = z.strictObject({
  advanceSeconds: z
    .number()
    .min(0)
    .max(31 * 24 * 3600),
});

type Work = (body: string) => Promise<unknown>;

/** What only the local system has: tokens for the asking, the clock, and the discovery of the issuer. */
export function localApi({ issuer, openStore, now, advance }: LocalApiOptions): LocalPage {
  const routes: Readonly<Record<string, Work>> = {
    'GET /.well-known/openid-configuration': async () => issuer.configuration,
    'GET /.well-known/jwks.json': async () => issuer.keySet,
    'POST /local/tokens': async body => {
      const { tenant, user } = readBody(TokenRequest, body);
      return tokenFor(openStore, issuer, tenant, user);
    },
    ...(advance && {
      'POST /local/clock': async (body: string) => {
        await advance(readBody(ClockRequest, body).advanceSeconds);
        return { now: toInstant(now()) };
      },
    }),
  };
  return async ({ method, path, requestId, body }) => {
    const work = routes[`${method} ${path}`];
    return work && localReply(() => work(body), requestId);
  };
}

/**
 * A token for a user of the store.
 *
 * @throws AppError `TENANT_NOT_FOUND` or `AGENT_NOT_FOUND`
 */
export async function tokenFor(
  openStore: OpenStore,
  issuer: Issuer,
  tenantId: string,
  userId: string,
): Promise<IssuedToken> {
  const tenant = await openStore(PLATFORM_TENANT).get(TenantEntity, { id: tenantId });
  if (!tenant) throw new AppError('TENANT_NOT_FOUND', { params: { tenant: tenantId } });
  const row = await openStore(tenantId).get(ConfigurationEntity, { kind: 'users', id: userId });
  const user = row && User.parse(row.object);
  if (!user?.active) throw new AppError('AGENT_NOT_FOUND', { params: { user: userId } });
  return issuer.issue({ tenantId, userId, roles: user.roles });
}
