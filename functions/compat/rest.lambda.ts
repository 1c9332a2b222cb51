import { options } from '#shared/runtime/lambda.ts';
import { restLambda } from '#shared/runtime/rest.ts';
import { shell } from '#shared/runtime/shell.ts';
import { compatApi } from './api.ts';
import { identify, openPorts } from './deps.ts';

export const handler = shell(restLambda(compatApi, openPorts, { ...options, identify }));
