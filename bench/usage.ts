import type { Usage } from './prices.ts';

const MINUTES_PER_MONTH = 43_800;
const GIGABYTE = 1_000_000_000;
const FUNCTION_GIGABYTES = 1;

const SWEEP_SECONDS = 0.05;
/** The list of tenants, then what is live of one tenant: two eventually consistent queries. */
const SWEEP_READ_UNITS = 2;
/** Lambda asks the queue with five long polls of 20 s at once, also when it is empty. */
const POLLS_PER_MINUTE = 15;

/** A month of a stage with one tenant that nobody calls. */
export const idleMonth = {
  lambdaRequest: MINUTES_PER_MONTH,
  lambdaGigabyteSecond: MINUTES_PER_MONTH * SWEEP_SECONDS * FUNCTION_GIGABYTES,
  tableReadUnit: MINUTES_PER_MONTH * SWEEP_READ_UNITS,
  queueRequest: MINUTES_PER_MONTH * POLLS_PER_MINUTE,
  secretMonth: 1,
  keyMonth: 1,
  alarmMetricMonth: 59,
  dashboardMonth: 1,
} satisfies Usage;

/** What a stage with calls adds to it, while nobody calls: alarms, and polling for commands. */
export const idleCalls = {
  queueRequest: MINUTES_PER_MONTH * POLLS_PER_MINUTE,
  alarmMetricMonth: 16,
} satisfies Usage;

const INVOCATIONS = 56;
const INVOCATION_SECONDS = 0.02;
const LOG_BYTES = 40_000;
const DELAYED_TASKS = 2;
/** Sent, received, deleted. */
const REQUESTS_PER_DELAYED_TASK = 3;

/** A chat of 16 messages in ten minutes: two sockets, five requests, one wrap-up that runs to its deadline. */
export const chat = {
  lambdaRequest: INVOCATIONS,
  lambdaGigabyteSecond: INVOCATIONS * INVOCATION_SECONDS * FUNCTION_GIGABYTES,
  restRequest: 5,
  socketMessage: 58,
  socketMinute: 20,
  tableWriteUnit: 76,
  tableReadUnit: 60,
  queueRequest: DELAYED_TASKS * REQUESTS_PER_DELAYED_TASK,
  workflowTransition: 3,
  logGigabyte: LOG_BYTES / GIGABYTE,
} satisfies Usage;

/** What was counted while a chat was played. */
export interface CountedChat {
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly framesPushed: number;
  readonly tasks: Readonly<Record<'workflow' | 'delay', number>>;
  readonly following: {
    readonly batches: number;
    readonly readUnits: number;
    readonly writeUnits: number;
    readonly framesPushed: number;
  };
}

const SOCKET_MINUTES = 20;
/** Ping and pong of the customer's socket every minute; the agent's belong to the session, whatever it handles. */
const HEARTBEATS = 20;
/** The verdict on a token holds for a minute: of two people, in ten minutes. */
const AUTHORIZATIONS = 20;

/**
 * The same chat with what was counted in place of what was assumed. Counted are requests, frames, units, tasks and
 * stream batches; assumed stay the time a function runs, the minutes sockets are open and the heartbeats. Every message
 * is charged as a REST request, and every change as a stream batch of its own.
 */
export const measuredChat = (counted: CountedChat): Usage => {
  const tasks = counted.tasks.workflow + counted.tasks.delay;
  const invocations = counted.requests + AUTHORIZATIONS + counted.following.batches + tasks + HEARTBEATS / 2;
  return {
    lambdaRequest: invocations,
    lambdaGigabyteSecond: invocations * INVOCATION_SECONDS * FUNCTION_GIGABYTES,
    restRequest: counted.requests,
    socketMessage: counted.framesPushed + counted.following.framesPushed + HEARTBEATS,
    socketMinute: SOCKET_MINUTES,
    tableWriteUnit: counted.writeUnits + counted.following.writeUnits,
    tableReadUnit: counted.readUnits + counted.following.readUnits,
    queueRequest: counted.tasks.delay * REQUESTS_PER_DELAYED_TASK,
    workflowTransition: counted.tasks.workflow * TRANSITIONS_PER_WRAP_UP,
    logGigabyte: LOG_BYTES / GIGABYTE,
  };
};

/** What was counted while a call was played. */
export interface CountedCall {
  readonly requests: number;
  readonly invocations: number;
  readonly roomEvents: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly commits: number;
  readonly framesPushed: number;
  readonly tasks: Readonly<Record<'workflow' | 'delay', number>>;
}

/** The verdict on the agent's token holds for a minute, and the call lasts a little over three. */
const AUTHORIZATIONS_PER_CALL = 4;
const LOG_BYTES_PER_CALL = 30_000;

/**
 * A call with what was counted; assumed are the time a function runs, logs, and authorizations. Every commit is charged
 * as a stream batch of its own. What the telephone service takes for its minutes is not part of it, nor is the agent's
 * socket, which belongs to the session.
 */
export const measuredCall = (counted: CountedCall): Usage => {
  const { commits, framesPushed, invocations, readUnits, requests, roomEvents, tasks, writeUnits } = counted;
  const all = requests + AUTHORIZATIONS_PER_CALL + invocations + roomEvents + tasks.workflow + tasks.delay + commits;
  return {
    lambdaRequest: all,
    lambdaGigabyteSecond: all * INVOCATION_SECONDS * FUNCTION_GIGABYTES,
    restRequest: requests,
    socketMessage: framesPushed,
    tableWriteUnit: writeUnits,
    tableReadUnit: readUnits,
    queueRequest: tasks.delay * REQUESTS_PER_DELAYED_TASK,
    workflowTransition: tasks.workflow * TRANSITIONS_PER_WRAP_UP,
    logGigabyte: LOG_BYTES_PER_CALL / GIGABYTE,
  };
};

/** Start, wait, task, end. */
const TRANSITIONS_PER_WRAP_UP = 3;
