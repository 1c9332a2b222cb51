import { awsConversationTokens, workDependencies } from '#shared/adapters/aws.ts';
import { openChat } from '#shared/adapters/repositories/chat.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

const variables = readVariables(['table', 'socket', 'delay', 'workflow', 'conversation']);

export const openPorts = openChat({
  ...workDependencies(variables, options.now),
  tokens: awsConversationTokens(variables, options.now),
});
