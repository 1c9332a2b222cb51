import type { InvocationEvent } from '#local/sma/model.ts';
import type { SmaAnswer } from '#shared/adapters/voice/chime/sma-answer.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Breach } from '#shared/domain/kit/breach.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { inProcess } from '#test/support/in-process.ts';
import { type SimulatedTelephone, simulatedTelephone } from '#test/support/simulated-telephone.ts';
import { chance, hash } from '../engine/chance.ts';
import { CallFaults } from './faults.ts';
import { Floor, TENANTS, type TenantId } from './floor.ts';
import { type Ground, groundOf, KEPT_DAYS } from './ground.ts';
import { type Listener, listeners, misheard, strangers } from './hearing.ts';
import { act, comeBack, furnish, goHome } from './people.ts';
import { filedWrong } from './recordings.ts';
import { CallRows, holdsJoinToken } from './rows.ts';

/** What a history came to. */
export interface CallHistory {
  readonly seed: number;
  readonly calls: number;
  readonly commits: number;
  readonly invocations: number;
  /** Commands that were carried out, by name. */
  readonly done: Readonly<Record<string, number>>;
  /** Steps of flows that callers came to, by kind. */
  readonly walked: Readonly<Record<string, number>>;
  /** Recordings of conversations and messages, and how many of them had a file. */
  readonly recordings: { readonly call: number; readonly message: number; readonly filed: number };
  /** Switches and rules that held, by name. */
  readonly rules: readonly string[];
  /** Mistakes that were made, by name. */
  readonly mistakes: Readonly<Record<string, number>>;
  readonly breaches: readonly Breach[];
  /** What led to it, newest last. */
  readonly steps: readonly string[];
  /** Everything that happened, as one number: the same for the same seed. */
  readonly trace: string;
}

/** Calls of one history, at most. */
export const CALLERS = 20;
const TICKS = 110;
const REST_EVERY = 14;
const REST_SECONDS = 20;
const MOST_ATTRIBUTES = 10;
/** What an account may ask for in a second, and as much again after a quiet time. */
const MOST_A_SECOND = new Map([
  ['UpdateSipMediaApplicationCall', 10],
  ['CreateSipMediaApplicationCall', 2],
]);
const PATIENT_LOOKS = 8;
const DAY_SECONDS = 86_400;
/** Enough for all files of a history: each removes some. */
const SWEEPS = 4;
const EXPECTED_TROUBLE: ReadonlySet<string> = new Set([
  ...['TRY_LATER', 'WRITE_CONFLICT', 'VOICE_BUSY', 'VOICE_UNAVAILABLE'],
]);

