import { options } from '#shared/runtime/lambda.ts';
import { shell } from '#shared/runtime/shell.ts';
import { controlQueue } from './control.ts';
import { controlParts } from './deps.ts';

export const handler = shell(controlQueue({ ...options, ...controlParts() }));
