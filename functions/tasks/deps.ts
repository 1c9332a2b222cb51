import { workDependencies } from '#shared/adapters/aws.ts';
import { openRealtime } from '#shared/adapters/repositories/realtime.ts';
import { tenantIds as tenantIdsIn } from '#shared/adapters/repositories/tenants.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

const dependencies = workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), options.now);

export const { timers } = dependencies;
export const open = openRealtime(dependencies);
export const tenantIds = tenantIdsIn(dependencies.openStore);
