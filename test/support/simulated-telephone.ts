import { carryOut } from '#functions/voice/control.ts';
import { meetingEvents } from '#functions/voice/meetings.ts';
import { recordingDelivered } from '#functions/voice/recording.ts';
import { sipFunction } from '#functions/voice/sip.ts';
import type { TelephoneEvents } from '#functions/voice/telephone.ts';
import { ApiError } from '#local/sma/api-error.ts';
import type { Faults } from '#local/sma/faults.ts';
import type { Quotas } from '#local/sma/limits.ts';
import { parseRequest, requests } from '#local/sma/meeting-requests.ts';
import type { InvocationEvent } from '#local/sma/model.ts';
import { Sma } from '#local/sma/sma.ts';
import { VoiceControl } from '#schemas/voice/control.ts';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import { dialledLegs } from '#shared/adapters/voice/chime/dialled-legs.ts';
import { smaEndpoint } from '#shared/adapters/voice/chime/endpoint.ts';
import { meetingNewsOf } from '#shared/adapters/voice/chime/meeting-events.ts';
import { type ChimeProvider, chimeProvider } from '#shared/adapters/voice/chime/provider.ts';
import { recordedLeg } from '#shared/adapters/voice/chime/recording-key.ts';
import { rooms } from '#shared/adapters/voice/chime/rooms.ts';
import type { MeetingService, VoiceService } from '#shared/adapters/voice/chime/services.ts';
import type { SmaAnswer } from '#shared/adapters/voice/chime/sma-answer.ts';
import type { TelephoneParts } from './in-process.ts';

/** How a message or an event reaches its function: so much later for each time it comes. */
export type Deliveries = () => readonly number[];

export interface SimulatedTelephoneOptions {
  readonly faults?: Faults;
  readonly quotas?: Partial<Quotas>;
  /** Names of what the service makes. */
  readonly nextId?: () => string;
  /** True when the function has not answered in time, though it goes on. */
  readonly answersLate?: () => boolean;
  /** Of commands that wait for the service, on top of how long they are to wait (ms). */
  readonly commandDeliveries?: Deliveries;
  /** Of news of meetings, and of files that were delivered (ms). */
  readonly newsDeliveries?: Deliveries;
  /** Told of every event with its answer. */
  readonly answered?: (event: InvocationEvent, answer: SmaAnswer) => void;
  /** Told of every operation that is asked of the service. */
  readonly asked?: (operation: string) => void;
}

export interface SimulatedTelephone {
  readonly sma: Sma;
  readonly provider: ChimeProvider;
  /** Keys of all files of recordings that were ever delivered. */
  readonly files: ReadonlySet<string>;
}

/** Numbers that exist nowhere else (North America keeps 555-01xx for stories). */
const OWN_NUMBERS = /^\+15550\d{3}$/;
const APPLICATION = 'sma-test';
const VOICE_CONNECTOR = 'arn:aws:chime:us-east-1:000000000000:vc/test';
/** A message that fails comes again after so long, so often. */
const AGAIN_MS = 5000;
const TRIES = 5;
const MUSIC_MS = 60_000;
const PROMPT_MS = 3000;
const ONCE: Deliveries = () => [0];
const NO_SOUND = new Uint8Array();

/**
 * The functions and the adapter of SIP media applications before the simulator of that service, in this process and on a
 * clock that is moved by hand. The clients of the SDK are left out: their operations are the simulator's own, quotas and
 * refusals included.
 */
