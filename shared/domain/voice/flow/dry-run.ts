import type { ActivityResult, Prompt } from '#schemas/voice/activity.ts';
import type { DryRun, FlowScenario } from '#schemas/voice/dry-run.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { FlowFacts } from './facts.ts';
import { continueFlow, type FlowActivity, type FlowMove, leaveQueue, startFlow, type WhyLeft } from './walk.ts';

/** What a dry run needs of the tenant's configuration. */
export interface DryRunWorld {
  readonly flow: (flowId: string) => Flow | undefined;
  readonly mayCall: FlowFacts['mayCall'];
  readonly isOpen: FlowFacts['isOpen'];
  /** Whether a queue takes calls by its hours. */
  readonly queueIsOpen: (queueId: string) => boolean;
}

type Step = DryRun['steps'][number];
type End = DryRun['end'];

/**
 * Walks a flow with a caller who is thought up, by the same rules as calls do.
 *
 * @throws AppError `OBJECT_NOT_FOUND` when the way comes to a flow that does not exist
 */
export function dryRun(flow: Flow, scenario: FlowScenario, world: DryRunWorld, now: string): DryRun {
  const facts = factsOf(scenario, world, scenario.at ?? now);
  const entries = [...scenario.entries];
  const steps: Step[] = [];
  const messagesTo: string[] = [];
  let present = flow;
  let move = startFlow(flow, facts);
  // Ends, because a walk takes no more than so many steps and stops at each of them twice at most.
  for (;;) {
    const reaction = react(move, scenario, entries);
    steps.push(...walked(present, move, reaction));
    if (move.message) messagesTo.push(move.message.queueId);
    if (reaction.kind === 'end') return reportOf(move, steps, reaction.end, messagesTo);
    if (reaction.kind === 'flow') {
      present = knownFlow(world, reaction.flowId);
      move = startFlow(present, facts, move);
    } else if (reaction.kind === 'leave') {
      move = leaveQueue(present, move.state, move.language, reaction.why, facts);
    } else {
      move = continueFlow(present, move.state, move.language, reaction.result, facts);
    }
  }
}

type Reaction =
  | {
      readonly kind: 'result';
      readonly result: ActivityResult;
      readonly hears: string[];
      readonly enters: string | null;
    }
  | { readonly kind: 'leave'; readonly why: WhyLeft }
  | { readonly kind: 'flow'; readonly flowId: string }
  | { readonly kind: 'end'; readonly end: End };

const end = (kind: End['kind'], at: Partial<End> = {}): Reaction => ({
  kind: 'end',
  end: { kind, queueId: null, number: null, ...at },
});

/** What the caller and the world do at the step where the walk has stopped. */
function react({ outcome }: FlowMove, scenario: FlowScenario, entries: string[]): Reaction {
  switch (outcome.kind) {
    case 'activity':
      return reactTo(outcome.activity, entries);
    case 'queue': {
      const { queueId } = outcome.step;
      const behaviour = scenario.queues[queueId];
      if (behaviour === 'closed-while-waiting') return { kind: 'leave', why: 'closed' };
      if (behaviour === 'unstaffed-while-waiting' && outcome.step.unstaffed) return { kind: 'leave', why: 'unstaffed' };
      if (behaviour === 'overflow' && outcome.step.overflow) return { kind: 'leave', why: 'overflow' };
      return end('answered', { queueId });
    }
    case 'callback':
      return end('callback', { queueId: outcome.queueId });
    case 'forward':
      return scenario.forwarding === 'answered'
        ? end('forwarded', { number: outcome.number })
        : { kind: 'result', result: { kind: 'failed', reason: 'no-answer' }, hears: [], enters: null };
    case 'flow':
      return { kind: 'flow', flowId: outcome.flowId };
    case 'hang-up':
      return end('hung-up');
  }
}

function reactTo(activity: FlowActivity, entries: string[]): Reaction {
  switch (activity.kind) {
    case 'collect':
      return entering(activity, entries);
    case 'record-message':
      return {
        kind: 'result',
        result: { kind: 'recorded', key: 'dry-run', seconds: null },
        hears: [],
        enters: null,
      };
    case 'play':
      return { kind: 'result', result: { kind: 'done' }, hears: heard(activity.prompts), enters: null };
  }
}

/** The caller enters what is next, as often as the step lets him try. */
function entering(activity: Extract<FlowActivity, { kind: 'collect' }>, entries: string[]): Reaction {
  const hears = heard(activity.prompts);
  let enters: string | null = null;
  for (let attempt = 1; attempt <= activity.attempts; attempt++) {
    const entry = entries.shift() ?? '';
    if (entry !== '') enters = entry;
    const digits = withoutTerminator(entry, activity.terminators);
    if (digits.length >= activity.minDigits && new RegExp(activity.pattern ?? '').test(digits)) {
      return { kind: 'result', result: { kind: 'digits', digits }, hears, enters };
    }
    if (attempt < activity.attempts) hears.push(...heard(activity.failure), ...heard(activity.prompts));
  }
  return { kind: 'result', result: { kind: 'no-digits' }, hears, enters };
}

const withoutTerminator = (entry: string, terminators: readonly string[]): string => {
  const at = [...entry].findIndex(digit => terminators.includes(digit));
  return at === -1 ? entry : entry.slice(0, at);
};

const heard = (prompts: readonly Prompt[]): string[] =>
  prompts.map(prompt => (prompt.kind === 'speech' ? prompt.text : `(${prompt.name})`));

/** The steps of one move; what was heard and entered belongs to the one where it stopped. */
const walked = (flow: Flow, { visits }: FlowMove, reaction: Reaction): Step[] =>
  visits.map(({ stepId, kind, next }) => ({
    flowId: flow.id,
    stepId,
    kind,
    hears: next === null && reaction.kind === 'result' ? reaction.hears : [],
    enters: next === null && reaction.kind === 'result' ? reaction.enters : null,
  }));

const reportOf = (move: FlowMove, steps: readonly Step[], at: End, messagesTo: string[]): DryRun => ({
  steps: withoutRepeats(steps),
  end: at,
  language: move.language,
  values: move.state.values,
  class: move.state.urgency.class,
  priority: move.state.urgency.priority,
  messagesTo,
});

/** A step at which the walk stopped and which it then left is one step of the way. */
const withoutRepeats = (steps: readonly Step[]): Step[] =>
  steps.filter(
    (step, at) =>
      at === 0 ||
      step.hears.length > 0 ||
      step.stepId !== steps[at - 1]?.stepId ||
      step.flowId !== steps[at - 1]?.flowId,
  );

const factsOf = (scenario: FlowScenario, world: DryRunWorld, at: string): FlowFacts => ({
  now: at,
  caller: scenario.caller,
  mayCall: world.mayCall,
  isOpen: world.isOpen,
  queue: queueId => {
    const behaviour = scenario.queues[queueId];
    if (behaviour === 'closed' || behaviour === 'full' || behaviour === 'unstaffed') return behaviour;
    return behaviour !== undefined || world.queueIsOpen(queueId) ? 'open' : 'closed';
  },
});

function knownFlow(world: DryRunWorld, flowId: string): Flow {
  const flow = world.flow(flowId);
  if (!flow) throw new AppError('OBJECT_NOT_FOUND', { params: { kind: 'flows', id: flowId } });
  return flow;
}
