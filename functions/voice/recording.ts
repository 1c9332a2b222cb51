import * as z from 'zod';
import type { LegAddress } from '#shared/app/voice/ports.ts';
import type { TelephoneEvents } from './telephone.ts';

/** How S3 tells EventBridge of a file. */
const ObjectCreated = z.object({
  'detail-type': z.literal('Object Created'),
  detail: z.object({ object: z.object({ key: z.string().min(1) }) }),
});

export interface RecordingOptions {
  readonly telephone: Pick<TelephoneEvents, 'recordingReady'>;
  /** The leg whose recording a file is; undefined for another file. */
  readonly legOf: (key: string) => LegAddress | undefined;
}

/** Tells a call of the file of its recording. Messages are told of by the call itself, and pass by. */
export const recordingDelivered =
  ({ legOf, telephone }: RecordingOptions) =>
  async (event: unknown): Promise<void> => {
    const { key } = ObjectCreated.parse(event).detail.object;
    const leg = legOf(key);
    // How long it is stands in the file, which nobody reads for it: the orders that it began and ended with are known.
    if (leg) await telephone.recordingReady(leg, { key, seconds: null });
  };
