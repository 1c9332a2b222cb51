import { describe, expect, it } from 'vitest';
import { type ControlOptions, controlQueue } from '#functions/voice/control.ts';
import { meetingEvents } from '#functions/voice/meetings.ts';
import { recordingDelivered } from '#functions/voice/recording.ts';
import { sipFunction } from '#functions/voice/sip.ts';
import type { TelephoneEvents } from '#functions/voice/telephone.ts';
import type { VoiceControl } from '#schemas/voice/control.ts';
import { SeatEntity } from '#schemas/voice/entity.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { put } from '#shared/adapters/store/store.ts';
import { callOfMeeting, externalMeetingId } from '#shared/adapters/voice/chime/external-ids.ts';
import { meetingNewsOf } from '#shared/adapters/voice/chime/meeting-events.ts';
import { recordedLeg, recordingPrefix } from '#shared/adapters/voice/chime/recording-key.ts';
import { rooms } from '#shared/adapters/voice/chime/rooms.ts';
import type { MeetingService } from '#shared/adapters/voice/chime/services.ts';
import type { CallEvents, LegEvent, LegOrders } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { telemetryTo } from '#shared/runtime/telemetry.ts';

const NOW = Date.parse('2026-11-25T10:00:00.000Z');
const LEG = {
  tenantId: 'demo',
  interactionId: 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D',
  legId: 'leg_01K9ZQ4M6T8R2V5X7Y0A1B2C3E',
};
const orders: LegOrders = { ...LEG, activity: null, errands: [], language: 'en-US' };

/** What calls are told. */
function telephone(thrown?: Error) {
  const told: (LegEvent & { key: string })[] = [];
  const offered: string[] = [];
  const events: TelephoneEvents = {
    offerCall: async tenantId => {
      offered.push(tenantId);
      return orders;
    },
    recordingReady: async () => null,
    noteLeg: async (leg, event, key) => void (await events.tellLeg(leg, event, key)),
    tellLeg: async (_, event, key) => {
      if (thrown) throw thrown;
      told.push({ ...event, key });
      return orders;
    },
  };
  return { events, told, offered };
}

describe('the function that SIP media applications call', () => {
  const call = { ref: 'tx-1', to: '+15550100', from: null, headers: {} };
  const askedFor = (ask: (calls: CallEvents) => Promise<LegOrders>, tenantId?: string) => {
    const { events, offered, told } = telephone();
    const answer = (_: unknown, calls: CallEvents) => ask(calls);
    const run = sipFunction({ answer, telephone: events, tenantOf: async () => tenantId });
    return { run, offered, told };
  };

  it('offers a call to the tenant of its number', async () => {
    const { offered, run } = askedFor(calls => calls.offer(call), 'demo');

    await run({});

    expect(offered).toEqual(['demo']);
  });

  it('has no tenant for a number that leads nowhere', async () => {
    const { run } = askedFor(calls => calls.offer(call));

    await expect(run({})).rejects.toMatchObject({ code: 'TENANT_NOT_FOUND' });
  });
});

