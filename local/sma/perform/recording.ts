import { INVALID_ACTION, UPLOAD_FAILED } from '../actions.ts';
import type { Leg } from '../leg.ts';
import type { World } from '../world.ts';
import type { Call, Perform, Results } from './stage.ts';

const two = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** `2019/03/01` and `2019-03-01-17-10-00-010`, in UTC. */
function datesOf(at: number): { readonly day: readonly string[]; readonly stamp: string } {
  const date = new Date(at);
  const day = [two(date.getUTCFullYear(), 4), two(date.getUTCMonth() + 1), two(date.getUTCDate())];
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(value => two(value));
  return { day, stamp: [...day, ...time, two(date.getUTCMilliseconds(), 3)].join('-') };
}

const DEFAULT_PREFIX = 'Amazon-Chime-SMA-Call-Recordings';

/** Where the service puts the recording of a leg: under the prefix of the location, or its own, by the day of the call. */
export function callRecordingObject(
  location: string,
  { startedAt, callId }: Pick<Leg, 'startedAt' | 'callId'>,
  transactionId: string,
): { readonly bucket: string; readonly key: string } {
  const [bucket = '', ...prefix] = location.split('/').filter(part => part !== '');
  const { day, stamp } = datesOf(startedAt);
  const name = `${stamp}_${transactionId}_${callId}.wav`;
  return { bucket, key: [...(prefix.length > 0 ? prefix : [DEFAULT_PREFIX]), ...day, name].join('/') };
}

const metadataOf = (transactionId: string, callId: string, durationMs: number) => ({
  'transaction-id': transactionId,
  'call-id': callId,
  'recording-duration': String(Math.round(durationMs / 1000)),
  'recording-audio-file-format': 'audio/wav',
});

export const startCallRecording: Perform<'StartCallRecording'> = ({ Track, Destination }, stage) => {
  const { world, call, leg } = stage;
  if (leg.recording) {
    stage.failed(INVALID_ACTION);
    return undefined;
  }
  const { bucket, key } = callRecordingObject(Destination.Location, leg, call.id);
  if (world.faults.recordingDenied?.(bucket, key)) {
    stage.failedWith('NoAccessToDestination: Error while accessing destination');
    return undefined;
  }
  leg.recording = { bucket, key, track: Track, startedAt: world.clock.now(), pausedMs: 0, stopped: false };
  stage.done({ CallRecordingDestination: { Type: 'S3', Location: `${bucket}/${key}` } });
  return undefined;
};

/** Delivers the recording of a leg, if there is one that goes on. */
export function deliverRecording(
  { clock, recordings }: World,
  { id }: Pick<Call, 'id'>,
  { recording, callId }: Leg,
): void {
  if (!recording || recording.stopped) return;
  resume(recording, clock.now());
  recording.stopped = true;
  const { bucket, key, track, startedAt, pausedMs } = recording;
  const durationMs = clock.now() - startedAt;
  const metadata = metadataOf(id, callId, durationMs);
  recordings.write({ bucket, key, kind: 'call', track, startedAt, durationMs, pausedMs, metadata });
}

function resume(recording: NonNullable<Leg['recording']>, now: number): void {
  if (recording.pausedAt === undefined) return;
  recording.pausedMs += now - recording.pausedAt;
  recording.pausedAt = undefined;
}

export const stopCallRecording: Perform<'StopCallRecording'> = (_, { world, call, leg, done, failed }) => {
  if (!leg.recording || leg.recording.stopped) failed(INVALID_ACTION);
  else {
    deliverRecording(world, call, leg);
    done();
  }
  return undefined;
};

export const pauseCallRecording: Perform<'PauseCallRecording'> = (_, { world, leg, done, failed }) => {
  const { recording } = leg;
  if (!recording || recording.stopped || recording.pausedAt !== undefined) failed(INVALID_ACTION);
  else {
    recording.pausedAt = world.clock.now();
    done();
  }
  return undefined;
};

export const resumeCallRecording: Perform<'ResumeCallRecording'> = (_, { world, leg, done, failed }) => {
  const { recording } = leg;
  if (!recording || recording.stopped || recording.pausedAt === undefined) failed(INVALID_ACTION);
  else {
    resume(recording, world.clock.now());
    done();
  }
  return undefined;
};

/** Records a message until a digit, the length, silence or the end of the call. */
export const recordAudio: Perform<'RecordAudio'> = (parameters, stage) => {
  const { world, call, leg } = stage;
  const { BucketName: bucket, Prefix } = parameters.RecordingDestination;
  const { clock } = world;
  const startedAt = clock.now();
  const { stamp } = datesOf(startedAt);
  const key = [...(Prefix ? [Prefix.replace(/\/$/, '')] : []), `${stamp}_${call.id}_${leg.callId}.wav`].join('/');

  function deliver(): Results | undefined {
    if (world.faults.recordingDenied?.(bucket, key)) return undefined;
    const durationMs = clock.now() - startedAt;
    const metadata = metadataOf(call.id, leg.callId, durationMs);
    const about = { bucket, key, startedAt, durationMs, metadata };
    world.recordings.write({ ...about, kind: 'message', track: 'INCOMING', pausedMs: 0 });
    return { RecordingDestination: { Type: 'S3', BucketName: bucket, Key: key } };
  }
  function end(terminator?: string): void {
    const results = deliver();
    if (results) stage.done({ ...results, ...(terminator && { RecordingTerminatorUsed: terminator }) });
    else stage.failed(UPLOAD_FAILED);
  }
  const silenceMs = (parameters.SilenceDurationInSeconds ?? 0) * 1000;
  function watchSilence(): void {
    const quietSince = Math.max(startedAt, leg.talksUntil);
    stage.after(quietSince + silenceMs - clock.now(), () => {
      if (Math.max(startedAt, leg.talksUntil) === quietSince) end();
      else watchSilence();
    });
  }

  if (parameters.DurationInSeconds) stage.after(parameters.DurationInSeconds * 1000, () => end());
  if (silenceMs > 0) watchSilence();
  return {
    press: digit => void (parameters.RecordingTerminators.includes(digit) && end(digit)),
    cut: () => deliver() ?? {},
  };
};
