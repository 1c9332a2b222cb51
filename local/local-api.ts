import * as z from 'zod';
import { ConfigurationEntity, PLATFORM_TENANT, TenantEntity } from '#schemas/admin/entity.ts';
import { User } from '#schemas/admin/model.ts';
import { ObjectId, TenantId } from '#schemas/kit/id.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { asAppError, issuesOf, requestInvalid } from '#shared/runtime/problem.ts';
import { earlyProblem } from '#shared/runtime/rest.ts';
import type { LocalPage, PageReply } from './http.ts';
import type { IssuedToken, Issuer } from './issuer.ts';

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
      const { tenant, user } = read(TokenRequest, body);
      return tokenFor(openStore, issuer, tenant, user);
    },
    ...(advance && {
      'POST /local/clock': async (body: string) => {
        await advance(read(ClockRequest, body).advanceSeconds);
        return { now: toInstant(now()) };
      },
    }),
  };
  return async ({ method, path, requestId, body }) => {
    const work = routes[`${method} ${path}`];
    return work && answer(work, body, requestId);
  };
}

async function answer(work: Work, body: string, requestId: string): Promise<PageReply> {
  const headers = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' };
  try {
    return { status: 200, headers, body: JSON.stringify(await work(body)) };
  } catch (thrown) {
    const { code, details } = asAppError(thrown);
    const { statusCode, ...problem } = earlyProblem(code, requestId, details);
    return { status: statusCode, ...problem };
  }
}

function read<T>(schema: z.ZodType<T>, body: string): T {
  const result = schema.safeParse(jsonOf(body));
  if (!result.success) throw requestInvalid(issuesOf(result.error));
  return result.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