describe('the queue of commands', () => {
  const nudge: VoiceControl = { kind: 'nudge', leg: LEG, ref: 'tx-1', word: 'ask', since: '2026-11-25T10:00:00.000Z' };
  const record = (control: unknown, messageId = 'm1') => ({ messageId, body: JSON.stringify(control) });
  const batch = (...controls: readonly unknown[]) => ({
    Records: controls.map((control, at) => record(control, `m${at + 1}`)) as never,
  });

  function consumer(
    outcome: 'asked' | 'busy' | 'gone' | Error,
    { now = NOW, thrown }: { now?: number; thrown?: Error } = {},
  ) {
    const sent: string[] = [];
    const queued: [VoiceControl, number][] = [];
    const said: string[] = [];
    const calls = telephone(thrown);
    const options: ControlOptions = {
      send: async (ref, word) => {
        sent.push(`${ref} ${word}`);
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
      mute: async leg => void sent.push(`mute ${leg.legId}`),
      dismiss: async leg => void sent.push(`dismiss ${leg.legId}`),
      queue: { send: async (control, delay) => void queued.push([control, delay]) },
      telephone: calls.events,
      open: () => {
        throw new TypeError('no ports are needed');
      },
      now: () => now,
      telemetry: telemetryTo({ count: metric => void said.push(metric), report: message => void said.push(message) }),
    };
    return { consume: controlQueue(options), sent, queued, said, told: calls.told };
  }

  it('sends each command', async () => {
    const { consume, queued, sent } = consumer('asked');

    const result = await consume(batch(nudge, { ...nudge, ref: 'tx-2', word: 'mute' }));

    expect(sent).toEqual(['tx-1 ask', 'tx-2 mute']);
    expect(queued).toEqual([]);
    expect(result).toEqual({ batchItemFailures: [] });
  });

  it('has a browser heard or not as its seat says by now, and takes it from its room', async () => {
    const { consume, sent } = consumer('asked');

    await consume(batch({ kind: 'mute', leg: LEG, since: nudge.since }));
    await consume(batch({ kind: 'dismiss', leg: LEG, since: nudge.since }));

    expect(sent).toEqual([`mute ${LEG.legId}`, `dismiss ${LEG.legId}`]);
  });

  it('lets wait what the service does not take, as it was', async () => {
    const { consume, queued } = consumer('busy', { now: NOW + 59_000 });

    await consume(batch(nudge));

    expect(queued).toEqual([[nudge, 1]]);
  });

  it('gives a command up after a minute, and says so', async () => {
    const { consume, queued, said } = consumer('busy', { now: NOW + 60_000 });

    await consume(batch(nudge));

    expect(queued).toEqual([]);
    expect(said).toEqual(['CallTroubled', 'command given up']);
  });

  it('tells the end of a leg that the service does not know any more, once', async () => {
    const { consume, told } = consumer('gone');

    await consume(batch(nudge));

    expect(told).toEqual([{ legId: LEG.legId, kind: 'ended', cause: 'failed', key: 'tx-1-gone' }]);
  });

  it('tells a fact that could not be told before, under its own name', async () => {
    const event = { legId: LEG.legId, kind: 'ended', cause: 'hung-up' };
    const { consume, told } = consumer('asked');

    await consume(batch({ kind: 'tell', leg: LEG, event, key: 'tx-1-7', since: nudge.since }));

    expect(told).toEqual([{ ...event, key: 'tx-1-7' }]);
  });

  it('has delivered again what failed, and that alone', async () => {
    const { consume } = consumer(new AppError('VOICE_UNAVAILABLE'));
    const event = { legId: LEG.legId, kind: 'answered' };

    const { batchItemFailures } = await consume(
      batch(nudge, { kind: 'tell', leg: LEG, event, key: 'k', since: nudge.since }, 'nonsense'),
    );

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }]);
  });
});

