import { describe, expect, it } from 'vitest';
import { callRecordingObject } from '#local/sma/perform/recording.ts';
import { APPLICATION, CALLER, dataOf, NUMBER, play, record, stand } from './stand.ts';

const ring = { from: CALLER, to: NUMBER };
const action = (type: string, CallId: string, more: object = {}) => ({ Type: type, Parameters: { CallId, ...more } });
const start = (CallId: string, Location = 'recordings') =>
  action('StartCallRecording', CallId, { Track: 'BOTH', Destination: { Type: 'S3', Location } });

/** A call with music whose function does what it is told. */
async function recorded(faults: { recordingDenied?: () => boolean } = {}) {
  const made = stand(
    { NEW_INBOUND_CALL: [play('music.wav', { Repeat: 1000 })], CALL_UPDATE_REQUESTED: () => [...next] },
    { faults },
  );
  let next: readonly object[] = [];
  const { sma, pass } = made;
  const id = sma.call(ring);
  await pass(1);
  const update = (...actions: readonly object[]) => {
    next = [...actions, play('music.wav', { Repeat: 1000 })];
    sma.updateCall(APPLICATION, sma.leg(id).transactionId, {});
    return pass(0);
  };
  return { ...made, id, update };
}

describe('the object of a call recording', () => {
  const leg = { startedAt: Date.UTC(2019, 2, 1, 17, 10, 0, 10), callId: 'call' };

  it.each([
    ['bucket', 'Amazon-Chime-SMA-Call-Recordings/2019/03/01/2019-03-01-17-10-00-010_tx_call.wav'],
    ['bucket/support/english', 'support/english/2019/03/01/2019-03-01-17-10-00-010_tx_call.wav'],
  ])('at %s is %s', (location, key) => {
    expect(callRecordingObject(location, leg, 'tx')).toEqual({ bucket: 'bucket', key });
  });
});

describe('the recording of a call', () => {
  it('is delivered when the call ends, with pauses in it and the documented metadata', async () => {
    const { sma, id, pass, update } = await recorded();
    const { transactionId } = sma.leg(id);
    await update(start(id, 'recordings/tenant'));
    await pass(10);
    await update(action('PauseCallRecording', id));
    await pass(5);
    await update(action('ResumeCallRecording', id));
    await pass(15);
    const before = sma.recordings.length;

    sma.hangUp(id);

    expect(before).toBe(0);
    expect(sma.recordings).toMatchObject([
      {
        ...{ bucket: 'recordings', kind: 'call', track: 'BOTH', durationMs: 30_000, pausedMs: 5000 },
        metadata: {
          ...{ 'transaction-id': transactionId, 'call-id': id },
          ...{ 'recording-duration': '30', 'recording-audio-file-format': 'audio/wav' },
        },
      },
    ]);
    expect(sma.recordings[0]?.key).toMatch(/^tenant\/2026\/11\/21\/2026-11-21-09-30-00-000_.*\.wav$/);
  });

  it('that is paused when the call ends is silence to its end', async () => {
    const { sma, id, pass, update } = await recorded();
    await update(start(id));
    await pass(10);
    await update(action('PauseCallRecording', id));
    await pass(7);

    sma.hangUp(id);

    expect(sma.recordings).toMatchObject([{ durationMs: 17_000, pausedMs: 7000 }]);
  });

  it('is started once for each leg', async () => {
    const { sma, id, update, last } = await recorded();
    await update(start(id));
    await update(action('StopCallRecording', id));

    await update(start(id));

    expect(sma.recordings).toHaveLength(1);
    expect(dataOf(last('ACTION_FAILED')).ErrorMessage).toBe('Invalid action on the call.');
  });

  it('says where it will be', async () => {
    const made = stand({
      NEW_INBOUND_CALL: [play('a.wav')],
      ACTION_SUCCESSFUL: event => [start(event.CallDetails.Participants[0]!.CallId)],
    });
    made.sma.call(ring);

    await made.pass(5.1);

    const [, , { ActionData: data } = made.last('ACTION_SUCCESSFUL')] = made.events;
    expect(data?.CallRecordingDestination).toMatchObject({
      Type: 'S3',
      Location: expect.stringMatching(/^recordings\/Amazon-Chime-SMA-Call-Recordings\/2026\/11\/21\//),
    });
  });

  it('whose bucket is closed fails in one text', async () => {
    const { id, update, last } = await recorded({ recordingDenied: () => true });

    await update(start(id));

    expect(dataOf(last('ACTION_FAILED')).Error).toBe('NoAccessToDestination: Error while accessing destination');
  });

  it.each(['StopCallRecording', 'PauseCallRecording', 'ResumeCallRecording'])(
    'cannot be changed by %s when there is none',
    async type => {
      const { id, update, last } = await recorded();

      await update(action(type, id));

      expect(dataOf(last('ACTION_FAILED'))).toMatchObject({ Type: type, ErrorMessage: 'Invalid action on the call.' });
    },
  );
});

describe('RecordAudio', () => {
  it('ends with a terminator, which it names', async () => {
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: [record()] });
    const id = sma.call(ring);
    await pass(7);

    sma.press(id, '1#');
    await pass(0);

    const [recording] = sma.recordings;
    expect(recording).toMatchObject({ bucket: 'messages', kind: 'message', durationMs: 7000 });
    expect(dataOf(last('ACTION_SUCCESSFUL'))).toMatchObject({
      RecordingTerminatorUsed: '#',
      RecordingDestination: { Type: 'S3', BucketName: 'messages', Key: recording?.key },
    });
    expect(recording?.key).toMatch(/^voicemail\//);
  });

  it('ends with its length, without a terminator', async () => {
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: [record({ DurationInSeconds: '10' })] });
    sma.call(ring);

    await pass(11);

    expect(sma.recordings[0]?.durationMs).toBe(10_000);
    expect(dataOf(last('ACTION_SUCCESSFUL'))).not.toHaveProperty('RecordingTerminatorUsed');
  });

  it('ends with silence, after the caller has talked', async () => {
    const { sma, pass } = stand({ NEW_INBOUND_CALL: [record({ SilenceDurationInSeconds: 3 })] });
    const id = sma.call(ring);
    await pass(2);

    sma.talk(id, 8);
    await pass(20);

    expect(sma.recordings[0]?.durationMs).toBe(13_000);
  });

  it('is kept when the caller hangs up, and when an update interrupts it', async () => {
    const hung = stand({ NEW_INBOUND_CALL: [record()] });
    const id = hung.sma.call(ring);
    await hung.pass(4);
    hung.sma.hangUp(id);
    const updated = stand({ NEW_INBOUND_CALL: [record()], CALL_UPDATE_REQUESTED: [play('agent.wav')] });
    const other = updated.sma.call(ring);
    await updated.pass(6);
    updated.sma.updateCall(APPLICATION, updated.sma.leg(other).transactionId, {});
    await updated.pass(0);

    expect(hung.sma.recordings[0]?.durationMs).toBe(4000);
    expect(updated.sma.recordings[0]?.durationMs).toBe(6000);
  });

  it('fails when the upload is denied', async () => {
    const faults = { recordingDenied: (bucket: string) => bucket === 'messages' };
    const { sma, pass, last } = stand({ NEW_INBOUND_CALL: [record({ DurationInSeconds: 1 })] }, { faults });
    sma.call(ring);

    await pass(2);

    expect(dataOf(last('ACTION_FAILED'))).toMatchObject({
      ErrorType: 'InvalidActionParameter',
      ErrorMessage: 'An error occurred while uploading the recording to the S3 bucket.',
    });
  });
});
