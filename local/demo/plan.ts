import { between, oneOf, type Random, seededRandom } from './random.ts';

export interface PlanOptions {
  readonly seed: number;
  readonly agents: number;
  readonly customers: number;
  /** All customers come within this time. */
  readonly arrivalMs: number;
  /** Think times, arrivals and breaks are so many times shorter. */
  readonly speed: number;
}

/** Everything that is left to chance, decided beforehand: what people do, never what the system does with it. */
export interface Plan {
  readonly agents: readonly AgentPlan[];
  readonly customers: readonly CustomerPlan[];
}

export type OfferDecision =
  | { readonly kind: 'accept' | 'reject'; readonly afterMs: number }
  | { readonly kind: 'let-expire' };
export type WrapUpDecision =
  | { readonly kind: 'dispose' | 'extend-and-dispose'; readonly afterMs: number }
  | { readonly kind: 'leave-to-timer' };
interface Absence {
  readonly atMs: number;
  readonly forMs: number;
}
export interface Break extends Absence {
  readonly when: 'now' | 'after-current';
}

export interface AgentPlan {
  readonly number: number;
  /** Which of the two queues, by position. */
  readonly queues: readonly number[];
  /** Levels of the skills, by position; 0 where there is none. */
  readonly levels: readonly number[];
  /** How many chats at once. */
  readonly slots: number;
  /** Taken in turn, from the start again when they are used up. */
  readonly offers: readonly OfferDecision[];
  readonly wrapUps: readonly WrapUpDecision[];
  readonly breaks: readonly Break[];
  /** When the connection is lost, and for how long. */
  readonly outages: readonly Absence[];
}

export interface PlannedMessage {
  readonly text: string;
  readonly thinkMs: number;
}

export interface CustomerPlan {
  readonly number: number;
  readonly arrivesMs: number;
  readonly queue: number;
  readonly transport: 'long-poll' | 'socket';
  /** Gives up when nobody has answered by then; waits for ever when null. */
  readonly patienceMs: number | null;
  /** The first one is the opening question. */
  readonly messages: readonly PlannedMessage[];
  /** How many messages are written before anybody answers, the opening question included. */
  readonly writtenWhileWaiting: number;
  /** What the agent says who answers. */
  readonly replies: readonly PlannedMessage[];
  readonly endedBy: 'customer' | 'agent';
}

export const QUEUES = 2;
export const SKILLS = 3;
/** Below this, everybody serves both queues, so that no queue hangs on one person. */
const FULL_TEAM = 8;
const TURNS = 24;

/** The same options give the same plan. */
export function makePlan({ seed, agents, customers, arrivalMs, speed }: PlanOptions): Plan {
  const random = seededRandom(seed);
  const paced = (low: number, high: number) => Math.round(between(random, low, high) / speed);
  const arrivals = Array.from({ length: customers }, () => Math.round((random() * arrivalMs) / speed));
  return {
    agents: Array.from({ length: agents }, (_, at) => agentPlan(at, agents, random, paced)),
    customers: arrivals
      .toSorted((left, right) => left - right)
      .map((arrivesMs, at) => customerPlan(at + 1, arrivesMs, random, paced)),
  };
}

type Paced = (low: number, high: number) => number;

function agentPlan(at: number, agents: number, random: Random, paced: Paced): AgentPlan {
  const number = at + 1;
  const inBoth = number > agents * 0.8 || agents < FULL_TEAM;
  return {
    number,
    queues: inBoth ? [0, 1] : [at % QUEUES],
    levels: Array.from({ length: SKILLS }, () => between(random, 0, 5)),
    slots: oneOf(random, 1, 2, 3, 3, 4),
    offers: Array.from({ length: TURNS }, () => offerDecision(random(), paced)),
    wrapUps: Array.from({ length: TURNS }, () => wrapUpDecision(random(), paced)),
    breaks: number % 4 === 0 ? [{ atMs: paced(6000, 22_000), forMs: paced(2000, 5000), when: breakWhen(number) }] : [],
    outages: outagesOf(number, paced),
  };
}

const breakWhen = (number: number): Break['when'] => (number % 8 === 0 ? 'now' : 'after-current');

/** One in five loses the connection for a moment; one is away for so long that the session falls into grace. */
function outagesOf(number: number, paced: Paced): Absence[] {
  if (number === 3) return [{ atMs: paced(8000, 12_000), forMs: paced(11_500, 12_500) }];
  return number % 5 === 0 ? [{ atMs: paced(5000, 25_000), forMs: paced(800, 3000) }] : [];
}

function offerDecision(chance: number, paced: Paced): OfferDecision {
  if (chance < 0.05) return { kind: 'let-expire' };
  return chance < 0.12 ? { kind: 'reject', afterMs: paced(200, 900) } : { kind: 'accept', afterMs: paced(150, 1200) };
}

function wrapUpDecision(chance: number, paced: Paced): WrapUpDecision {
  if (chance < 0.12) return { kind: 'leave-to-timer' };
  return chance < 0.2
    ? { kind: 'extend-and-dispose', afterMs: paced(1000, 3000) }
    : { kind: 'dispose', afterMs: paced(300, 2000) };
}

function customerPlan(number: number, arrivesMs: number, random: Random, paced: Paced): CustomerPlan {
  const messages = said(`customer ${number}`, random, paced);
  return {
    number,
    arrivesMs,
    queue: between(random, 0, QUEUES - 1),
    transport: oneOf(random, 'long-poll', 'socket'),
    patienceMs: patience(random(), paced),
    messages,
    writtenWhileWaiting: random() < 0.25 ? 2 : 1,
    replies: said(`agent of ${number}`, random, paced),
    endedBy: oneOf(random, 'agent', 'customer'),
  };
}

function patience(chance: number, paced: Paced): number | null {
  if (chance < 0.06) return paced(100, 800);
  return chance < 0.18 ? paced(1500, 6000) : null;
}

const PHRASES = [
  'my order has not come yet',
  'could you look once more?',
  'a <b>bold</b> & "quoted" line',
  'thank you 👍🏽 that helps',
  'שלום, תודה רבה',
  'Grüße aus Köln, 12,50 €',
  'line one\nline two',
] as const;

/** Two to six messages, no two alike in the whole plan. */
const said = (who: string, random: Random, paced: Paced): PlannedMessage[] =>
  Array.from({ length: between(random, 2, 6) }, (_, at) => ({
    text: `${who}, ${at + 1}: ${oneOf(random, ...PHRASES)}`,
    thinkMs: paced(150, 1300),
  }));
