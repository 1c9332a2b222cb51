import type { Activity, ActivityResult, Prompt } from '#schemas/voice/activity.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import type { FlowStep, FlowStepOf } from '#schemas/voice/flow-step.ts';
import type { FlowState } from '#schemas/voice/model.ts';
import type { FlowFacts } from './facts.ts';
import { spoken } from './prompts.ts';

/*
 * Walks a call flow: from where a call is to the next step that takes time. Pure, so that the dry run of an
 * administrator and a call take the same way.
 */

/** An activity before somebody gives it an id. */
export type ActivityPlan = Activity extends infer A ? (A extends Activity ? Omit<A, 'id'> : never) : never;

/** What a flow has a caller do. */
export type FlowActivity = Extract<ActivityPlan, { kind: 'play' | 'collect' | 'record-message' }>;

/** Where the walk has stopped. */
export type FlowOutcome =
  /** The caller hears or does something; the flow goes on with the result. */
  | { readonly kind: 'activity'; readonly activity: FlowActivity }
  /** The caller waits for an agent; see `leaveQueue`. */
  | { readonly kind: 'queue'; readonly step: FlowStepOf<'queue'> }
  /** The caller is to be called back, and hangs up. */
  | { readonly kind: 'callback'; readonly queueId: string }
  /** The call goes to a number outside; a `failed` result brings it back. */
  | { readonly kind: 'forward'; readonly number: string; readonly timeoutSeconds: number }
  | { readonly kind: 'flow'; readonly flowId: string }
  | { readonly kind: 'hang-up'; readonly cause: FlowStepOf<'hang-up'>['cause'] };

/** A message that the caller has left. */
export interface LeftMessage {
  readonly queueId: string;
  readonly key: string;
  readonly seconds: number | null;
}

/** One step that the walk has passed or stopped at. */
export interface FlowVisit {
  readonly stepId: string;
  readonly kind: FlowStep['kind'];
  /** Where it led, and null where the walk stopped. */
  readonly next: string | null;
}

export interface FlowMove {
  readonly state: FlowState;
  /** BCP 47; what is spoken from here on is spoken in it. */
  readonly language: string;
  readonly outcome: FlowOutcome;
  readonly visits: readonly FlowVisit[];
  readonly message: LeftMessage | null;
}

/** Steps after which a flow is taken for one that never ends; the call is then taken down. */
const MOST_STEPS = 200;

interface Walker {
  readonly flow: Flow;
  readonly facts: FlowFacts;
  readonly state: FlowState;
  readonly language: string;
  readonly visits: readonly FlowVisit[];
  readonly message: LeftMessage | null;
}

/** Begins a flow. A call that comes from another flow brings its state and language along. */
export const startFlow = (
  flow: Flow,
  facts: FlowFacts,
  from?: { readonly state: FlowState; readonly language: string },
): FlowMove =>
  enter(
    {
      flow,
      facts,
      language: from?.language ?? flow.language,
      state: {
        flowId: flow.id,
        stepId: flow.start,
        steps: from?.state.steps ?? 0,
        values: from?.state.values ?? {},
        urgency: from?.state.urgency ?? { class: null, priority: null },
        messageLeft: from?.state.messageLeft ?? false,
        waiting: null,
      },
      visits: [],
      message: null,
    },
    flow.start,
  );

/**
 * Goes on with what became of the activity or the forwarding of the present step. A step that an administrator has taken
 * away meanwhile sends the call to the beginning of the flow: it is not lost, and hears the greeting again.
 */
export function continueFlow(
  flow: Flow,
  state: FlowState,
  language: string,
  result: ActivityResult,
  facts: FlowFacts,
): FlowMove {
  const step = stepOf(flow, state.stepId);
  const walker: Walker = { flow, facts, state, language, visits: [], message: null };
  return step ? proceed(walker, step, result) : enter(walker, flow.start);
}

/** Why a caller waits no more: the queue has closed, or lost its last agent, or he has waited as long as the flow lets him. */
export type WhyLeft = 'closed' | 'unstaffed' | 'overflow';

