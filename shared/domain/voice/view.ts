import type { Call, CallRecord, CallRecording, Recording } from '#schemas/voice/model.ts';
import { recordedSeconds } from './recording.ts';
import { isConference } from './state.ts';

/** A call as its agents see it. */
export const callView = (call: CallRecord): Call => ({
  interactionId: call.id,
  direction: call.direction,
  to: call.to,
  from: call.from,
  status: call.status,
  parties: call.legs.map(({ answeredAt, endCause, endedAt, endpoint, held, id, muted, party, state }) => ({
    legId: id,
    endpoint: endpoint.kind,
    ...{ party, state, held, muted, answeredAt, endedAt, endCause },
  })),
  conference: isConference(call),
  consulting: call.consult !== null,
  parked: call.parked !== null,
  gathering: call.gathering,
  recording: call.recording,
  startedAt: call.startedAt,
  endedAt: call.endedAt,
  endedBy: call.endedBy,
  version: call.version,
});

/** A recording as those see it who may see its interaction. */
export const recordingView = (recording: Recording, now: string): CallRecording => {
  const { key, legId: _, ...one } = recording;
  return { ...one, seconds: recordedSeconds(recording), available: key !== null && one.deletesAt > now };
};
