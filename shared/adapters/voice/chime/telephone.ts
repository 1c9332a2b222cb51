import { setTimeout as pause } from 'node:timers/promises';
import type { OpenStore } from '#shared/adapters/store/store.ts';
import type { ControlQueue } from '#shared/adapters/voice/control-queue.ts';
import type { CallEvents } from '#shared/app/voice/ports.ts';
import { type DialledLegs, dialledLegs } from './dialled-legs.ts';
import { type EndpointReport, smaEndpoint } from './endpoint.ts';
import { type ChimeProvider, type ChimeRates, chimeProvider } from './provider.ts';
import { type Rooms, rooms } from './rooms.ts';
import type { MediaPlaces } from './scene.ts';
import { meetingService, type ServiceConnection, voiceService } from './services.ts';
import type { SmaAnswer } from './sma-answer.ts';
import type { Speech } from './spoken-files.ts';

export interface ChimeTelephoneOptions {
  readonly service: ServiceConnection;
  readonly openStore: OpenStore;
  readonly queue: ControlQueue;
  readonly places: MediaPlaces;
  readonly speech: Speech;
  readonly sipMediaApplicationId: () => string;
  readonly voiceConnectorArn: string | null;
  readonly rates?: ChimeRates;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** SIP media applications from both sides: what is asked of the service, and what is answered to it. */
export interface ChimeTelephone {
  readonly provider: ChimeProvider;
  readonly rooms: Rooms;
  readonly queue: ControlQueue;
  /** @param wait resolves after so many milliseconds; of the platform when left out */
  endpoint(
    report: EndpointReport,
    wait?: (ms: number) => Promise<unknown>,
  ): (event: unknown, calls: CallEvents) => Promise<SmaAnswer>;
}

export function chimeTelephone(options: ChimeTelephoneOptions): ChimeTelephone {
  const { now, openStore, places, queue, service, sipMediaApplicationId, speech, voiceConnectorArn } = options;
  const meetings = meetingService(service);
  const seats = rooms({ meetings, openStore, now, mediaRegion: service.region });
  const legs: DialledLegs = dialledLegs(openStore, now);
  const since = () => new Date(now()).toISOString();
  return {
    rooms: seats,
    queue,
    provider: chimeProvider({
      ...{ meetings, queue, now, sipMediaApplicationId, rooms: seats, dialledLegs: legs },
      ...(options.rates && { rates: options.rates }),
      voice: voiceService(service),
      hasVoiceConnector: voiceConnectorArn !== null,
    }),
    endpoint: (report, wait = unhurried) =>
      smaEndpoint({
        seats: { take: seats.take, find: seats.find, forget: seats.dismiss },
        speak: speech,
        dialled: legs.note,
        later: (leg, event, key) => queue.send({ kind: 'tell', leg, event, key, since: since() }, 1),
        ...{ places, voiceConnectorArn, wait, report },
      }),
  };
}

/** Keeps no process alive for the answer that is not late. */
const unhurried = (ms: number): Promise<unknown> => pause(ms, undefined, { ref: false });
