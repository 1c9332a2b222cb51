import { createHash } from 'node:crypto';
import type { Identity } from './identity.ts';
import type { RestRequest } from './request.ts';

/** Says who asks without a token, from the request and the address it came from. */
export type Identify = (
  asked: Pick<RestRequest, 'body' | 'query'> & { readonly operation: string },
  address: string,
) => Identity | Promise<Identity>;

/**
 * Callers without a token are told apart by their address alone, so that equal idempotency keys of two of them never
 * meet: an answer may hold the token of a conversation.
 */
export function publicIdentity(tenantId: string, address: string): Identity {
  const digest = createHash('sha256').update(`${tenantId} ${address}`).digest('hex').slice(0, 32);
  return { tenantId, principal: `public~${digest}`, roles: [] };
}

/** Somebody without a token names the tenant in the request. */
export const namedTenant: Identify = ({ body, query }, address) => {
  const tenantId = tenantIn(body) ?? tenantIn(query);
  if (tenantId === undefined) throw new TypeError('a public operation names its tenant in the body or the query');
  return publicIdentity(tenantId, address);
};

const tenantIn = (values: unknown): string | undefined =>
  typeof values === 'object' && values !== null && 'tenantId' in values && typeof values.tenantId === 'string'
    ? values.tenantId
    : undefined;
