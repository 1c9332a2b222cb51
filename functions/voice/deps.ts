import { workDependencies } from '#shared/adapters/aws.ts';
import { openWork } from '#shared/adapters/repositories/work.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

export const openPorts = openWork(
  workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), options.now),
);