/** Plays the calls of one seed from beginning to end, or to the first breach. */
export async function playCalls(seed: number): Promise<CallHistory> {
  const by = chance(seed, 'calls');
  const faults = new CallFaults(seed);
  faults.isOn = false;
  const breaches: Breach[] = [];
  const breach = (rule: string, subject: string, detail: string) => breaches.push({ rule, subject, detail });
  let invocations = 0;
  let made = 0;
  let trace = 0;
  let ids = 0;

  function answered(event: InvocationEvent, answer: SmaAnswer): void {
    invocations += 1;
    const attributes = Object.keys(answer.TransactionAttributes ?? {}).length;
    const about = `${event.CallDetails.TransactionId} ${event.InvocationEventType} ${JSON.stringify(event.ActionData ?? '')}`;
    if (attributes > MOST_ATTRIBUTES) breach('at-most-ten-attributes', about, `${attributes}`);
    if (event.InvocationEventType === 'INVALID_LAMBDA_RESPONSE') {
      breach('answers-are-valid', about, String(event.ErrorMessage));
    }
    trace = hash(`${trace} ${about} ${JSON.stringify(answer)}`);
    watching?.note(shown(event, answer));
  }

  const lately: { readonly operation: string; readonly at: number }[] = [];
  function asked(operation: string, at: number): void {
    while (lately[0] && lately[0].at <= at - 1000) lately.shift();
    lately.push({ operation, at });
    const times = lately.filter(one => one.operation === operation).length;
    if (times > (MOST_A_SECOND.get(operation) ?? Infinity)) breach('commands-keep-to-the-rate', operation, `${times}`);
  }

  let telephone: SimulatedTelephone | undefined;
  let watching: Floor | undefined;
  const w = await inProcess({
    startsAt: Date.parse('2026-11-25T10:00:00.000Z'),
    faults: { before: () => faults.atStore('before'), after: () => faults.atStore('after') },
    nextId: prefix => {
      ids += 1;
      return `${prefix}_01K9ZQ4M6T${String(ids).padStart(16, '0')}`;
    },
    telemetry: {
      count: () => undefined,
      report: (message, facts, thrown) => {
        if (holdsJoinToken([message, facts, String(thrown)])) breach('no-join-token-is-told', message, '');
        if (thrown !== undefined && !isTrouble(thrown))
          breach('no-defect', `${message} ${JSON.stringify(facts)}`, described(thrown));
      },
    },
    voice: parts => {
      telephone = simulatedTelephone(parts, {
        faults: {
          invocation: (_, attempt) => faults.invocation(attempt),
          update: () => (faults.happens('updateLate') ? faults.lateBy(3000) : 0),
          throttle: () => faults.happens('throttled'),
          outage: () => faults.happens('outage'),
          joinFails: () => faults.happens('joinFails'),
        },
        quotas: { activeCalls: by.pick([10, 60] as const), meetingOperationPerSecond: 100 },
        nextId: () => {
          made += 1;
          return `sma-${made}`;
        },
        answersLate: () => faults.happens('answersLate'),
        commandDeliveries: () => faults.deliveries(),
        newsDeliveries: () => faults.deliveries(),
        answered,
        asked: operation => asked(operation, parts.clock.now()),
      });
      return telephone.provider;
    },
  });
  const parts = telephone as unknown as SimulatedTelephone;
  const { sma } = parts;
  const grounds = { demo: groundOf(seed, 'demo'), acme: groundOf(seed, 'acme') };
  const rows = new CallRows(
    w.store,
    () => toInstant(w.clock.now()),
    tenantId => grounds[tenantId as TenantId].recording.mode,
  );
  const floor = new Floor(w, parts, rows, faults);
  watching = floor;
  const unhandled = (thrown: unknown) => breach('no-unhandled-rejection', 'process', described(thrown));
  process.on('unhandledRejection', unhandled);

  const found = (): boolean => {
    breaches.push(...rows.breaches.splice(0));
    for (const text of floor.refusedInside.splice(0)) breach('no-defect', 'answer', text);
    return breaches.length > 0;
  };
  const listening = (): Listener[] => listeners(rows, sma, legId => floor.browser(legId));

  async function rest(): Promise<void> {
    faults.isOn = false;
    await floor.advance(REST_SECONDS);
    await w.application().sweep(`rest-${floor.now}`);
    await floor.advance(2);
    let wrong = listening().flatMap(one => misheard(one, rows));
    for (let look = 0; look < PATIENT_LOOKS && wrong.length > 0; look += 1) {
      await floor.advance(2);
      wrong = listening().flatMap(one => misheard(one, rows));
    }
    breaches.push(...wrong);
    faults.isOn = true;
  }

  async function play(): Promise<void> {
    await furnish(floor, seed, grounds);
    floor.steps.length = 0;
    faults.isOn = true;
    for (let tick = 1; tick <= TICKS && !found(); tick += 1) {
      // Up to three people do something in the same moment.
      await Promise.all(Array.from({ length: by.between(1, 3) }, () => act(floor, by, CALLERS)));
      await floor.advance(by.pick([0.2, 0.5, 1, 1, 2, 4, 8] as const));
      await comeBack(floor);
      breaches.push(...listening().flatMap(strangers));
      if (tick % REST_EVERY === 0) await rest();
    }
    if (!found()) await end();
  }

  async function end(): Promise<void> {
    faults.isOn = false;
    for (const agent of floor.agents) agent.awayUntil = Math.min(agent.awayUntil, floor.now);
    await comeBack(floor);
    for (let minute = 0; minute < 8; minute += 1) {
      await goHome(floor);
      await floor.advance(45);
      await w.application().sweep(`home-${minute}`);
    }
    if (found()) return;
    const { legs, meetings, transactions } = sma.live;
    if (legs + meetings + transactions > 0) breach('nothing-is-left-at-the-service', 'service', leftAtService(floor));
    for (const call of rows.calls.values()) {
      if (call.live !== undefined) breach('every-call-ends', call.id, JSON.stringify(call.legs));
    }
    for (const { id, status } of rows.interactions.values()) {
      if (status !== 'closed' && status !== 'ended') breach('every-interaction-ends', id, status);
    }
    for (const agent of rows.agents.values()) {
      if (agent.work.length > 0) breach('capacity-is-freed', agent.id, JSON.stringify(agent.work));
    }
    breaches.push(...(await filed()));
    if (found()) return;
    await w.advance(KEPT_DAYS * DAY_SECONDS);
    for (let number = 0; number < SWEEPS; number += 1) await w.application().sweep(`kept-${number}`);
    breaches.push(...(await filed()));
    for (const { id, recordings } of rows.calls.values()) {
      const left = recordings.find(({ key }) => key !== null);
      if (left) breach('files-go-when-their-time-is-over', id, JSON.stringify(left));
    }
    found();
  }

  const filed = () =>
    filedWrong(rows.calls, [...rows.files.values()], parts.files, async key => (await w.blobs.read(key)) !== undefined);

  try {
    await play();
  } finally {
    process.off('unhandledRejection', unhandled);
    w.clock.stop();
  }
  return {
    ...{ seed, breaches, invocations, commits: rows.commits, calls: rows.calls.size, steps: floor.steps },
    done: Object.fromEntries(floor.done),
    walked: Object.fromEntries(rows.walked),
    recordings: recordingsOf(rows, parts.files),
    rules: TENANTS.flatMap(tenantId => namesOf(grounds[tenantId])),
    mistakes: Object.fromEntries(faults.made),
    trace: trace.toString(16),
  };
}

