import type { Nudge } from '#schemas/voice/control.ts';
import type { ControlQueue } from '#shared/adapters/voice/control-queue.ts';
import { type Rate, tokenBucket } from '#shared/adapters/voice/token-bucket.ts';
import type { LegAddress, VoiceProvider } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { attributesOf } from './attributes.ts';
import type { DialledLegs } from './dialled-legs.ts';
import { MEETING_NUMBER } from './external-ids.ts';
import { capabilities, type Rooms } from './rooms.ts';
import type { MeetingService, VoiceService } from './services.ts';
import { asked, isGone, isRefused, voiceError } from './voice-error.ts';

export interface ChimeOptions {
  readonly voice: VoiceService;
  readonly meetings: MeetingService;
  readonly rooms: Rooms;
  readonly dialledLegs: DialledLegs;
  readonly queue: ControlQueue;
  /** The function that the application calls learns its id from the events alone; null for one that never knows it. */
  readonly sipMediaApplicationId: () => string | null;
  /** Whether SIP telephones can be reached. */
  readonly hasVoiceConnector: boolean;
  readonly rates?: ChimeRates;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ChimeRates {
  readonly calls: Rate;
  readonly commands: Rate;
}

/** What AWS grants an account in a region until it is asked for more (Chime SDK endpoints and quotas). */
export const defaultRates: ChimeRates = {
  calls: { perSecond: 1, burst: 1 },
  commands: { perSecond: 5, burst: 5 },
};

/** What became of a command that was sent to a call: the call asks, is to be asked again later, or has ended. */
export type NudgeOutcome = 'asked' | 'busy' | 'gone';

/** Amazon Chime SDK SIP media applications as a telephone service. */
export interface ChimeProvider extends VoiceProvider {
  /** Sends a command once, as the control queue does. @throws AppError `VOICE_UNAVAILABLE` */
  send(ref: string, word: Nudge): Promise<NudgeOutcome>;
  /** Has a browser heard, or not, as its seat says. @throws AppError `VOICE_UNAVAILABLE`, `VOICE_BUSY` */
  applyMute(leg: LegAddress): Promise<void>;
}

/** A command that is one too many waits so long. */
const WAIT_SECONDS = 1;
/** A call that is one too many waits so long: others have to end first. */
const LINE_WAIT_SECONDS = 2;

export function chimeProvider(options: ChimeOptions): ChimeProvider {
  const { dialledLegs, hasVoiceConnector, meetings, now, queue, rooms, voice } = options;
  const { calls, commands } = options.rates ?? defaultRates;
  const mayCall = tokenBucket(calls, now);
  const mayCommand = tokenBucket(commands, now);
  const since = () => new Date(now()).toISOString();

  async function send(ref: string, nudge: Nudge): Promise<NudgeOutcome> {
    const SipMediaApplicationId = options.sipMediaApplicationId();
    if (SipMediaApplicationId === null || !mayCommand()) return 'busy';
    try {
      await voice.updateCall({
        SipMediaApplicationId,
        TransactionId: ref,
        Arguments: { nudge },
      });
      return 'asked';
    } catch (thrown) {
      if (isGone(thrown)) return 'gone';
      const error = voiceError(thrown);
      if (error.code === 'VOICE_BUSY') return 'busy';
      throw error;
    }
  }

  /** Whatever does not succeed at once is left to the queue, which also tells the call when the leg has ended. */
  async function nudge(leg: LegAddress, ref: string, word: Nudge): Promise<void> {
    const outcome = await send(ref, word).catch(() => 'busy' as const);
    if (outcome !== 'asked') await queue.send({ kind: 'nudge', leg, ref, word, since: since() }, WAIT_SECONDS);
  }

  async function applyMute(leg: LegAddress): Promise<void> {
    const seat = await rooms.find(leg);
    if (!seat) return;
    const { attendeeId: AttendeeId, meetingId: MeetingId, muted } = seat;
    await asked(() =>
      meetings.updateCapabilities({ MeetingId, AttendeeId, Capabilities: capabilities(muted) }).catch(thrown => {
        // Whoever is not there any more is heard by nobody.
        if (!isGone(thrown)) throw thrown;
      }),
    );
  }

  /** A SIP telephone is called by the room: the service dials numbers alone. */
  async function callInput(leg: LegAddress, endpoint: Parameters<VoiceProvider['dial']>[1], from: string) {
    const SipMediaApplicationId = options.sipMediaApplicationId();
    if (SipMediaApplicationId === null || !mayCall()) {
      throw new AppError('VOICE_BUSY', { retryAfterMs: LINE_WAIT_SECONDS * 1000 });
    }
    const common = { FromPhoneNumber: from, SipMediaApplicationId };
    switch (endpoint.kind) {
      case 'phone':
        return {
          ...common,
          ToPhoneNumber: endpoint.number,
          ArgumentsMap: attributesOf({ leg, told: null, sipUser: null }),
        };
      case 'sip': {
        if (!hasVoiceConnector) throw new AppError('VOICE_UNAVAILABLE', { params: { reason: 'no-voice-connector' } });
        const { joinToken, meetingId } = await rooms.take(leg, SIP_SEAT);
        return {
          ...common,
          ToPhoneNumber: MEETING_NUMBER,
          SipHeaders: { 'X-chime-join-token': joinToken, 'X-chime-meeting-id': meetingId },
          ArgumentsMap: attributesOf({ leg, told: null, sipUser: endpoint.user }),
        };
      }
      case 'browser':
        throw new TypeError('a browser is not dialled');
    }
  }

  async function createCall(leg: LegAddress, input: Awaited<ReturnType<typeof callInput>>): Promise<string> {
    try {
      return await voice.createCall({ ...input, ArgumentsMap: { ...input.ArgumentsMap } });
    } catch (thrown) {
      if (isRefused(thrown)) await dialledLegs.release(leg);
      throw voiceError(thrown);
    }
  }

  return {
    capabilities: {
      whisper: { browser: true, phone: false },
      cancelRinging: false,
      sipEndpoints: hasVoiceConnector,
      maxLegs: MOST_LEGS,
      commandsPerSecond: commands.perSecond,
    },

    send,
    applyMute,
    nudge: (leg, ref) => nudge(leg, ref, 'ask'),

    async dial(leg, endpoint, from) {
      const later = async (error: AppError): Promise<never> => {
        await queue.send({ kind: 'dial', leg, since: since() }, LINE_WAIT_SECONDS);
        throw error;
      };
      const known = await dialledLegs.claim(leg);
      if (known !== null) return { ref: known };
      try {
        const ref = await createCall(leg, await callInput(leg, endpoint, from));
        await dialledLegs.note(leg, ref);
        return { ref };
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'VOICE_BUSY') {
          await dialledLegs.release(leg);
          return later(thrown);
        }
        throw thrown;
      }
    },

    admit: leg => rooms.access(leg),

    async setMuted(leg, muted) {
      const seat = await rooms.mute(leg, muted);
      if (!seat) return;
      const { ref } = seat;
      if (ref !== null && ref !== SIP_SEAT) return nudge(leg, ref, muted ? 'mute' : 'unmute');
      await applyMute(leg).catch(() => queue.send({ kind: 'mute', leg, since: since() }, WAIT_SECONDS));
    },

    // Whoever is off the call must not go on hearing it.
    dismiss: leg => rooms.dismiss(leg).catch(() => queue.send({ kind: 'dismiss', leg, since: since() }, WAIT_SECONDS)),
    closeRoom: call => rooms.close(call),
  };
}

/** Attendees that a meeting takes. */
const MOST_LEGS = 250;
/** The seat of a SIP telephone is taken before its call has a name. */
const SIP_SEAT = 'sip';
