import type { Context } from '#shared/app/work/ports.ts';
import type { Identity } from './identity.ts';
import { actorOf } from './identity.ts';

export type { Context };

/** What the edge knows of a request besides who asks. */
export interface Circumstances {
  readonly now: string;
  readonly requestId: string;
  readonly sessionId?: string | null;
  readonly origin?: string | null;
  readonly ifMatch?: number | null;
  readonly idempotency?: Context['idempotency'];
}

export const contextOf = (identity: Identity, circumstances: Circumstances): Context => ({
  tenantId: identity.tenantId,
  actor: actorOf(identity),
  principal: identity.principal,
  roles: identity.roles,
  sessionId: null,
  origin: null,
  ifMatch: null,
  idempotency: null,
  ...circumstances,
});

/** The context of what Tandem does by itself: timers, streams, sweeps. */
export const systemContext = (tenantId: string, { now, requestId }: Circumstances): Context => ({
  tenantId,
  actor: { kind: 'system', id: null },
  principal: 'system',
  roles: [],
  now,
  requestId,
  sessionId: null,
  origin: null,
  ifMatch: null,
  idempotency: null,
});
