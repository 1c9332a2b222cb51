import { plusSeconds } from '#shared/domain/kit/instant.ts';
import type { RealtimePorts } from './ports.ts';

const TICKET_SECONDS = 30;

/**
 * A ticket that opens one socket, once. The table keeps the digest alone: who reads the table opens no socket.
 *
 * @param secret fresh random text and its SHA-256 digest, made at the edge
 */
export async function issueSocketTicket(
  ports: RealtimePorts,
  secret: { readonly text: string; readonly digest: string },
  origin: string | null,
): Promise<{ ticket: string; url: string; expiresAt: string }> {
  const expiresAt = plusSeconds(ports.ctx.now, TICKET_SECONDS);
  const { principal, roles, tenantId } = ports.ctx;
  await ports.saveTicket({ digest: secret.digest, principal, roles, origin, expiresAt });
  const ticket = `${tenantId}.${secret.text}`;
  return { ticket, url: `${ports.socketUrl}?ticket=${encodeURIComponent(ticket)}`, expiresAt };
}
