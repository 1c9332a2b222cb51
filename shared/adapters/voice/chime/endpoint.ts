import type { ToldEvent } from '#schemas/voice/control.ts';
import type { CallEvents, LegAddress, LegOrders } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { actionsFor, needsSeat, textsOf } from './actions.ts';
import { attributesOf, type KnownLeg, type Told } from './attributes.ts';
import { keepAliveMs } from './keep-alive.ts';
import { eventOf, type Reading } from './leg-events.ts';
import { hangUp, type MediaPlaces, pause, type Seat } from './scene.ts';
import type { SmaAction, SmaAnswer } from './sma-answer.ts';
import { endsOf, isConnected, type Participant, SmaEvent, type SmaEventType } from './sma-event.ts';
import type { SpokenText } from './sound-files.ts';

/** Places in rooms, as the telephone service takes them. */
export interface PhoneSeats {
  /** The seat of a telephone, in a room that is open: taken when it has none. */
  take(leg: LegAddress, ref: string): Promise<Seat>;
  /** The seat it has, if any. */
  find(leg: LegAddress): Promise<(Seat & { readonly muted: boolean }) | undefined>;
  /** A seat that was lost, or could not be taken, is not tried again; the next one is as muted. */
  vacate(leg: LegAddress): Promise<void>;
}

export interface EndpointOptions {
  readonly seats: PhoneSeats;
  /** Sees that the texts lie in the bucket of prompts. */
  readonly speak: (texts: readonly SpokenText[]) => Promise<void>;
  /** Notes what the service calls a leg. False when the leg has been dialled under another name, so that this is one too many. */
  readonly dialled: (leg: LegAddress, ref: string) => Promise<boolean>;
  /** Tells a fact again later which could not be told now. */
  readonly later: (leg: LegAddress, event: ToldEvent, key: string) => Promise<void>;
  readonly places: MediaPlaces;
  /** Through which SIP telephones are reached; null where there are none. */
  readonly voiceConnectorArn: string | null;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
  readonly report: EndpointReport;
}

/** What went wrong: names of things, never a number, a token or a text of anybody. */
export type EndpointReport = (
  problem: EndpointProblem,
  facts: Readonly<Record<string, string>>,
  thrown?: unknown,
) => void;
export type EndpointProblem =
  | 'event malformed'
  | 'call unknown'
  | 'answer late'
  | 'answer refused'
  | 'event not told'
  | 'text not spoken';

/** The service is to be answered within 2 s; it asks again after 5 s and hangs up after 20 s. */
export const ANSWER_WITHIN_MS = 1800;

const CONTINUE: SmaAnswer = { SchemaVersion: '1.0', Actions: [] };
const SILENT_EVENTS: ReadonlySet<SmaEventType> = new Set([
  'NEW_OUTBOUND_CALL',
  'RINGING',
  'HANGUP',
  'ACTION_INTERRUPTED',
]);

/**
 * Answers the events of a SIP media application. It always answers, and in time: when nobody can say what the call is to
 * do, the call waits a moment and asks again, and what it told is told once more later.
 */
export const smaEndpoint =
  (options: EndpointOptions) =>
  async (raw: unknown, calls: CallEvents): Promise<SmaAnswer> => {
    const { data: event, error } = SmaEvent.safeParse(raw);
    if (!event) {
      options.report('event malformed', { where: error.issues.map(({ path }) => path.join('.')).join(' ') });
      return CONTINUE;
    }
    const reading = eventOf(event);
    const late = Symbol('late');
    const outcome = await Promise.race([
      answerTo(event, reading, calls, options).catch((thrown: unknown) => ({ thrown })),
      options.wait(ANSWER_WITHIN_MS).then(() => late),
    ]);
    if (typeof outcome === 'object' && !('thrown' in outcome)) return outcome;
    return typeof outcome === 'object'
      ? afterFailure(event, reading, outcome.thrown, options)
      : afterDelay(event, reading, options);
  };

const factsOf = ({ InvocationEventType, ActionData: { Type } }: SmaEvent) => ({
  event: InvocationEventType,
  ...(Type !== undefined && { action: Type }),
});

