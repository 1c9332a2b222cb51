import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActionType, isActionType, parseAction } from '#local/sma/actions.ts';
import { type Conformance, defaultConformance } from '#local/sma/conformance.ts';
import type { InvocationEvent } from '#local/sma/model.ts';
import { createSma, type MeetingClient, type Sma } from '#local/sma/sma.ts';
import { Scheduler } from '#test/simulation/engine/scheduler.ts';
import {
  APPLICATION,
  answer,
  askDigits,
  bridge,
  hangup,
  join,
  meetingWith,
  NUMBER,
  pause,
  play,
  receiveDigits,
  record,
  speak,
  virtualClock,
} from '../unit/voice-simulator/stand.ts';

/** How many calls one run has, and how many runs there are. */
const CALLS = Number(process.env['VOICE_CALLS'] ?? 5);
const RUNS = Number(process.env['VOICE_RUNS'] ?? 60);

type MakeAction = (plan: Room) => object;
interface Room {
  readonly meetingId: string;
  readonly token: string;
}

const constant = (action: object): fc.Arbitrary<MakeAction> => fc.constant(() => action);
const tag = fc.constantFrom('LEG-A', 'LEG-B');
const digitsText = fc.string({ unit: fc.constantFrom(...'0123456789*#'), minLength: 1, maxLength: 4 });
const good: fc.Arbitrary<MakeAction> = fc.oneof(
  fc.record({ ParticipantTag: tag, Repeat: fc.integer({ min: 1, max: 5 }) }).map(more => () => play('a.wav', more)),
  fc.integer({ min: 100, max: 30_000 }).map(ms => () => pause(ms)),
  fc.string({ minLength: 1, maxLength: 40 }).map(text => () => speak(text)),
  fc.integer({ min: 1, max: 3 }).map(Repeat => () => askDigits({ Repeat, MaxNumberOfDigits: 2 })),
  constant(receiveDigits('^\\d+$')),
  fc.integer({ min: 1, max: 20 }).map(seconds => () => record({ DurationInSeconds: seconds })),
  tag.map(ParticipantTag => () => hangup({ ParticipantTag })),
  fc.integer({ min: 0, max: 4 }).map(at => () => bridge(`+1425555020${at}`)),
  fc.constant<MakeAction>(({ meetingId, token }) => join(meetingId, token)),
);
const bad: fc.Arbitrary<MakeAction> = fc.oneof(
  constant(bridge('none')),
  constant(join('none', 'none')),
  constant({ Type: 'SpeakAndBridge', Parameters: {} }),
  fc.anything().map(thing => () => ({ Type: 'PlayAudio', Parameters: { AudioSource: thing } })),
);
const list = fc.array(fc.oneof({ arbitrary: good, weight: 30 }, { arbitrary: bad, weight: 1 }), { maxLength: 11 });
const second = fc.integer({ min: 0, max: 90 });

const plan = fc.record({
  begins: second,
  lists: fc.array(list, { minLength: 1, maxLength: 8 }),
  attributes: fc.integer({ min: 0, max: 12 }),
  updates: fc.array(fc.record({ at: second, list }), { maxLength: 4 }),
  digits: fc.array(fc.record({ at: second, text: digitsText }), { maxLength: 3 }),
  ends: second,
  agentLeaves: second,
  isOutbound: fc.boolean(),
  meetingEnds: fc.option(second, { nil: undefined }),
});
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

const faults = fc.record({ late: fc.constantFrom(0, 0, 0, 3000, 7000, 30_000), status: fc.constantFrom(0, 0, 0, 500) });
const conformance: fc.Arbitrary<Partial<Conformance>> = fc.record({
  invocations: fc.constantFrom('serial', 'overlapping'),
  interruptOnDigits: fc.boolean(),
  emptyFirstResponse: fc.constantFrom('wait30s', 'hangup'),
  lateAnswer: fc.constantFrom('taken', 'lost'),
  hangupWhileRinging: fc.constantFrom('fails', 'cancels'),
  hangupOfBridgedLeg: fc.constantFrom('both', 'hangup', 'action-successful'),
  actionCutByHangup: fc.constantFrom('successful', 'failed', 'silent'),
  meetingLegOfGoneCaller: fc.constantFrom('stays', 'ends'),
});