/** The caller waits no more. What the step says nothing of is left as a queue that has closed. */
export function leaveQueue(flow: Flow, state: FlowState, language: string, why: WhyLeft, facts: FlowFacts): FlowMove {
  const step = stepOf(flow, state.stepId);
  const walker: Walker = { flow, facts, state: { ...state, waiting: null }, language, visits: [], message: null };
  if (step?.kind !== 'queue') return enter(walker, flow.start);
  const { closed, unstaffed = closed, overflow } = step;
  return pass(walker, step, { closed, unstaffed, overflow: overflow?.next ?? closed }[why]);
}

/** What a result leads to, at a step that had the caller do something. */
function proceed(walker: Walker, step: FlowStep, result: ActivityResult): FlowMove {
  switch (step.kind) {
    case 'menu':
      return pass(walker, step, (result.kind === 'digits' && choiceOf(step, result.digits)) || step.otherwise);
    case 'input':
      if (result.kind !== 'digits' || result.digits === '') return pass(walker, step, step.otherwise);
      return pass(keeping(walker, { [step.value]: result.digits }), step, step.next);
    case 'voicemail':
      if (result.kind === 'done') return stop(walker, step, recordingOf(step));
      return pass(result.kind === 'recorded' ? leaving(walker, step, result) : walker, step, step.next);
    case 'callback-offer':
      if (result.kind === 'digits' && result.digits === step.key) return agreed(walker, step);
      return result.kind === 'done'
        ? stop(walker, step, { kind: 'callback', queueId: step.queueId })
        : pass(walker, step, step.declined);
    case 'hang-up':
      return stop(walker, step, { kind: 'hang-up', cause: step.cause });
    case 'say':
      return pass(walker, step, step.next);
    case 'forward':
      return pass(walker, step, step.otherwise);
    default:
      return enter(walker, walker.state.stepId);
  }
}

/** Comes to a step: passes it when it takes no time. */
function enter(walker: Walker, stepId: string): FlowMove {
  const step = stepOf(walker.flow, stepId);
  const steps = walker.state.steps + 1;
  const there: Walker = { ...walker, state: { ...walker.state, stepId, steps } };
  if (!step || steps > MOST_STEPS) return ended(there, { kind: 'hang-up', cause: 'unavailable' });
  switch (step.kind) {
    case 'say':
      return stop(there, step, playing(there, step.prompts));
    case 'menu':
      return stop(there, step, collecting(there, step, { ...ONE_KEY, pattern: anyOf(Object.keys(step.choices)) }));
    case 'input':
      return stop(there, step, collecting(there, step, inputOf(step)));
    case 'callback-offer':
      if (there.facts.caller === null) return pass(there, step, step.declined);
      return stop(there, step, collecting(there, { ...step, attempts: 1, failure: [] }, { ...ONE_KEY, pattern: null }));
    case 'voicemail':
      return stop(there, step, playing(there, step.prompts));
    case 'hours':
      return pass(there, step, there.facts.isOpen(step.hoursId) ? step.open : step.closed);
    case 'language':
      return pass({ ...there, language: step.language }, step, step.next);
    case 'caller':
      return pass(there, step, byCaller(step, there.facts.caller) ?? step.otherwise);
    case 'branch':
      return pass(there, step, own(step.cases, own(there.state.values, step.value) ?? '') ?? step.otherwise);
    case 'set':
      return pass(keeping(there, step.values), step, step.next);
    case 'priority':
      return pass(urgent(there, step), step, step.next);
    case 'queue':
      return toQueue(there, step);
    case 'forward':
      if (!mayForward(step, there.facts)) return pass(there, step, step.otherwise);
      return stop(there, step, { kind: 'forward', number: step.number, timeoutSeconds: step.timeoutSeconds });
    case 'flow':
      return stop(there, step, { kind: 'flow', flowId: step.flowId });
    case 'hang-up':
      return stop(
        there,
        step,
        step.prompts.length > 0 ? playing(there, step.prompts) : { kind: 'hang-up', cause: step.cause },
      );
  }
}

function toQueue(walker: Walker, step: FlowStepOf<'queue'>): FlowMove {
  const found = walker.facts.queue(step.queueId);
  if (found === 'closed') return pass(walker, step, step.closed);
  if (found === 'full') return pass(walker, step, step.full ?? step.closed);
  if (found === 'unstaffed' && step.unstaffed !== undefined) return pass(walker, step, step.unstaffed);
  const waiting = { since: walker.facts.now, announcedAt: null, announcedPosition: null };
  return stop({ ...walker, state: { ...walker.state, waiting } }, step, { kind: 'queue', step });
}

