import { shell } from '#shared/runtime/shell.ts';
import { recordingParts } from './deps.ts';
import { recordingDelivered } from './recording.ts';

export const handler = shell<unknown, void>(recordingDelivered(recordingParts));