function recordingsOf({ calls }: CallRows, files: ReadonlySet<string>): CallHistory['recordings'] {
  const all = [...calls.values()].flatMap(({ recordings }) => recordings);
  const count = (wanted: string) => all.filter(({ kind }) => kind === wanted).length;
  return { call: count('call'), message: count('message'), filed: files.size };
}

const namesOf = ({ closesAt, holds, maxWaiting, recording }: Ground): string[] => [
  ...Object.entries(holds).flatMap(([name, isOn]) => (isOn ? [name] : [])),
  `recording ${recording.mode}`,
  ...(recording.announcement === undefined ? [] : ['recording announced']),
  ...(closesAt === null ? [] : ['closes']),
  ...(maxWaiting === null ? [] : ['full']),
];

/** What the service told of a leg, and what it was told to do. */
function shown({ ActionData, CallDetails, InvocationEventType: type }: InvocationEvent, answer: SmaAnswer): string {
  const { activity = '', interaction = '', leg = CallDetails.TransactionId } = CallDetails.TransactionAttributes ?? {};
  const { ParticipantTag: tag = '', SipResponseCode: code = '' } = ActionData?.Parameters ?? {};
  const actions = answer.Actions.map(({ Type }) => Type).join(' ');
  return `${interaction} ${leg} (${activity}) ${type} ${ActionData?.Type ?? ''} ${tag} ${code} -> ${actions} ${answer.TransactionAttributes?.['activity'] ?? ''}`;
}

const isTrouble = (thrown: unknown): boolean => thrown instanceof AppError && EXPECTED_TROUBLE.has(thrown.code);

const described = (thrown: unknown): string =>
  thrown instanceof Error
    ? `${thrown.stack?.split('\n').slice(0, 5).join(' ')} ${thrown.cause ? described(thrown.cause) : ''}`
    : String(thrown);

function leftAtService({ rows, telephone: { sma } }: Floor): string {
  const lines = sma.legs().filter(({ state }) => state !== 'disconnected');
  const meetings = sma.meetings.live.map(id => JSON.stringify(sma.meetings.attendees(id)));
  const owners = [...rows.calls.values()].filter(({ legs }) =>
    legs.some(leg => lines.some(line => line.transactionId === leg.ref)),
  );
  return `${JSON.stringify(sma.live)} ${JSON.stringify(lines.map(({ timeline: _, ...line }) => line))} ${meetings.join()} of ${JSON.stringify(owners)}`;
}
