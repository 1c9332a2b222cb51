import type { ScheduledTask, Timers } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { DelayedMessage, Sqs } from '../aws/clients.ts';
import { unlessDown } from '../outage.ts';

export interface SqsDelayOptions {
  readonly client: Sqs;
  readonly queueUrl: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const MAX_DELAY_SECONDS = 900;
const BATCH_SIZE = 10;

/**
 * Delayed messages. A message waits 15 minutes at most: one that arrives before its instant is scheduled again by the
 * consumer, so a later deadline takes several messages.
 */
export const sqsDelayTimers = ({ client, queueUrl, now }: SqsDelayOptions): Timers => ({
  async schedule(tasks) {
    const entries = tasks.map((task, at) => entryOf(task, at, now()));
    const batches = Array.from({ length: Math.ceil(entries.length / BATCH_SIZE) }, (_, at) =>
      entries.slice(at * BATCH_SIZE, (at + 1) * BATCH_SIZE),
    );
    await Promise.all(batches.map(Entries => unlessDown(() => send(client, queueUrl, Entries))));
  },
});

const entryOf = ({ name, at, input }: ScheduledTask, index: number, now: number): DelayedMessage => ({
  Id: String(index),
  MessageBody: JSON.stringify({ name, at, input }),
  DelaySeconds: Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil((Date.parse(at) - now) / 1000))),
});

async function send(client: Sqs, QueueUrl: string, Entries: DelayedMessage[]): Promise<void> {
  const { Failed = [] } = await client.call('SendMessageBatch', { QueueUrl, Entries });
  if (Failed.length > 0) throw new AppError('TRY_LATER');
}
