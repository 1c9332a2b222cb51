import { MAX_FILE_BYTES_ON_LAMBDA } from '#schemas/compat/chatservice/model.ts';
import { fileRecognition } from '#shared/adapters/attachments/file-recognition.ts';
import { awsConversationTokens, awsFiles, awsStore, workDependencies } from '#shared/adapters/aws.ts';
import { openChatService } from '#shared/adapters/repositories/chat-service.ts';
import { tenantAliases } from '#shared/adapters/repositories/tenants.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';
import { identifyBy } from './identify.ts';

const variables = readVariables(['table', 'socket', 'delay', 'workflow', 'conversation', 'attachments']);
const tokens = awsConversationTokens(variables, options.now);

export const openPorts = openChatService({
  ...workDependencies(variables, options.now),
  tokens,
  files: awsFiles(variables, options.now),
  recognition: fileRecognition,
  carriedBytes: MAX_FILE_BYTES_ON_LAMBDA,
});
export const identify = identifyBy({
  verify: token => tokens.verify(token),
  tenantByAlias: tenantAliases(awsStore(variables, options.now), options.now),
});
