import { options } from '#shared/runtime/lambda.ts';
import { shell } from '#shared/runtime/shell.ts';
import { frameHandler } from '#shared/runtime/socket.ts';
import { socketApi } from './actions.ts';
import { connections } from './connections.ts';
import { openPorts, sockets } from './deps.ts';
import { socketLambda } from './socket-events.ts';

const frame = frameHandler(socketApi, openPorts, options);

export const handler = shell(socketLambda({ ...connections(openPorts, options.now), frame }, sockets));
