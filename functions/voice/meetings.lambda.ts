import { shell } from '#shared/runtime/shell.ts';
import { controlParts } from './deps.ts';
import { meetingEvents } from './meetings.ts';

export const handler = shell<unknown, void>(meetingEvents(controlParts()));
