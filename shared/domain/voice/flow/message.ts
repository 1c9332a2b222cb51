import type { Recording } from '#schemas/voice/model.ts';
import { arrive } from '#shared/domain/interactions/arrive.ts';
import { type Change, nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { contactBy } from '../arrive.ts';
import type { CallInHand } from '../follow.ts';
import { customerLeg } from '../leg.ts';
import { inUrgency } from './urgency.ts';
import type { LeftMessage } from './walk.ts';
import type { FlowWorld } from './world.ts';

/** What a message comes to: the call that keeps its recording, and the work that it is. */
export interface KeptMessage {
  readonly inHand: CallInHand;
  readonly task: Change;
}

/**
 * A message that a caller has left is work of its own: a task that waits in the queue it was left for, also while that is
 * closed, with the number to call back. The recording stays with the call, which counts for that queue from here on, so
 * that whoever gets the task may listen.
 */
export function keepMessage(message: LeftMessage, inHand: CallInHand, world: FlowWorld): KeptMessage {
  const { call, interaction } = inHand;
  const found = world.queue(message.queueId);
  const recording = found && recordingOf(message, inHand, found.recording.retentionDays, world.now);
  if (!found || !recording) return { inHand, task: nothing };
  const { from, language, tenantId } = call;
  const contact = contactBy({ id: world.newId('int'), tenantId, from, to: call.to ?? '', language }, 'task');
  const profile = { ...interaction.profile, voicemailOf: call.id, recording: recording.id };
  const queue = call.flow ? inUrgency(found.queue, call.flow.urgency) : found.queue;
  return {
    inHand: {
      call: { ...call, recordings: [...call.recordings, recording].slice(-MOST_RECORDINGS) },
      interaction: { ...interaction, queueId: queue.id, campaignId: queue.campaignId },
    },
    task: arrive({ ...contact, profile }, queue, world.settings, world.now),
  };
}

/** Of one call. Who leaves more of them has the last ones kept. */
const MOST_RECORDINGS = 10;
const DAY_SECONDS = 86_400;

/** Its file is there by now: the telephone service tells of a message when it has stored it. */
function recordingOf(
  { key, seconds }: LeftMessage,
  { call }: CallInHand,
  retentionDays: number,
  now: string,
): Recording | undefined {
  const leg = customerLeg(call);
  return (
    leg && {
      ...{ id: leg.activity.id, legId: leg.id, kind: 'message', byAgentId: null, pauses: [] },
      ...{ startedAt: seconds === null ? now : plusSeconds(now, -seconds), endedAt: now },
      ...{ deletesAt: plusSeconds(now, retentionDays * DAY_SECONDS), deletedAt: null, key, seconds },
    }
  );
}
