import { setTimeout as pause } from 'node:timers/promises';
import type { CallEvents } from '#shared/app/voice/ports.ts';
import { type EndpointReport, smaEndpoint } from './endpoint.ts';
import type { MediaPlaces } from './scene.ts';
import type { SmaAnswer } from './sma-answer.ts';
import type { Speech } from './spoken-files.ts';
import type { ChimeTelephone } from './telephone.ts';

export interface SipEndpointOptions {
  readonly telephone: Pick<ChimeTelephone, 'rooms' | 'dialledLegs' | 'queue'>;
  readonly places: MediaPlaces;
  readonly speech: Speech;
  readonly voiceConnectorArn: string | null;
  readonly report: EndpointReport;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What answers SIP media applications, on the clock of the machine: who waits on the line has no other. */
export function sipEndpoint({
  telephone: { dialledLegs, queue, rooms },
  now,
  places,
  report,
  speech,
  voiceConnectorArn,
}: SipEndpointOptions): (event: unknown, calls: CallEvents) => Promise<SmaAnswer> {
  const since = () => new Date(now()).toISOString();
  return smaEndpoint({
    seats: { take: rooms.take, find: rooms.find, vacate: rooms.vacate },
    speak: speech,
    dialled: dialledLegs.note,
    later: (leg, event, key) => queue.send({ kind: 'tell', leg, event, key, since: since() }, 1),
    // Keeps no process alive for an answer that is not late.
    wait: ms => pause(ms, undefined, { ref: false }),
    ...{ places, voiceConnectorArn, report },
  });
}
