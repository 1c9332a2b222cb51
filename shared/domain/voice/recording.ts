import type { Campaign } from '#schemas/admin/model.ts';
import type { Errand } from '#schemas/voice/activity.ts';
import type { CallRecord, Leg, Recording, RecordingState } from '#schemas/voice/model.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import { msBetween, plusSeconds } from '#shared/domain/kit/instant.ts';
import { liveShardOf } from '#shared/domain/kit/shard.ts';
import type { CallInHand } from './follow.ts';
import { customerLeg, type Moment, replaceLeg } from './leg.ts';
import { assertAccepts } from './state.ts';

export type RecordingAction = Extract<Errand, { kind: 'recording' }>['to'];

/** Where each action leads; a leg is recorded once, so that nothing leads out of `stopped`. */
const NEXT: Readonly<Record<RecordingState, Partial<Record<RecordingAction, RecordingState>>>> = {
  off: { start: 'on' },
  on: { pause: 'paused', stop: 'stopped' },
  paused: { resume: 'on', stop: 'stopped' },
  stopped: {},
};

const DAY_SECONDS = 86_400;

/**
 * An agent starts, pauses, resumes or stops the recording of his call (REC-02). What is left out by a pause is noted, so
 * that whoever listens knows that something is missing.
 *
 * @throws AppError `RECORDING_NOT_ALLOWED` where the campaign records nothing, `INTERACTION_STATE`
 */
export function controlRecording(
  inHand: CallInHand,
  agentId: string,
  campaign: Campaign,
  action: RecordingAction,
  moment: Moment,
): Change {
  assertAccepts(inHand, agentId, 'controlRecording');
  const { call } = inHand;
  if (campaign.recording.mode === 'never') {
    throw new AppError('RECORDING_NOT_ALLOWED', { params: { campaignId: campaign.id } });
  }
  const leg = customerLeg(call);
  const to = NEXT[call.recording][action];
  if (to === undefined || leg === undefined) {
    throw new AppError('INTERACTION_STATE', {
      currentState: `recording ${call.recording}`,
      allowedCommands: Object.keys(NEXT[call.recording]).length > 0 ? ['controlRecording'] : [],
      params: { actions: Object.keys(NEXT[call.recording]) },
    });
  }
  const retentionDays = campaign.recording.retentionDays;
  return change({
    calls: [{ before: call, after: recorded(call, leg, action, to, { agentId, retentionDays }, moment) }],
  });
}

/** Calls of a campaign that records all of them are recorded from the moment on in which somebody speaks. */
export function recordFromNowOn(call: CallRecord, retentionDays: number, moment: Moment): CallRecord {
  const leg = customerLeg(call);
  if (call.recording !== 'off' || leg === undefined) return call;
  return recorded(call, leg, 'start', 'on', { agentId: null, retentionDays }, moment);
}

/** Whoever speaks with somebody outside after the agent has left is not recorded any more. */
export function stopRecording(call: CallRecord, moment: Moment): CallRecord {
  const leg = customerLeg(call);
  if (leg === undefined || (call.recording !== 'on' && call.recording !== 'paused')) return call;
  return recorded(call, leg, 'stop', 'stopped', { agentId: null, retentionDays: 0 }, moment);
}

function recorded(
  call: CallRecord,
  leg: Leg,
  action: RecordingAction,
  to: RecordingState,
  by: { readonly agentId: string | null; readonly retentionDays: number },
  { newId, now }: Moment,
): CallRecord {
  const id = newId('act');
  const told = replaceLeg(call, { ...leg, errands: [...leg.errands, { kind: 'recording', id, to: action }] });
  return { ...told, recording: to, recordings: noted(call.recordings, action, leg, id, by, now) };
}

function noted(
  recordings: readonly Recording[],
  action: RecordingAction,
  leg: Leg,
  id: string,
  by: { readonly agentId: string | null; readonly retentionDays: number },
  now: string,
): Recording[] {
  if (action === 'start') {
    const deletesAt = plusSeconds(now, by.retentionDays * DAY_SECONDS);
    const begun = {
      id,
      legId: leg.id,
      kind: 'call' as const,
      byAgentId: by.agentId,
      startedAt: now,
      endedAt: null,
      pauses: [],
    };
    return [...recordings, { ...begun, deletesAt, deletedAt: null, key: null, seconds: null }];
  }
  return recordings.map(one => (one.endedAt === null ? afterAction(one, action, now) : one));
}