export function simulatedTelephone(parts: TelephoneParts, options: SimulatedTelephoneOptions = {}): SimulatedTelephone {
  const { application, clock, recordings, store, telemetry } = parts;
  const { now } = clock;
  const openStore = store.open;
  const { answered, answersLate = () => false, commandDeliveries = ONCE, newsDeliveries = ONCE } = options;
  const report = telemetry.callTroubled;
  const files = new Set<string>();

  /** Runs the work at its times, and again while it fails. */
  function deliver(name: string, deliveries: readonly number[], work: () => Promise<void>): void {
    const attempt = async (tries: number): Promise<void> => {
      try {
        await work();
      } catch (thrown) {
        telemetry.taskFailed(thrown, name);
        if (tries < TRIES) clock.at(now() + AGAIN_MS, () => attempt(tries + 1));
      }
    };
    for (const late of deliveries) clock.at(now() + late, () => attempt(1));
  }

  const queue = {
    async send(waiting: VoiceControl, delaySeconds: number): Promise<void> {
      const message = JSON.stringify(waiting);
      const deliveries = commandDeliveries().map(late => late + delaySeconds * 1000);
      deliver('voice-control', deliveries, () => {
        const { open, telephone } = application();
        const parts = {
          open,
          telephone,
          telemetry,
          now,
          queue,
          send: provider.send,
          mute: provider.applyMute,
          dismiss: seats.dismiss,
        };
        return carryOut(parts, VoiceControl.parse(JSON.parse(message)), `control-${now()}`);
      });
    },
  };
  const meetings = meetingsOf(() => sma, options);
  const seats = rooms({ meetings, openStore, now, mediaRegion: 'us-east-1' });
  const dialled = dialledLegs(openStore, now);
  const provider = chimeProvider({
    ...{ meetings, queue, now, rooms: seats, dialledLegs: dialled, hasVoiceConnector: true },
    voice: callsOf(() => sma, options),
    sipMediaApplicationId: () => APPLICATION,
    ...(options.quotas?.updateCallPerSecond !== undefined && {
      rates: ratesOf(options.quotas),
    }),
  });
  const answer = smaEndpoint({
    seats: { take: seats.take, find: seats.find, vacate: seats.vacate },
    speak: async () => undefined,
    dialled: dialled.note,
    later: (leg, event, key) => queue.send({ kind: 'tell', leg, event, key, since: new Date(now()).toISOString() }, 1),
    // Time does not pass while a function runs: either it is late at once, or never.
    wait: () => (answersLate() ? Promise.resolve() : new Promise(() => undefined)),
    ...{ report, voiceConnectorArn: VOICE_CONNECTOR },
    places: { promptsBucket: 'prompts', recordingsBucket: 'recordings' },
  });
  const told: TelephoneEvents = {
    offerCall: (tenantId, call) => application().telephone.offerCall(tenantId, call),
    tellLeg: (leg, event, key) => application().telephone.tellLeg(leg, event, key),
    noteLeg: (leg, event, key) => application().telephone.noteLeg(leg, event, key),
    recordingReady: (leg, file) => application().telephone.recordingReady(leg, file),
  };
  const sip = sipFunction({ answer, telephone: told, tenantOf: numberBook(openStore).ownerOf });
  const recorded = recordingDelivered({ telephone: told, legOf: recordedLeg });
  const onMeeting = meetingEvents({ newsOf: meetingNewsOf, rooms: seats, telephone: told });

  async function invoked(event: InvocationEvent): Promise<SmaAnswer> {
    const answer = await sip(event);
    answered?.(event, answer);
    return answer;
  }

  const sma = new Sma({
    ...{ clock, owns: number => OWN_NUMBERS.test(number), applications: [{ id: APPLICATION, region: 'us-east-1' }] },
    invoke: event => {
      const answer = invoked(structuredClone(event));
      // Whoever waits for the clock waits for the answer, too.
      void clock.at(now(), () =>
        answer.then(
          () => undefined,
          () => undefined,
        ),
      );
      return answer;
    },
    prompts: { durationMs: (_, key) => (key.includes('music') ? MUSIC_MS : PROMPT_MS) },
    recordings: {
      write: ({ key }) =>
        deliver('recordings', newsDeliveries(), async () => {
          // An event that comes again is no second file.
          if (!files.has(key)) await recordings.deliver(key, NO_SOUND);
          files.add(key);
          await recorded({ 'detail-type': 'Object Created', detail: { object: { key } } });
        }),
    },
    notify: notification => deliver('meetings', newsDeliveries(), () => onMeeting(notification)),
    ...(options.faults && { faults: options.faults }),
    ...(options.quotas && { quotas: options.quotas }),
    ...(options.nextId && { nextId: options.nextId }),
  });
  return { sma, provider, files };
}

const ratesOf = ({ createCallPerSecond = 1, updateCallPerSecond = 5 }: Partial<Quotas>) => ({
  calls: { perSecond: createCallPerSecond, burst: createCallPerSecond },
  commands: { perSecond: updateCallPerSecond, burst: updateCallPerSecond },
});

type Asked = Pick<SimulatedTelephoneOptions, 'asked'>;
type Throttling = Parameters<Sma['admit']>[1];

/** Asks the simulator as a client does, and is refused as the SDK refuses: with the status of the answer. */
const asker =
  (sma: () => Sma, throttling: Throttling, { asked }: Asked) =>
  async <T>(operation: string, run: (service: Sma) => T): Promise<T> => {
    asked?.(operation);
    try {
      sma().admit(operation, throttling);
      return run(sma());
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      throw Object.assign(thrown, { $metadata: { httpStatusCode: thrown.status } });
    }
  };

function callsOf(sma: () => Sma, options: Asked): VoiceService {
  const ask = asker(sma, 'ThrottledClientException', options);
  return {
    createCall: input =>
      ask('CreateSipMediaApplicationCall', service =>
        service.createCall({
          applicationId: input.SipMediaApplicationId ?? '',
          from: input.FromPhoneNumber ?? '',
          to: input.ToPhoneNumber ?? '',
          sipHeaders: input.SipHeaders,
          args: input.ArgumentsMap,
        }),
      ),
    updateCall: input =>
      ask('UpdateSipMediaApplicationCall', service =>
        service.updateCall(input.SipMediaApplicationId ?? '', input.TransactionId ?? '', input.Arguments ?? {}),
      ),
  };
}

function meetingsOf(sma: () => Sma, options: Asked): MeetingService {
  const ask = asker(sma, 'ThrottlingException', options);
  const id = (given: string | undefined) => given ?? '';
  return {
    createMeeting: input =>
      ask('CreateMeeting', ({ meetings }) => {
        const meeting = meetings.create(parseRequest(requests.CreateMeeting, input)) as Readonly<
          Record<string, unknown>
        >;
        return { meetingId: String(meeting['MeetingId']), meeting };
      }),
    getMeeting: input => ask('GetMeeting', ({ meetings }) => void meetings.get(id(input.MeetingId))),
    deleteMeeting: input => ask('DeleteMeeting', ({ meetings }) => meetings.delete(id(input.MeetingId))),
    createAttendee: input =>
      ask('CreateAttendee', ({ meetings }) => {
        const request = parseRequest(requests.CreateAttendee, input);
        const { AttendeeId, JoinToken } = meetings.createAttendee(id(input.MeetingId), request);
        return { attendeeId: AttendeeId, joinToken: JoinToken };
      }),
    updateCapabilities: input =>
      ask('UpdateAttendeeCapabilities', ({ meetings }) => {
        const { Capabilities } = parseRequest(requests.UpdateAttendeeCapabilities, input);
        meetings.updateCapabilities(id(input.MeetingId), id(input.AttendeeId), Capabilities);
      }),
    deleteAttendee: input =>
      ask('DeleteAttendee', ({ meetings }) => meetings.deleteAttendee(id(input.MeetingId), id(input.AttendeeId))),
  };
}
