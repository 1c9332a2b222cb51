import type { Sockets } from '#shared/app/work/ports.ts';
import { type Identity, identityFrom } from '#shared/runtime/identity.ts';
import type { Connection, FrameHandler } from '#shared/runtime/socket.ts';
import type { Connections } from './connections.ts';

/** What is read of API Gateway's socket events. */
export interface SocketEvent {
  readonly requestContext: {
    readonly routeKey: string;
    readonly connectionId: string;
    readonly requestId: string;
    /** What the authorizer said at `$connect`; it comes with every event of the connection. */
    readonly authorizer?: Readonly<Record<string, unknown>>;
  };
  readonly body?: string;
}

const OK = { statusCode: 200 };

/** Connecting, disconnecting and every frame of a socket. Answers go back over the socket. */
export const socketLambda =
  (functions: Connections & { readonly frame: FrameHandler }, sockets: Sockets) =>
  async ({ requestContext, body = '' }: SocketEvent): Promise<{ statusCode: number }> => {
    const { connectionId, requestId, routeKey } = requestContext;
    const connection: Connection = { id: connectionId, identity: authorized(requestContext.authorizer) };
    if (routeKey === '$connect') await functions.connected(connection, requestId);
    else if (routeKey === '$disconnect') await functions.disconnected(connection, requestId);
    else await answer(sockets, connectionId, await functions.frame(body, connection, requestId));
    return OK;
  };

/** Frames go in order; behind the first that finds nobody there, the others are of no use. */
async function answer(sockets: Sockets, connectionId: string, frames: readonly unknown[]): Promise<void> {
  for (const frame of frames) {
    if ((await sockets.post(connectionId, frame)) === 'gone') return;
  }
}

function authorized(context: Readonly<Record<string, unknown>> | undefined): Identity {
  const identity = identityFrom(context);
  if (!identity) throw new TypeError('the socket came past its authorizer');
  return identity;
}
