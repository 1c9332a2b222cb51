import { awsMails, workDependencies } from '#shared/adapters/aws.ts';
import { openTranscripts } from '#shared/adapters/repositories/transcripts.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

const variables = readVariables(['table', 'socket', 'delay', 'workflow']);

export const openPorts = openTranscripts({ ...workDependencies(variables, options.now), mails: awsMails() });
