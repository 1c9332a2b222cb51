import { options } from '#shared/runtime/lambda.ts';
import { shell } from '#shared/runtime/shell.ts';
import { taskRunner } from '#shared/runtime/task.ts';
import { open } from './deps.ts';
import { taskApi } from './tasks.ts';
import { workflowTask } from './workflow.ts';

export const handler = shell(workflowTask(taskRunner(taskApi, open, options)));
