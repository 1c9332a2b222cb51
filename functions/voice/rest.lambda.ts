import { options } from '#shared/runtime/lambda.ts';
import { restLambda } from '#shared/runtime/rest.ts';
import { shell } from '#shared/runtime/shell.ts';
import { voiceApi } from './api.ts';
import { openPorts } from './deps.ts';

export const handler = shell(restLambda(voiceApi, openPorts(), options));
