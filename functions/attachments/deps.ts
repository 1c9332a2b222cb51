import { fileRecognition } from '#shared/adapters/attachments/file-recognition.ts';
import { awsFiles, workDependencies } from '#shared/adapters/aws.ts';
import { openAttachments } from '#shared/adapters/repositories/attachments.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';

const variables = readVariables(['table', 'socket', 'delay', 'workflow', 'attachments']);

export const openPorts = openAttachments({
  ...workDependencies(variables, options.now),
  files: awsFiles(variables, options.now),
  recognition: fileRecognition,
});
