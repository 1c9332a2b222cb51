import { createHash } from 'node:crypto';
import { TenantId } from '#schemas/kit/id.ts';
import type { Role } from '#schemas/kit/route.ts';
import type { TicketRecord } from '#schemas/realtime/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import type { Identity } from '#shared/runtime/identity.ts';
import { type AuthorizerEvent, headerOf, orUnauthorized } from './authorize.ts';

export interface TicketOptions {
  /** Takes the ticket with this digest away for good; undefined when it is not there. */
  readonly take: (tenantId: string, digest: string) => Promise<TicketRecord | undefined>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type RedeemTicket = (ticket: string | undefined, origin: string | undefined) => Promise<Identity>;

/**
 * Exchanges a socket ticket (`<tenant>.<secret>`) for who it was issued to. It is used up even when it turns out to be
 * expired or to come from a page of another origin.
 *
 * @throws AppError `TOKEN_INVALID`
 */
export const ticketRedeemer =
  ({ take, now }: TicketOptions): RedeemTicket =>
  async (ticket, origin) => {
    const { tenantId, secret } = partsOf(ticket);
    const found = await take(tenantId, ticketDigest(secret));
    if (!found || found.expiresAt <= toInstant(now()) || !isFrom(origin, found)) throw new AppError('TOKEN_INVALID');
    return { tenantId, principal: found.principal, roles: found.roles as Role[] };
  };

/** What is stored of a ticket: its secret part is not. */
export const ticketDigest = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const SECRET = /^[\w-]{16,200}$/;

function partsOf(ticket: string | undefined): { tenantId: string; secret: string } {
  const [tenantId = '', secret = '', ...more] = (ticket ?? '').split('.');
  if (more.length > 0 || !TenantId.safeParse(tenantId).success || !SECRET.test(secret)) {
    throw new AppError('TOKEN_INVALID');
  }
  return { tenantId, secret };
}

const isFrom = (origin: string | undefined, ticket: TicketRecord): boolean =>
  ticket.origin === null || ticket.origin === origin;

export interface SocketAuthorizerEvent extends AuthorizerEvent {
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
}

/** Checks the ticket of a socket that opens. */
export const socketAuthorizer = (redeem: RedeemTicket) => (event: SocketAuthorizerEvent) =>
  orUnauthorized(event.methodArn, () =>
    redeem(event.queryStringParameters?.['ticket'], headerOf(event.headers, 'origin')),
  );