function agreed(walker: Walker, step: FlowStepOf<'callback-offer'>): FlowMove {
  return step.confirmation.length > 0
    ? stop(walker, step, playing(walker, step.confirmation))
    : stop(walker, step, { kind: 'callback', queueId: step.queueId });
}

const pass = (walker: Walker, { kind }: FlowStep, next: string): FlowMove =>
  enter({ ...walker, visits: [...walker.visits, { stepId: walker.state.stepId, kind, next }] }, next);

const stop = (walker: Walker, { kind }: FlowStep, outcome: FlowOutcome): FlowMove =>
  ended({ ...walker, visits: [...walker.visits, { stepId: walker.state.stepId, kind, next: null }] }, outcome);

const ended = ({ state, language, visits, message }: Walker, outcome: FlowOutcome): FlowMove => ({
  state,
  language,
  visits,
  message,
  outcome,
});

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const stepOf = (flow: Flow, stepId: string): FlowStep | undefined => own(flow.steps, stepId);

/** What may be called may have changed since the flow was saved; a number that nobody has judged is not called. */
const mayForward = ({ country }: FlowStepOf<'forward'>, { mayCall }: FlowFacts): boolean =>
  country !== undefined && mayCall(country);

const choiceOf = (step: FlowStepOf<'menu'>, digits: string): string | undefined => own(step.choices, digits);

/** The way of the longest beginning that the caller's number has. */
function byCaller({ numbers }: FlowStepOf<'caller'>, caller: string | null): string | undefined {
  const fitting = Object.keys(numbers).filter(beginning => caller?.startsWith(beginning));
  const longest = fitting.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : numbers[longest];
}

const keeping = (walker: Walker, values: Readonly<Record<string, string>>): Walker => ({
  ...walker,
  state: { ...walker.state, values: { ...walker.state.values, ...values } },
});

const urgent = (walker: Walker, step: FlowStepOf<'priority'>): Walker => ({
  ...walker,
  state: {
    ...walker.state,
    urgency: {
      class: step.class ?? walker.state.urgency.class,
      priority: step.priority ?? walker.state.urgency.priority,
    },
  },
});

const leaving = (
  walker: Walker,
  { queueId }: FlowStepOf<'voicemail'>,
  { key, seconds }: Extract<ActivityResult, { kind: 'recorded' }>,
): Walker => ({ ...walker, state: { ...walker.state, messageLeft: true }, message: { queueId, key, seconds } });

const playing = ({ language, state }: Walker, prompts: readonly Prompt[]): FlowOutcome => ({
  kind: 'activity',
  activity: { kind: 'play', prompts: spoken(prompts, language, state.values), repeat: 1 },
});

const recordingOf = ({ maxSeconds, silenceSeconds }: FlowStepOf<'voicemail'>): FlowOutcome => ({
  kind: 'activity',
  activity: { kind: 'record-message', maxSeconds, silenceSeconds, terminators: ['#'] },
});

type CollectPlan = Extract<ActivityPlan, { kind: 'collect' }>;
type Keys = Pick<CollectPlan, 'minDigits' | 'maxDigits' | 'terminators' | 'pattern'>;

const ONE_KEY = { minDigits: 1, maxDigits: 1, terminators: [] } as const satisfies Omit<Keys, 'pattern'>;

const inputOf = ({ minDigits, maxDigits, terminator }: FlowStepOf<'input'>): Keys => ({
  minDigits,
  maxDigits,
  terminators: [terminator],
  pattern: `^[0-9*#]{${minDigits},${maxDigits}}$`,
});

const anyOf = (keys: readonly string[]): string => `^[${keys.join('')}]$`;

function collecting(
  { language, state }: Walker,
  step: Pick<FlowStepOf<'menu'>, 'prompts' | 'failure' | 'attempts' | 'timeoutSeconds'>,
  keys: Keys,
): FlowOutcome {
  return {
    kind: 'activity',
    activity: {
      kind: 'collect',
      ...keys,
      terminators: [...keys.terminators],
      prompts: spoken(step.prompts, language, state.values),
      failure: spoken(step.failure, language, state.values),
      attempts: step.attempts,
      timeoutSeconds: step.timeoutSeconds,
      betweenDigitsSeconds: Math.min(step.timeoutSeconds, 30),
    },
  };
}