interface Told {
  readonly event: InvocationEvent;
  readonly invocation: number;
}

/** Plays the plans to their end, and until empty meetings have ended, and gives what the function was told. */
async function played(
  plans: readonly Plan[],
  flags: Partial<Conformance>,
  mistakes: readonly { late: number; status: number }[],
) {
  const scheduler = new Scheduler();
  const told: Told[] = [];
  const rooms: Room[] = [];
  const left = plans.map(({ lists }) => [...lists]);
  let invocation = 0;
  let ids = 0;

  const of = ({
    CallDetails: {
      Participants: [first],
    },
  }: InvocationEvent): number => {
    const outside = first?.Direction === 'Inbound' ? first.From : first?.To;
    return Number(outside?.slice(-4));
  };
  async function handle(event: InvocationEvent): Promise<object> {
    invocation += 1;
    told.push({ event, invocation });
    const at = of(event);
    const { InvocationEventType: type, ActionData } = event;
    if (type === 'HANGUP' || type === 'INVALID_LAMBDA_RESPONSE') {
      const others = event.CallDetails.Participants.filter(({ Status }) => Status === 'Connected');
      return answer(others.map(({ CallId }) => hangup({ CallId })));
    }
    const updated =
      type === 'CALL_UPDATE_REQUESTED'
        ? plans[at]!.updates[Number(Object(ActionData?.Parameters['Arguments'])['at'])]?.list
        : undefined;
    const actions = updated ?? left[at]?.shift() ?? [];
    const pairs = Array.from({ length: plans[at]?.attributes ?? 0 }, (_, key) => [`k${key}`, 'v']);
    return answer(
      actions.map(make => make(rooms[at]!)),
      { TransactionAttributes: Object.fromEntries(pairs) },
    );
  }

  const sma: Sma = createSma({
    clock: virtualClock(scheduler),
    invoke: handle,
    owns: number => number === NUMBER,
    nextId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    conformance: flags,
    quotas: { activeCalls: 1000, meetings: 1000 },
    // Long, so that much happens during it.
    timing: { join: 6000 },
    faults: {
      invocation: () => {
        const { late = 0, status = 0 } = mistakes[invocation % Math.max(1, mistakes.length)] ?? {};
        return { ...(late && { late }), ...(status && { status }) };
      },
    },
  });
  for (const [at, behavior] of (['busy', 'no-answer'] as const).entries())
    sma.phones.set(`+1425555020${at}`, { behavior });

  const begin = scheduler.now;
  const later = (seconds: number, work: () => void) => scheduler.at(begin + seconds * 1000, work);
  const phonesOf = (transactionId: string) => sma.legs().filter(leg => leg.transactionId === transactionId);
  const begun: string[] = [];
  for (const [at, one] of plans.entries()) {
    const { meetingId, tokens } = meetingWith(sma, 'caller', 'ana');
    rooms.push({ meetingId, token: tokens[0]! });
    let agent: MeetingClient | undefined;
    later(one.begins, () => {
      const outside = `+1425555${String(at).padStart(4, '0')}`;
      if (sma.meetings.live.includes(meetingId)) agent = sma.joinMeeting(meetingId, tokens[1]!);
      begun[at] = one.isOutbound
        ? sma.createCall({ applicationId: APPLICATION, from: NUMBER, to: outside })
        : sma.leg(sma.call({ from: outside, to: NUMBER })).transactionId;
    });
    for (const [update, { at: seconds }] of one.updates.entries()) {
      later(one.begins + seconds, () => {
        try {
          sma.updateCall(APPLICATION, begun[at]!, { at: String(update) });
        } catch {
          // The call is over.
        }
      });
    }
    for (const { at: seconds, text } of one.digits) {
      later(one.begins + seconds, () => {
        for (const { id } of phonesOf(begun[at]!)) sma.press(id, text);
      });
    }
    if (one.meetingEnds !== undefined) later(one.begins + one.meetingEnds, () => sma.meetings.delete(meetingId));
    later(one.begins + one.agentLeaves, () => agent?.leave());
    // Whoever is still on the line in the end puts the telephone down; who was never on it cannot.
    for (const seconds of [one.ends, 300, 400]) {
      later(one.begins + seconds, () => {
        const onTheLine = phonesOf(begun[at]!).filter(leg => leg.answered || leg.direction === 'inbound');
        for (const { id } of onTheLine) sma.hangUp(id);
      });
    }
  }
  await scheduler.runUntil(begin + 1200 * 1000, () => false);
  return { sma, told, calls: begun.length };
}

