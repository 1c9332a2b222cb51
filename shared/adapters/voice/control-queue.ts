import type { VoiceControl } from '#schemas/voice/control.ts';
import type { Sqs } from '#shared/adapters/aws/clients.ts';
import { unlessDown } from '#shared/adapters/outage.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** Where commands to calls wait that the telephone service does not take at once. Delivers each at least once. */
export interface ControlQueue {
  /** @throws AppError `TRY_LATER` when it was not taken */
  send(control: VoiceControl, delaySeconds: number): Promise<void>;
}

export const sqsControlQueue = (client: Sqs, QueueUrl: string): ControlQueue => ({
  async send(control, DelaySeconds) {
    const Entries = [{ Id: '0', MessageBody: JSON.stringify(control), DelaySeconds }];
    const { Failed = [] } = await unlessDown(() => client.call('SendMessageBatch', { QueueUrl, Entries }));
    if (Failed.length > 0) throw new AppError('TRY_LATER');
  },
});
