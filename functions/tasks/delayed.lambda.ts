import { options } from '#shared/runtime/lambda.ts';
import { shell } from '#shared/runtime/shell.ts';
import { taskRunner } from '#shared/runtime/task.ts';
import { delayedTasks } from './delayed.ts';
import { open, timers } from './deps.ts';
import { taskApi } from './tasks.ts';

export const handler = shell(delayedTasks({ ...options, timers, runTask: taskRunner(taskApi, open, options) }));