async function afterDelay(event: SmaEvent, reading: Reading, options: EndpointOptions): Promise<SmaAnswer> {
  options.report('answer late', factsOf(event));
  await tellLater(event, reading, options);
  return keptAlive(event, reading);
}

async function afterFailure(
  event: SmaEvent,
  reading: Reading,
  thrown: unknown,
  options: EndpointOptions,
): Promise<SmaAnswer> {
  if (thrown instanceof AppError && thrown.code.endsWith('_NOT_FOUND')) {
    options.report('call unknown', { ...factsOf(event), code: thrown.code });
    return takenDown(event);
  }
  options.report('answer refused', factsOf(event), thrown);
  await tellLater(event, reading, options);
  return keptAlive(event, reading);
}

/** A question is asked again by the call itself. */
async function tellLater(event: SmaEvent, reading: Reading, options: EndpointOptions): Promise<void> {
  if (reading.kind !== 'event' || reading.event.kind === 'asked') return;
  try {
    await options.later(reading.known.leg, reading.event, keyOf(event));
  } catch (thrown) {
    options.report('event not told', factsOf(event), thrown);
  }
}

/** An event that comes again has the same key. */
const keyOf = ({ CallDetails, Sequence }: SmaEvent): string => `${CallDetails.TransactionId}-${Sequence}`;

const answer = (actions: readonly SmaAction[], known?: KnownLeg): SmaAnswer => ({
  SchemaVersion: '1.0',
  Actions: [...actions],
  ...(known && { TransactionAttributes: { ...attributesOf(known) } }),
});

function keptAlive(event: SmaEvent, reading: Reading): SmaAnswer {
  // Whoever is gone is gone, whoever knows of it: what is left of the leg is not asked about again.
  if (reading.kind === 'event' && reading.event.kind === 'ended') return answer(everybodyElse(event));
  const ends = endsOf(event);
  const isGone = (ends.bridged ? ends.party === undefined : false) || ends.party?.Status === 'Disconnected';
  if (SILENT_EVENTS.has(event.InvocationEventType) || isGone) return CONTINUE;
  return answer([pause(ends, keepAliveMs(event.ActionData.Parameters.DurationInMilliseconds))]);
}

/** Whoever is still connected; a call that was not answered yet is turned away. */
function takenDown({ CallDetails: { Participants }, InvocationEventType: type }: SmaEvent): SmaAnswer {
  const isUp = (one: Participant) => isConnected(one) || (type !== 'HANGUP' && one.Status === undefined);
  return answer(Participants.filter(isUp).map(one => hangUp(one.ParticipantTag, isConnected(one) ? 0 : 480)));
}

async function answerTo(
  event: SmaEvent,
  reading: Reading,
  calls: CallEvents,
  options: EndpointOptions,
): Promise<SmaAnswer> {
  switch (reading.kind) {
    case 'passing':
      return CONTINUE;
    case 'stranger':
      options.report('call unknown', factsOf(event));
      return takenDown(event);
    case 'incoming': {
      const orders = await calls.offer(reading.call);
      if (!reading.gone) return carriedOut(orders, { event, told: null, rest: false, sipUser: null }, options);
      await calls.tell(orders, { legId: orders.legId, kind: 'ended', cause: 'hung-up' }, keyOf(event));
      return CONTINUE;
    }
    case 'dialled':
      return (await options.dialled(reading.known.leg, reading.ref)) ? answer([], reading.known) : CONTINUE;
    case 'bridge':
      return answer([bridgeTo(reading.user, event, options)]);
    case 'mute':
      return answer(await muting(reading.known.leg, options));
    case 'event':
      return told(event, reading, calls, options);
  }
}

const SECONDS_TO_RING = 30;

function bridgeTo(user: string, event: SmaEvent, { voiceConnectorArn }: EndpointOptions): SmaAction {
  const { room } = endsOf(event);
  if (voiceConnectorArn === null || !room) throw new AppError('VOICE_UNAVAILABLE');
  return {
    Type: 'CallAndBridge',
    Parameters: {
      CallerIdNumber: room.From,
      CallTimeoutSeconds: SECONDS_TO_RING,
      Endpoints: [{ BridgeEndpointType: 'AWS', Uri: user, Arn: voiceConnectorArn }],
    },
  };
}

