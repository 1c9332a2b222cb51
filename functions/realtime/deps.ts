import { realtimeDependencies } from '#shared/adapters/aws.ts';
import { openRealtime } from '#shared/adapters/repositories/realtime.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

const dependencies = realtimeDependencies(readVariables(['table', 'socket', 'delay']), options.now);

export const { sockets } = dependencies;
export const openPorts = openRealtime(dependencies);
