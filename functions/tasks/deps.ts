import { awsMails, stageRecordings, workDependencies } from '#shared/adapters/aws.ts';
import { openRealtime } from '#shared/adapters/repositories/realtime.ts';
import { openRetention } from '#shared/adapters/repositories/retention.ts';
import { tenantIds as tenantIdsIn } from '#shared/adapters/repositories/tenants.ts';
import { openTranscripts } from '#shared/adapters/repositories/transcripts.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

const dependencies = workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), options.now);

export const { timers } = dependencies;
const realtime = openRealtime(dependencies);
const transcripts = openTranscripts({ ...dependencies, mails: awsMails() });
const retention = openRetention({ ...dependencies, recordings: stageRecordings(options.now) });
export const open = (ctx: Context) => ({ ...transcripts(ctx), ...retention(ctx), ...realtime(ctx) });
export const tenantIds = tenantIdsIn(dependencies.openStore);
