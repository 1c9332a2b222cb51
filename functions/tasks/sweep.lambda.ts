import { options } from '#shared/runtime/lambda.ts';
import { shell } from '#shared/runtime/shell.ts';
import { taskRunner } from '#shared/runtime/task.ts';
import { open, tenantIds } from './deps.ts';
import { sweepTenants } from './sweep-tenants.ts';
import { taskApi } from './tasks.ts';

const sweep = sweepTenants({ ...options, tenantIds, open, runTask: taskRunner(taskApi, open, options) });

export const handler = shell<unknown, void>((_event, { awsRequestId }) => sweep(awsRequestId));
