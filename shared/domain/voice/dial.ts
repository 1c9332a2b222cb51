import type { CallRecord, Leg, LegEndpoint, LegParty } from '#schemas/voice/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { type Moment, UNANSWERED } from './leg.ts';

/** How long a party may take to answer, or a browser to come into the room. */
const ANSWER_SECONDS: Readonly<Record<LegEndpoint['kind'], number>> = { browser: 15, sip: 30, phone: 60 };

/** Calls somebody into the call: his leg takes part as soon as it is answered. A browser comes by itself. */
export function dial(
  call: CallRecord,
  party: LegParty,
  endpoint: LegEndpoint,
  { newId, now }: Moment,
  answerSeconds: number = ANSWER_SECONDS[endpoint.kind],
): CallRecord {
  const id = newId('act');
  const leg: Leg = {
    id: newId('leg'),
    party,
    endpoint,
    direction: endpoint.kind === 'browser' ? 'inbound' : 'outbound',
    state: 'dialling',
    ref: null,
    activity: { kind: 'talk', id },
    untold: endpoint.kind !== 'browser',
    ...UNANSWERED,
    settled: false,
    dueAt: plusSeconds(now, answerSeconds),
    errands: [],
    muted: false,
    held: false,
    startedAt: now,
    answeredAt: null,
    endedAt: null,
    endCause: null,
  };
  return { ...call, legs: [...remembered(call.legs), leg] };
}

/** How many legs a call remembers: a caller who waits for long rings many telephones that nobody answers. */
const REMEMBERED = 30;

/** Makes room for one more: what was never answered is forgotten first, then what ended first. */
function remembered(legs: readonly Leg[]): readonly Leg[] {
  if (legs.length < REMEMBERED) return legs;
  const over = legs.filter(leg => leg.state === 'ended');
  const forgotten = over.find(leg => leg.answeredAt === null) ?? over[0];
  return legs.filter(leg => leg !== forgotten);
}
