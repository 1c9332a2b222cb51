import { WATCHED } from '#shared/app/realtime/fan-out.ts';
import { options } from '#shared/runtime/lambda.ts';
import { shell } from '#shared/runtime/shell.ts';
import { streamLambda } from '#shared/runtime/stream.ts';
import { openPorts } from './deps.ts';
import { onChanges } from './on-changes.ts';

export const handler = shell(
  streamLambda(onChanges(openPorts, options), { watched: WATCHED, telemetry: options.telemetry }),
);
