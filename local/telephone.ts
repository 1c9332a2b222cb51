import { carryOut } from '#functions/voice/control.ts';
import { meetingEvents } from '#functions/voice/meetings.ts';
import { sipFunction } from '#functions/voice/sip.ts';
import type { TelephoneEvents } from '#functions/voice/telephone.ts';
import type { VoiceControl } from '#schemas/voice/control.ts';
import { SOUND_SAMPLE_RATE, soundKey, soundNames } from '#schemas/voice/sounds.ts';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';
import { meetingNewsOf } from '#shared/adapters/voice/chime/meeting-events.ts';
import { sipEndpoint } from '#shared/adapters/voice/chime/sip-endpoint.ts';
import { spokenKey } from '#shared/adapters/voice/chime/sound-files.ts';
import type { Speech } from '#shared/adapters/voice/chime/spoken-files.ts';
import { chimeTelephone } from '#shared/adapters/voice/chime/telephone.ts';
import type { Context, LegAddress, VoiceProvider, WorkPorts } from '#shared/app/work/ports.ts';
import { soundFile } from '#shared/domain/voice/sounds.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';
import type { Clock } from './clock.ts';
import type { LocalPage, RawPage } from './http.ts';
import type { Conformance } from './sma/conformance.ts';
import { controlApi } from './sma/control-api.ts';
import { localCalls } from './sma/local-calls.ts';
import { type MeetingClient, Sma } from './sma/sma.ts';
import type { Prompts } from './sma/world.ts';

/** What the telephone rests on once the rest of the system is there. */
export interface Switchboard {
  readonly telephone: TelephoneEvents;
  readonly open: (ctx: Context) => WorkPorts;
}

export interface LocalTelephoneOptions {
  /** Where the system is served, and with it the control API of the simulator. */
  readonly url: string;
  readonly clock: Clock;
  readonly openStore: OpenStore;
  readonly telemetry: Telemetry;
  readonly switchboard: () => Switchboard;
  /** Where the documentation leaves it open; see the simulator. */
  readonly conformance?: Partial<Conformance>;
}

export interface LocalTelephone {
  readonly sma: Sma;
  readonly voice: VoiceProvider;
  readonly page: LocalPage;
  readonly rawPage: RawPage;
  /** Waits until every event has been answered. */
  idle(): Promise<void>;
}

const PATH = '/local/sma';
/** Numbers that exist nowhere else (North America keeps 555-01xx for stories). */
const OWN_NUMBERS = /^\+15550\d{3}$/;

/**
 * A simulated telephone service in place of Amazon's, with everything of ours that would stand before it: the functions,
 * the adapter, and the unmodified clients of the SDK, which call the simulator over HTTP. A browser that is admitted to a
 * room joins it by itself.
 */
export function localTelephone({
  clock,
  conformance = {},
  openStore,
  switchboard,
  telemetry,
  url,
}: LocalTelephoneOptions): LocalTelephone {
  const { now } = clock;
  const sounds = localSounds();
  const control = (waiting: VoiceControl): Promise<void> => {
    const { open, telephone } = switchboard();
    const options = {
      open,
      telephone,
      telemetry,
      now,
      queue: chime.queue,
      send: chime.provider.send,
      mute: chime.provider.applyMute,
      dismiss: chime.rooms.dismiss,
    };
    return carryOut(options, waiting, `control-${now()}`);
  };
  const chime = chimeTelephone({
    ...{ openStore, now, voiceConnectorArn: VOICE_CONNECTOR },
    service: { region: 'us-east-1', endpoint: url + PATH, credentials: NOBODY },
    sipMediaApplicationId: () => APPLICATION,
    queue: {
      send: async (waiting, delaySeconds) => {
        clock.at(now() + delaySeconds * 1000, () =>
          control(waiting).catch(thrown => telemetry.taskFailed(thrown, 'voice-control')),
        );
      },
    },
  });
  const answer = sipEndpoint({
    ...{ telephone: chime, now, speech: sounds.speech, voiceConnectorArn: VOICE_CONNECTOR },
    places: { promptsBucket: 'prompts', recordingsBucket: 'recordings' },
    report: telemetry.callTroubled,
  });
  const tenantOf = numberBook(openStore).ownerOf;
  const told: TelephoneEvents = {
    offerCall: (tenantId, call) => switchboard().telephone.offerCall(tenantId, call),
    tellLeg: (leg, event, key) => switchboard().telephone.tellLeg(leg, event, key),
    noteLeg: (leg, event, key) => switchboard().telephone.noteLeg(leg, event, key),
    recordingReady: (leg, file) => switchboard().telephone.recordingReady(leg, file),
  };
  const sip = sipFunction({ answer, telephone: told, tenantOf });
  const meetings = meetingEvents({ newsOf: meetingNewsOf, rooms: chime.rooms, telephone: told });
  const sma = new Sma({
    ...{ clock, conformance, prompts: sounds.prompts, owns: number => OWN_NUMBERS.test(number) },
    applications: [{ id: APPLICATION, region: 'us-east-1' }],
    invoke: event => sip(event),
    notify: event =>
      void clock.at(now(), () => meetings(event).catch(thrown => telemetry.taskFailed(thrown, 'meetings'))),
  });
  return {
    sma,
    voice: { ...chime.provider, admit: joining(chime.provider, sma) },
    page: localCalls(sma),
    rawPage: controlApi(sma, PATH),
    idle: () => sma.idle(),
  };
}

const APPLICATION = 'sma-local';
const VOICE_CONNECTOR = 'arn:aws:chime:us-east-1:000000000000:vc/local';
const NOBODY = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Browsers join the room that they are admitted to; one that is there stays. */
function joining({ admit }: VoiceProvider, sma: Sma): VoiceProvider['admit'] {
  const clients = new Map<string, MeetingClient>();
  return async (leg: LegAddress) => {
    const access = await admit(leg);
    const { AttendeeId, JoinToken } = access.attendee;
    const known = clients.get(leg.legId);
    const isThere = known !== undefined && known.attendeeId === AttendeeId && known.dropped() === undefined;
    if (!isThere) clients.set(leg.legId, sma.joinMeeting(String(access.meeting['MeetingId']), String(JoinToken)));
    return access;
  };
}

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;
const MS_PER_CHARACTER = 65;

/** In ms. */
const lengthOf = (file: Uint8Array): number =>
  Math.round(((file.length - HEADER_BYTES) / BYTES_PER_SAMPLE / SOUND_SAMPLE_RATE) * 1000);

/** The sounds that come with Tandem, files of tenants that are taken to be there, and texts that nobody speaks. */
function localSounds(): { readonly speech: Speech; readonly prompts: Prompts } {
  const lengths = new Map<string, number>();
  const ours = new Map(soundNames.map(name => [soundKey(name), name]));
  const OF_TENANTS = 5000;
  return {
    prompts: {
      durationMs(_, key) {
        const name = ours.get(key);
        if (name && !lengths.has(key)) lengths.set(key, lengthOf(soundFile(name)));
        return lengths.get(key) ?? (key.startsWith('tenants/') ? OF_TENANTS : undefined);
      },
    },
    speech: async texts => {
      for (const spoken of texts) lengths.set(spokenKey(spoken), Math.max(300, spoken.text.length * MS_PER_CHARACTER));
    },
  };
}
