import * as z from 'zod';
import type { RecordingPorts } from '#shared/app/voice/ports.ts';
import { storeRecording } from '#shared/app/voice/store-recording.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';

/** How S3 tells EventBridge of a file. */
const ObjectCreated = z.object({
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string().min(1), size: z.number().default(0) }) }),
});

export interface RecordingOptions {
  readonly ports: RecordingPorts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** Adds a recording that was delivered to its call. What lies there besides is told of and left alone. */
export const recordingDelivered =
  ({ now, ports, telemetry }: RecordingOptions) =>
  async (event: unknown): Promise<void> => {
    const { object } = ObjectCreated.parse(event).detail;
    const isOurs = await storeRecording(ports, { file: object.key, bytes: object.size, at: toInstant(now()) });
    if (!isOurs) telemetry.callTroubled('recording of no call', {});
  };
