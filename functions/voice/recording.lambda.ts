import { options } from '#shared/runtime/lambda.ts';
import { shell } from '#shared/runtime/shell.ts';
import { recordingPorts } from './deps.ts';
import { recordingDelivered } from './recording.ts';

export const handler = shell<unknown, void>(recordingDelivered({ ...options, ports: recordingPorts }));