describe('news of rooms', () => {
  const meetingId = 'meeting-1';
  const news = (eventType: string, timestamp: number, detail: object = {}) => ({
    ...{ source: 'aws.chime', 'detail-type': 'Chime Meeting State Change', time: '2026-11-25T10:00:00Z' },
    detail: {
      ...{ version: '0', eventType: `chime:${eventType}`, timestamp, meetingId, mediaRegion: 'us-east-1' },
      ...{ externalMeetingId: externalMeetingId(LEG), attendeeId: 'attendee-1', externalUserId: LEG.legId, ...detail },
    },
  });

  async function listening(ref: string | null = null) {
    const store = memoryStore({ now: () => NOW });
    const seat = {
      ...{ ...LEG, version: 1, meetingId, attendeeId: 'attendee-1', joinToken: 'secret', ref, muted: false },
      ...{ presence: null, expiresAt: '2026-11-26T10:00:00.000Z' },
    };
    await store.open('demo').commit([put(SeatEntity, seat, 'absent')]);
    const meetings = {} as MeetingService;
    const { events, told } = telephone();
    const seats = rooms({ meetings, openStore: store.open, now: () => NOW, mediaRegion: 'us-east-1' });
    return { hear: meetingEvents({ newsOf: meetingNewsOf, rooms: seats, telephone: events }), told };
  }
  const presence = (told: readonly LegEvent[]) => told.map(event => event.kind === 'room' && event.present);

  it.each([
    ['AttendeeJoined', true],
    ['AttendeeLeft', false],
    ['AttendeeDropped', false],
    ['AttendeeDeleted', false],
  ])('%s tells that the browser is there: %s', async (type, present) => {
    const { hear, told } = await listening();

    await hear(news(type, NOW));

    expect(told).toMatchObject([{ legId: LEG.legId, kind: 'room', present }]);
  });

  it('that were overtaken by later ones are passed over', async () => {
    const { hear, told } = await listening();

    await hear(news('AttendeeJoined', NOW + 2000));
    await hear(news('AttendeeLeft', NOW + 1000));

    expect(presence(told)).toEqual([true]);
  });

  it('that come twice have one name', async () => {
    const { hear, told } = await listening();

    await hear(news('AttendeeJoined', NOW));
    await hear(news('AttendeeJoined', NOW));

    expect(new Set(told.map(({ key }) => key)).size).toBe(1);
  });

  it.each([
    ['of a seat that the leg has left for another', { attendeeId: 'attendee-0' }],
    ['of a meeting of somebody else', { externalMeetingId: 'their meeting' }],
    ['of nobody', { attendeeId: undefined }],
  ])('%s are none of ours', async (_, detail) => {
    const { hear, told } = await listening();

    await hear(news('AttendeeLeft', NOW, detail));

    expect(told).toEqual([]);
  });

  it('of telephones are told by their own calls', async () => {
    const { hear, told } = await listening('tx-1');

    await hear(news('AttendeeJoined', NOW));

    expect(told).toEqual([]);
  });

  it('that the room has ended take every browser out of it', async () => {
    const { hear, told } = await listening();

    await hear(news('MeetingEnded', NOW, { attendeeId: undefined, externalUserId: undefined }));

    expect(presence(told)).toEqual([false]);
  });

  it.each([[null], [{}], ['x'], [{ 'detail-type': 'Chime Meeting State Change', detail: {} }]])(
    'that nobody can read change nothing: %j',
    async raw => {
      const { hear, told } = await listening();

      await hear(raw);

      expect(told).toEqual([]);
    },
  );

  it.each(['a', 'demo', `t${'-0'.repeat(19)}x`])(
    'name the tenant %s and the interaction in 64 characters',
    tenantId => {
      const call = { tenantId, interactionId: LEG.interactionId };

      const name = externalMeetingId(call);

      expect(name.length).toBeLessThanOrEqual(64);
      expect(callOfMeeting(name)).toEqual(call);
    },
  );
});

describe('a recording that was delivered', () => {
  const created = (key: string) => ({
    ...{ source: 'aws.s3', 'detail-type': 'Object Created' },
    detail: { bucket: { name: 'recordings' }, object: { key, size: 1000 } },
  });
  const listening = () => {
    const ready: [string, string][] = [];
    const handle = recordingDelivered({
      telephone: {
        recordingReady: async ({ legId }, { key }) => {
          ready.push([legId, key]);
          return null;
        },
      },
      legOf: recordedLeg,
    });
    return { handle, ready };
  };

  it('belongs to the leg that its key names', async () => {
    const { handle, ready } = listening();
    const key = `${recordingPrefix(LEG)}/2026/11/25/a_b_c.wav`;

    await handle(created(key));

    expect(ready).toEqual([[LEG.legId, key]]);
  });

  it.each([
    `messages/demo/${LEG.interactionId}/act_01K9ZQ4M6T8R2V5X7Y0A1B2C3F/a.wav`,
    'calls/demo/nothing/x.wav',
    `calls/DEMO/${LEG.interactionId}/${LEG.legId}/x.wav`,
  ])('as %s is none of a leg', async key => {
    const { handle, ready } = listening();

    await handle(created(key));

    expect(ready).toEqual([]);
  });
});
