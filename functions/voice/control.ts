import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Nudge, VoiceControl } from '#schemas/voice/control.ts';
import { dialAgain } from '#shared/app/voice/dial-again.ts';
import type { LegAddress, WorkPorts } from '#shared/app/work/ports.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, systemContext } from '#shared/runtime/context.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';
import type { TelephoneEvents } from './telephone.ts';

export interface ControlOptions {
  /** Sends a command to a call once. */
  readonly send: (ref: string, word: Nudge) => Promise<'asked' | 'busy' | 'gone'>;
  /** Has a browser heard, or not, as it should be. */
  readonly mute: (leg: LegAddress) => Promise<void>;
  /** Takes a browser from its room. */
  readonly dismiss: (leg: LegAddress) => Promise<void>;
  readonly queue: { send(control: VoiceControl, delaySeconds: number): Promise<void> };
  readonly telephone: TelephoneEvents;
  readonly open: (ctx: Context) => WorkPorts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** Tries at this distance. */
const AGAIN_SECONDS = 1;
/** A command that found no room for so long is given up: the sweeper sees to what it was for. */
const GIVEN_UP_MS = 60_000;

/**
 * Carries out what waits for the telephone service, one after the other, as fast as the service takes it. What it does
 * not take now waits once more; what fails is delivered again, and only that.
 */
export const controlQueue =
  (options: ControlOptions) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    for (const { body, messageId } of Records) {
      try {
        await carryOut(options, VoiceControl.parse(JSON.parse(body)), messageId);
      } catch (thrown) {
        options.telemetry.taskFailed(thrown, 'voice-control');
        failed.push(messageId);
      }
    }
    return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
  };

/** Carries out one message; the local system does without batches. */
export async function carryOut(options: ControlOptions, control: VoiceControl, requestId: string): Promise<void> {
  const { leg } = control;
  switch (control.kind) {
    case 'nudge':
      return nudge(options, control);
    case 'mute':
      return options.mute(leg);
    case 'dismiss':
      return options.dismiss(leg);
    case 'dial': {
      const now = toInstant(options.now());
      return dialAgain(options.open(systemContext(leg.tenantId, { now, requestId })), leg);
    }
    case 'tell':
      await options.telephone.noteLeg(leg, control.event, control.key);
  }
}

async function nudge(options: ControlOptions, control: Extract<VoiceControl, { kind: 'nudge' }>): Promise<void> {
  const { leg, ref, since, word } = control;
  switch (await options.send(ref, word)) {
    case 'asked':
      return;
    case 'gone':
      // Its end was never told, or is on its way: told twice it counts once.
      await options.telephone.noteLeg(leg, { legId: leg.legId, kind: 'ended', cause: 'failed' }, `${ref}-gone`);
      return;
    case 'busy':
      if (options.now() - Date.parse(since) < GIVEN_UP_MS) return options.queue.send(control, AGAIN_SECONDS);
      options.telemetry.callTroubled('command given up', { command: word });
  }
}
