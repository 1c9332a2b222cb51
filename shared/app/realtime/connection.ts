import { notePageGone } from '#shared/app/work/customer-page.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { principalId } from '#shared/domain/kit/principal.ts';
import type { RealtimePorts } from './ports.ts';

/** API Gateway closes a socket after two hours; its row is gone soon after. */
const SOCKET_SECONDS = 2 * 3600 + 600;

/** A socket is open: its row is what pushes are addressed to. */
export const connect = (ports: RealtimePorts, connectionId: string): Promise<void> =>
  ports.saveSocket({
    principal: ports.ctx.principal,
    connectionId,
    roles: [...ports.ctx.roles],
    topics: [],
    openedAt: ports.ctx.now,
    expiresAt: plusSeconds(ports.ctx.now, SOCKET_SECONDS),
  });

/** A socket is closed; when it was the last one of somebody, a look follows whether an agent or a customer is back. */
export async function disconnect(ports: RealtimePorts, connectionId: string): Promise<void> {
  const { principal } = ports.ctx;
  const open = await ports.sockets(principal);
  const closed = open.find(socket => socket.connectionId === connectionId);
  await Promise.all([
    ports.removeSocket(principal, connectionId),
    closed && closed.topics.length > 0 ? ports.unfollow(closed.topics, connectionId) : undefined,
  ]);
  if (open.some(socket => socket.connectionId !== connectionId)) return;
  if (principal.startsWith('user~')) await watchReturn(ports, principalId(principal));
  else await notePageGone(ports, principalId(principal));
}

async function watchReturn(ports: RealtimePorts, agentId: string): Promise<void> {
  const [atWork, { settings }] = await Promise.all([ports.agent(agentId), ports.configuration()]);
  if (atWork?.agent.session?.status !== 'online') return;
  const deadline = plusSeconds(ports.ctx.now, settings.disconnectSeconds);
  const { tenantId } = ports.ctx;
  const input = { tenantId, agentId, epoch: atWork.agent.epoch, deadline };
  await ports.schedule([{ name: 'check-sockets', carrier: 'delay', at: deadline, input }]);
}
