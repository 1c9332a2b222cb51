import { workDependencies } from '#shared/adapters/aws.ts';
import { openSnippets } from '#shared/adapters/repositories/snippets.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

export const openPorts = openSnippets(
  workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), options.now),
);
