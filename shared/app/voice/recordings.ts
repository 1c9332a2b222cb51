import type { Call } from '#schemas/voice/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { ownCampaign } from '#shared/app/work/change-interaction.ts';
import { callerId } from '#shared/app/work/load.ts';
import { hasPermission } from '#shared/app/work/permissions.ts';
import type { LegAddress, WorkPorts } from '#shared/app/work/ports.ts';
import { visible } from '#shared/app/work/visible.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { change, nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import {
  controlRecording as control,
  type RecordingAction,
  recordingReady as ready,
  recordingDeleted,
  recordingName,
} from '#shared/domain/voice/recording.ts';
import { recordingView } from '#shared/domain/voice/view.ts';
import { assertCall } from './call-in-hand.ts';
import { changeCall } from './change-call.ts';
import type { VoicePorts } from './ports.ts';

/** How long a link to a recording is good for. */
const LINK_SECONDS = 300;

export const controlRecording = (ports: WorkPorts, interactionId: string, action: RecordingAction): Promise<Call> =>
  changeCall(ports, interactionId, command => {
    const { agent, configuration, interaction } = command;
    return control(command, agent.id, ownCampaign(configuration, interaction, agent.id), action, command);
  });

export async function listRecordings(ports: WorkPorts, interactionId: string) {
  const [conversation, found] = await Promise.all([visible(ports, interactionId), ports.call(interactionId)]);
  const { call } = assertCall(conversation, found);
  return { items: call.recordings.map(one => recordingView(one, ports.ctx.now)) };
}

/**
 * A link by which the caller may listen to a recording. Who listens is on record, in the timeline of the interaction,
 * before the link is given.
 *
 * @throws AppError `FORBIDDEN` without the permission, `RECORDING_NOT_FOUND` also when its time is over
 */
export async function playRecording(ports: VoicePorts, interactionId: string, recordingId: string) {
  const [{ interaction }, call, permitted] = await Promise.all([
    visible(ports, interactionId),
    ports.call(interactionId),
    hasPermission(ports, callerId(ports), 'play-recordings'),
  ]);
  if (!permitted) throw new AppError('FORBIDDEN', { params: { permission: 'play-recordings' } });
  const { now } = ports.ctx;
  const found = call?.recordings.find(one => one.id === recordingId);
  if (!found || found.key === null || found.deletesAt <= now || ports.recordings === null) {
    throw new AppError('RECORDING_NOT_FOUND');
  }
  await noteListener(ports, interaction.id, recordingId);
  const expiresAt = plusSeconds(now, LINK_SECONDS);
  return { url: await ports.recordings.link(found.key, recordingName(found), expiresAt), expiresAt };
}

/** Puts who listens into the timeline. */
const noteListener = (ports: WorkPorts, interactionId: string, recordingId: string): Promise<null> =>
  carryOut(ports, async () => {
    const { interaction } = await visible(ports, interactionId);
    return {
      change: change({
        interactions: [{ before: interaction, after: interaction }],
        events: [
          {
            type: 'recording.played.v1',
            subject: `interaction/${interactionId}`,
            agents: [],
            data: { ...about(interaction), recordingId, userId: callerId(ports) },
          },
        ],
      }),
      answer: () => null,
    };
  });

/**
 * Removes the file of a recording, then notes who did: the other way round, a failure between the two would leave a file
 * that no call knows of. What is deleted again is deleted.
 *
 * @throws AppError `RECORDING_NOT_FOUND` also while the file is not there yet, `TRY_LATER`
 */
export async function deleteRecording(ports: VoicePorts, interactionId: string, recordingId: string): Promise<null> {
  const [, call] = await Promise.all([visible(ports, interactionId), ports.call(interactionId)]);
  const found = call?.recordings.find(one => one.id === recordingId);
  if (found && found.deletedAt !== null) return null;
  if (!found || found.key === null || ports.recordings === null) throw new AppError('RECORDING_NOT_FOUND');
  await ports.recordings.remove(found.key);
  return noteDeletion(ports, interactionId, recordingId);
}

const noteDeletion = (ports: WorkPorts, interactionId: string, recordingId: string): Promise<null> =>
  carryOut(ports, async () => {
    const [{ interaction }, call] = await Promise.all([visible(ports, interactionId), ports.call(interactionId)]);
    const by = callerId(ports);
    return {
      change: call ? recordingDeleted({ call, interaction }, recordingId, by, ports.ctx.now) : nothing,
      answer: () => null,
    };
  });

/** The telephone service has stored the file of a recording. */
export const recordingReady = (
  ports: WorkPorts,
  { interactionId, legId }: LegAddress,
  file: { readonly key: string; readonly seconds: number | null },
): Promise<null> =>
  carryOut(ports, async () => {
    const call = await ports.call(interactionId);
    return { change: call ? ready(call, legId, file) : nothing, answer: () => null };
  });
