import { workDependencies } from '#shared/adapters/aws.ts';
import { openDialling } from '#shared/adapters/voice/dialling.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

export const openPorts = openDialling(
  workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), options.now),
);
