import { workDependencies } from '#shared/adapters/aws.ts';
import { openVoice } from '#shared/adapters/voice/dialling.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

export const openPorts = openVoice({
  ...workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), options.now),
  recordings: null,
});