/** As the seat says, whatever was asked for: commands that have waited may come in any order. */
async function muting(leg: LegAddress, { seats }: EndpointOptions): Promise<SmaAction[]> {
  const seat = await seats.find(leg);
  return seat ? [muteAction(seat, seat.muted)] : [];
}

const muteAction = ({ attendeeId, meetingId }: Seat, muted: boolean): SmaAction => ({
  Type: 'ModifyChimeMeetingAttendees',
  Parameters: {
    ParticipantTag: 'LEG-B',
    Operation: muted ? 'Mute' : 'Unmute',
    MeetingId: meetingId,
    AttendeeList: [attendeeId],
  },
});

async function told(
  event: SmaEvent,
  { event: fact, known, rest }: Extract<Reading, { kind: 'event' }>,
  calls: CallEvents,
  options: EndpointOptions,
): Promise<SmaAnswer> {
  const isOfJoin = event.ActionData.Type === 'JoinChimeMeeting';
  const isWithoutPlace = known.told?.kind === 'talk' && fact.kind === 'activity' && fact.result.kind === 'failed';
  if (isWithoutPlace) await options.seats.vacate(known.leg);
  const orders = await calls.tell(known.leg, { ...fact, ref: event.CallDetails.TransactionId }, keyOf(event));
  if (fact.kind === 'ended') return answer(everybodyElse(event));
  if (endsOf(event).party?.Status === 'Disconnected') return CONTINUE;
  if (isOfJoin && !orders.activity && (await options.seats.find(known.leg))?.muted) {
    // Whoever was muted before he was put on hold comes back muted.
    return answer(await muting(known.leg, options));
  }
  return carriedOut(orders, { event, told: known.told, rest, sipUser: known.sipUser }, options);
}

/** Ends of a call never hang up each other: what stays connected is paid for. */
const everybodyElse = ({ CallDetails: { Participants } }: SmaEvent): SmaAction[] =>
  Participants.filter(isConnected).map(one => hangUp(one.ParticipantTag, 0));

interface Situation {
  readonly event: SmaEvent;
  readonly told: Told | null;
  readonly rest: boolean;
  readonly sipUser: string | null;
}

async function carriedOut(
  orders: LegOrders,
  { event, rest, sipUser, told: before }: Situation,
  options: EndpointOptions,
): Promise<SmaAnswer> {
  const { tenantId, interactionId, legId } = orders;
  const leg = { tenantId, interactionId, legId };
  const { TransactionId: ref } = event.CallDetails;
  const scene = { event, told: before, rest, seat: null, places: options.places };
  const [seat, spoken] = await Promise.all([
    needsSeat(orders, scene) ? options.seats.take(leg, ref) : null,
    isSpoken(orders, options),
  ]);
  const { actions, told: after } = actionsFor(spoken ? orders : withoutAnnouncements(orders), { ...scene, seat });
  if (actions.length === 0) return CONTINUE;
  return answer(actions, { leg, told: after, sipUser });
}

const SPOKEN_WITHIN_MS = 1000;

/** False when texts cannot be had as files in time; they are made all the same, for the next time. */
async function isSpoken(orders: LegOrders, { report, speak, wait }: EndpointOptions): Promise<boolean> {
  const texts = textsOf(orders);
  if (texts.length === 0) return true;
  const speaking = speak(texts).then(
    () => true,
    (thrown: unknown) => {
      report('text not spoken', {}, thrown);
      return false;
    },
  );
  return Promise.race([speaking, wait(SPOKEN_WITHIN_MS).then(() => false)]);
}

/**
 * Who waits misses an announcement rather than the music. What asks for digits cannot do without its texts.
 *
 * @throws AppError `TRY_LATER`
 */
function withoutAnnouncements(orders: LegOrders): LegOrders {
  const { activity } = orders;
  if (activity?.kind !== 'play') throw new AppError('TRY_LATER');
  return { ...orders, activity: { ...activity, prompts: activity.prompts.filter(({ kind }) => kind === 'sound') } };
}
