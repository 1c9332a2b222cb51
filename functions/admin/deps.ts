import { workDependencies } from '#shared/adapters/aws.ts';
import { openAdmin } from '#shared/adapters/repositories/admin.ts';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import { openWork } from '#shared/adapters/repositories/work.ts';
import type { AdminPorts } from '#shared/app/admin/ports.ts';
import type { Context } from '#shared/runtime/context.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';
import { applyTo } from './apply.ts';

const dependencies = workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), options.now);
const work = openWork(dependencies);
const numbers = numberBook(dependencies.openStore);

export const openPorts = (ctx: Context): AdminPorts =>
  openAdmin(ctx, {
    store: dependencies.openStore(ctx.tenantId),
    configurationCache: dependencies.configurationCache,
    nextId: dependencies.nextId,
    numbers,
    applied: applyTo(work(ctx), options.telemetry),
  });
