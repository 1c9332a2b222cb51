import { Flow } from '#schemas/voice/flow.ts';
import type { FlowStepKind } from '#schemas/voice/flow-step.ts';
import { type Chance, chance } from '../engine/chance.ts';
import { OUTSIDE } from './outside.ts';

/** What a flow of a history may refer to. */
export interface FlowPlaces {
  readonly queueIds: readonly [string, ...string[]];
  readonly hoursId: string;
  /** A flow that may take over in the end; null in that one. */
  readonly flowId: string | null;
}

type Step = Readonly<Record<string, unknown>> & { readonly kind: FlowStepKind };
/** A step by chance, given what follows and whatever comes later: flows of histories only lead on, so that none is endless. */
type Made = (by: Chance, next: string, later: () => string, places: FlowPlaces) => Step;

const says = (text: string) => [{ kind: 'speech', text }];

const MADE: Readonly<Record<Exclude<FlowStepKind, 'flow' | 'hang-up'>, Made>> = {
  say: (_, next) => ({ kind: 'say', prompts: says('Welcome.'), next }),
  menu: (by, next, later) => ({
    ...{ kind: 'menu', prompts: says('Press one or two.'), failure: by.happens(0.5) ? says('Once more.') : [] },
    ...{ choices: { 1: next, 2: later() }, otherwise: later() },
    ...{ attempts: by.between(1, 3), timeoutSeconds: by.between(1, 5) },
  }),
  input: (by, next, later) => ({
    ...{
      kind: 'input',
      prompts: says('Enter your number.'),
      value: 'number',
      minDigits: 1,
      maxDigits: by.between(1, 4),
    },
    ...{ attempts: by.between(1, 2), timeoutSeconds: by.between(1, 5), next, otherwise: later() },
  }),
  hours: (_, next, later, { hoursId }) => ({ kind: 'hours', hoursId, open: next, closed: later() }),
  language: (by, next) => ({ kind: 'language', language: by.pick(['de-DE', 'fr-FR', 'en-GB'] as const), next }),
  caller: (_, next, later) => ({ kind: 'caller', numbers: { '+14255551': next, '+1': later() }, otherwise: later() }),
  branch: (_, next, later) => ({
    kind: 'branch',
    value: 'number',
    cases: { 1: later(), 12: later() },
    otherwise: next,
  }),
  set: (_, next) => ({ kind: 'set', values: { topic: 'orders' }, next }),
  priority: (by, next) => ({ kind: 'priority', class: by.between(0, 9), priority: by.between(-5, 30), next }),
  queue: (by, next, later, { queueIds }) => ({
    ...{ kind: 'queue', queueId: by.pick(queueIds), closed: next },
    ...(by.happens(0.6) && { overflow: { afterSeconds: by.between(5, 40), next: later() } }),
    ...(by.happens(0.5) && { full: later() }),
    ...(by.happens(0.5) && { unstaffed: later() }),
    ...(by.happens(0.5) && {
      announcements: { everySeconds: 15, prompts: says('Please wait.'), position: says('You are number {position}.') },
    }),
  }),
  'callback-offer': (by, next, _, { queueIds }) => ({
    ...{ kind: 'callback-offer', prompts: says('Press one to be called back.'), queueId: by.pick(queueIds) },
    ...{ confirmation: by.happens(0.5) ? says('You are called back.') : [], timeoutSeconds: by.between(1, 5) },
    declined: next,
  }),
  voicemail: (by, next, _, { queueIds }) => ({
    ...{
      kind: 'voicemail',
      prompts: says('Leave a message.'),
      queueId: by.pick(queueIds),
      maxSeconds: by.between(5, 20),
    },
    ...{ silenceSeconds: by.between(1, 5), next },
  }),
  forward: (by, next) => ({
    ...{ kind: 'forward', number: OUTSIDE[by.weighted({ soon: 3, late: 1, busy: 1, never: 1 })] },
    ...{ timeoutSeconds: by.between(5, 20), otherwise: next },
  }),
};

const KINDS = {
  ...{ say: 2, menu: 3, input: 2, hours: 1, language: 1, caller: 1, branch: 1, set: 1, priority: 1, queue: 5 },
  ...{ 'callback-offer': 2, voicemail: 2, forward: 1 },
} satisfies Partial<Record<FlowStepKind, number>>;

/** A flow by chance: up to nine steps, each of which leads on, and a queue among them. */
export function flowOf(id: string, places: FlowPlaces, ...labels: readonly (string | number)[]): Flow {
  const by = chance(id, 'flow', ...labels);
  const drawn = Array.from({ length: by.between(1, 7) }, () => by.weighted(KINDS));
  const kinds: FlowStepKind[] = [...drawn, 'queue'];
  const last: Step = places.flowId !== null && by.happens(0.4) ? { kind: 'flow', flowId: places.flowId } : HANG_UP;
  const names = [...kinds.keys(), kinds.length].map(at => `step-${at}`);
  const steps = kinds.map((kind, at): [string, Step] => {
    const later = () => names[by.between(at + 1, kinds.length)]!;
    return [names[at]!, MADE[kind as keyof typeof MADE](by, names[at + 1]!, later, places)];
  });
  return Flow.parse({ id, name: id, start: names[0], steps: Object.fromEntries([...steps, [names.at(-1)!, last]]) });
}

const HANG_UP: Step = { kind: 'hang-up', prompts: says('Good bye.') };
