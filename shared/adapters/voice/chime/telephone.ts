import type { OpenStore } from '#shared/adapters/store/store.ts';
import type { ControlQueue } from '#shared/adapters/voice/control-queue.ts';
import { type DialledLegs, dialledLegs } from './dialled-legs.ts';
import { type ChimeProvider, type ChimeRates, chimeProvider } from './provider.ts';
import { type Rooms, rooms } from './rooms.ts';
import { meetingService, type ServiceConnection, voiceService } from './services.ts';

export interface ChimeTelephoneOptions {
  readonly service: ServiceConnection;
  readonly openStore: OpenStore;
  readonly queue: ControlQueue;
  readonly sipMediaApplicationId: () => string | null;
  readonly voiceConnectorArn: string | null;
  readonly rates?: ChimeRates;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is asked of SIP media applications, and what that rests on. */
export interface ChimeTelephone {
  readonly provider: ChimeProvider;
  readonly rooms: Rooms;
  readonly dialledLegs: DialledLegs;
  readonly queue: ControlQueue;
}

export function chimeTelephone(options: ChimeTelephoneOptions): ChimeTelephone {
  const { now, openStore, queue, rates, service, sipMediaApplicationId, voiceConnectorArn } = options;
  const meetings = meetingService(service);
  const seats = rooms({ meetings, openStore, now, mediaRegion: service.region });
  const legs = dialledLegs(openStore, now);
  const provider = chimeProvider({
    ...{ meetings, queue, now, sipMediaApplicationId, rooms: seats, dialledLegs: legs },
    ...(rates && { rates }),
    voice: voiceService(service),
    hasVoiceConnector: voiceConnectorArn !== null,
  });
  return { provider, rooms: seats, dialledLegs: legs, queue };
}