describe('whatever the function answers, and whenever', () => {
  it('no leg and no meeting is left, answers keep to the limits, and nothing invalid is performed', async () => {
    let calls = 0;
    const property = fc.asyncProperty(
      fc.array(plan, { minLength: CALLS, maxLength: CALLS }),
      conformance,
      fc.array(faults, { maxLength: 7 }),
      async (plans, flags, mistakes) => {
        const { sma, told, calls: placed } = await played(plans, flags, mistakes);
        calls += placed;

        expect(sma.live).toEqual({ transactions: 0, legs: 0, meetings: 0 });
        for (const leg of sma.legs()) expect([leg.state, leg.hears]).toEqual(['disconnected', ['silence']]);
        expectWellFormed(told, { ...defaultConformance, ...flags });
      },
    );

    await fc.assert(property, {
      numRuns: RUNS,
      ...(process.env['VOICE_SEED'] && { seed: Number(process.env['VOICE_SEED']) }),
    });

    expect(calls).toBeGreaterThanOrEqual(CALLS * RUNS);
  }, 600_000);
});

describe('the same calls', () => {
  it('take the same course again, to the last event and the last sound', async () => {
    const property = fc.asyncProperty(
      fc.array(plan, { minLength: 5, maxLength: 5 }),
      conformance,
      async (plans, flags) => {
        const [first, second] = [await played(plans, flags, []), await played(plans, flags, [])];

        expect(second.told).toEqual(first.told);
        expect(second.sma.legs()).toEqual(first.sma.legs());
      },
    );

    await fc.assert(property, { numRuns: 10 });
  });
});

function expectWellFormed(told: readonly Told[], flags: Conformance): void {
  const byTransaction = Map.groupBy(told, ({ event }) => event.CallDetails.TransactionId);
  for (const events of byTransaction.values()) {
    const sequences = [...new Set(events.map(({ event }) => event.Sequence))].toSorted((a, b) => a - b);
    expect(sequences).toEqual(sequences.map((_, at) => at + 1));
    expect(events.length).toBeLessThanOrEqual(1000);
  }
  for (const { event } of told) {
    const { TransactionAttributes = {}, Participants } = event.CallDetails;
    expect(Object.keys(TransactionAttributes).length).toBeLessThanOrEqual(flags.attributesMax);
    expect(Participants.map(({ ParticipantTag }) => ParticipantTag)).toEqual(
      ['LEG-A', 'LEG-B'].slice(0, Participants.length),
    );
    if (event.InvocationEventType === 'ACTION_SUCCESSFUL') expect(performable(event)).toBe(true);
  }
}

/** Whether an action that is said to have gone well could be performed at all. */
function performable({ ActionData }: InvocationEvent): boolean {
  const { Type = '', Parameters = {} } = ActionData ?? {};
  const { CallId: _, ...parameters } = Parameters;
  const sent = Type === 'CallAndBridge' ? parameters : Parameters;
  return isActionType(Type) && !('fault' in parseAction({ Type: Type as ActionType, Parameters: sent }));
}