function afterAction(one: Recording, action: RecordingAction, now: string): Recording {
  const closed = one.pauses.map(pause => (pause.to === null ? { ...pause, to: now } : pause));
  switch (action) {
    case 'pause':
      return { ...one, pauses: [...one.pauses, { from: now, to: null }] };
    case 'resume':
      return { ...one, pauses: closed };
    default:
      return { ...one, pauses: closed, endedAt: now };
  }
}

/** What is recorded ends with its call. */
export const closeRecordings = (recordings: readonly Recording[], now: string): Recording[] =>
  recordings.map(one => (one.endedAt === null ? afterAction(one, 'stop', now) : one));

/**
 * The file of a recording is removed: what is known of it stays, the file is not handed out any more, and the timeline
 * says so. What is deleted again is deleted.
 *
 * @param userId who has deleted it; null where its time was over
 */
export function recordingDeleted(
  { call, interaction }: CallInHand,
  recordingId: string,
  userId: string | null,
  now: string,
): Change {
  if (!call.recordings.some(one => one.id === recordingId && one.deletedAt === null)) return nothing;
  const recordings = call.recordings.map(one =>
    one.id === recordingId ? { ...one, key: null, seconds: null, deletedAt: now } : one,
  );
  const data = { ...about(interaction), recordingId };
  const news = { subject: `interaction/${interaction.id}`, agents: [] } as const;
  return change({
    interactions: [{ before: interaction, after: interaction }],
    calls: [{ before: call, after: { ...call, recordings } }],
    events: [
      userId === null
        ? { ...news, type: 'recording.expired.v1', data }
        : { ...news, type: 'recording.deleted.v1', data: { ...data, userId } },
    ],
  });
}

/**
 * How long a file is; null while it is not there. Of a conversation nobody says so, but it was recorded from an order to
 * an order or to the end of the call, and pauses are silence in it: right to about a second.
 */
export function recordedSeconds({ endedAt, key, seconds, startedAt }: Recording): number | null {
  if (key === null || seconds !== null || endedAt === null) return key === null ? null : seconds;
  return Math.round(msBetween(startedAt, endedAt) / 1000);
}

/** A file that is there, and when it has to go. */
export interface RecordingFile {
  readonly shard: string;
  readonly deletesAt: string;
  readonly interactionId: string;
  readonly recordingId: string;
  readonly key: string;
}

/** The files that a call has: rows that follow from it. */
export const recordingFiles = ({ id: interactionId, recordings }: CallRecord): RecordingFile[] =>
  recordings.flatMap(({ deletesAt, id: recordingId, key }) =>
    key === null ? [] : [{ shard: liveShardOf(interactionId), deletesAt, interactionId, recordingId, key }],
  );

/** The rows of its files are written with a call that was stored before files had rows; all other calls have them. */
export const noteFiles = (call: CallRecord): Change =>
  recordingFiles(call).length === 0
    ? nothing
    : change({ calls: [{ before: { ...call, recordings: [] }, after: call }] });

/** Under what name a recording is saved: when it began, in UTC, in characters that every file system takes. */
export const recordingName = ({ startedAt }: Pick<Recording, 'startedAt'>): string =>
  `recording-${startedAt.slice(0, 19).replaceAll(':', '-')}.wav`;

/** The file of a recording is there. Told twice is told once; of an unknown leg, or a deleted recording, nothing. */
export function recordingReady(
  call: CallRecord,
  legId: string,
  file: { readonly key: string; readonly seconds: number | null },
): Change {
  const found = call.recordings.find(one => one.legId === legId && one.key === null && one.deletedAt === null);
  if (!found) return change({});
  const recordings = call.recordings.map(one => (one === found ? { ...one, ...file } : one));
  return change({ calls: [{ before: call, after: { ...call, recordings } }] });
}
