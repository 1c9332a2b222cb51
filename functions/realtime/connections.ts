import { connect, disconnect } from '#shared/app/realtime/connection.ts';
import type { RealtimePorts } from '#shared/app/realtime/ports.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, contextOf } from '#shared/runtime/context.ts';
import type { Connection } from '#shared/runtime/socket.ts';

/** What happens when a socket opens or has closed. */
export interface Connections {
  readonly connected: (connection: Connection, requestId: string) => Promise<void>;
  readonly disconnected: (connection: Connection, requestId: string) => Promise<void>;
}

export function connections(open: (ctx: Context) => RealtimePorts, now: () => number): Connections {
  const portsFor = ({ identity }: Connection, requestId: string) =>
    open(contextOf(identity, { now: toInstant(now()), requestId }));
  return {
    connected: (connection, requestId) => connect(portsFor(connection, requestId), connection.id),
    disconnected: (connection, requestId) => disconnect(portsFor(connection, requestId), connection.id),
  };
}
