import { awsConversationTokens, awsStore, workDependencies } from '#shared/adapters/aws.ts';
import { openChat } from '#shared/adapters/repositories/chat.ts';
import { tenantAliases } from '#shared/adapters/repositories/tenants.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';
import { identifyBy } from './identify.ts';

const variables = readVariables(['table', 'socket', 'delay', 'workflow', 'conversation']);
const tokens = awsConversationTokens(variables, options.now);

export const openPorts = openChat({ ...workDependencies(variables, options.now), tokens });
export const identify = identifyBy({
  verify: token => tokens.verify(token),
  tenantByAlias: tenantAliases(awsStore(variables, options.now), options.now),
});
