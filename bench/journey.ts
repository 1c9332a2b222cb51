import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startSystem } from '#local/system.ts';
import { observer, type Seen } from './observer.ts';
import { median } from './report.ts';

/** What one kind of command costs: the trips until it is answered, with nothing else going on. */
export interface Measured {
  readonly operation: string;
  readonly sequentialTrips: number;
  readonly trips: number;
}

export interface JourneyFigures {
  readonly operations: readonly Measured[];
  /** What the commands of a whole chat of 16 messages use until they are answered. */
  readonly commands: Seen & { readonly requests: number };
  /** What it takes to open a socket: ticket, connection, first resume. */
  readonly socket: Seen;
  /** What the stream consumer uses because of them. */
  readonly following: Seen & { readonly batches: number };
}

const MESSAGES = 16;
const SOCKET = 'socket connect';
/** Longer than the local stream waits before it delivers. */
const STREAM_MS = 260;

/** Plays one chat of 16 messages over the real ports and measures it from inside. */
export async function measureJourney(onStep: (step: string) => void): Promise<JourneyFigures> {
  const { observation, take } = observer();
  const system = await startSystem({
    port: 0,
    fresh: true,
    sink: { count: () => undefined, report: () => undefined },
    observe: observation,
  });
  try {
    const journey = await prepare(system.url, await system.tokenFor('demo', 'ana'));
    await journey.chat(async () => undefined);
    await pause(STREAM_MS);
    await system.settled();
    take();

    const operations: Measured[] = [];
    const commands: Seen[] = [];
    const following: Seen[] = [];
    const socket: Seen[] = [];
    await journey.chat(async (operation, run) => {
      commands.push(take());
      await run();
      const answered = take();
      if (operation === SOCKET) socket.push(answered);
      else commands.push(answered);
      operations.push({ operation, sequentialTrips: answered.sequentialTrips, trips: answered.trips });
      onStep(operation);
      await pause(STREAM_MS);
      await system.settled();
      following.push(take());
    });
    journey.close();
    return {
      operations: typical(operations),
      commands: { ...total(commands), requests: operations.length - socket.length },
      socket: total(socket),
      following: { ...total(following), batches: operations.length },
    };
  } finally {
    await system.stop();
  }
}

type Step = (operation: string, run: () => Promise<unknown>) => Promise<void>;

/** An agent at work with an open socket, who names his session as the SDK does, and the chat that he and a customer have. */
async function prepare(url: string, token: string) {
  let session: string | undefined;
  const call = async (method: string, path: string, bearer: string | undefined, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(bearer === token && session !== undefined && { 'session-id': session }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : await response.json();
  };
  const as = (bearer?: string) => (method: string, path: string, body?: unknown) => call(method, path, bearer, body);
  const agent = as(token);
  session = ((await agent('POST', '/v1/sessions', {})) as { id: string }).id;
  await agent('PUT', '/v1/sessions/current/presence', { status: 'ready' });
  const sockets: WebSocket[] = [];
  const listen = async (asker: ReturnType<typeof as>) => {
    const ticket = (await asker('POST', '/v1/socket-tickets')) as { url: string };
    const socket = new WebSocket(ticket.url);
    await new Promise(resolve => socket.once('open', resolve));
    socket.send(JSON.stringify({ action: 'resume' }));
    await new Promise(resolve => socket.once('message', resolve));
    sockets.push(socket);
  };
  await listen(agent);

  async function chat(step: Step): Promise<void> {
    const measure = async <T>(operation: string, run: () => Promise<T>): Promise<T> => {
      let answer: { value: T } | undefined;
      const once = async () => {
        answer ??= { value: await run() };
      };
      await step(operation, once);
      await once();
      return (answer as { value: T } | undefined)?.value as T;
    };
    const request = { tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' } };
    const opened = (await measure('enqueue to offer', () => as()('POST', '/v1/chats', request))) as {
      chatId: string;
      token: string;
    };
    const customer = as(opened.token);
    await measure(SOCKET, () => listen(customer));
    const { items } = (await agent('GET', '/v1/offers')) as { items: { id: string }[] };
    await measure('accept', () => agent('POST', `/v1/offers/${items[0]?.id}/acceptance`));
    for (let index = 0; index < MESSAGES; index += 2) {
      const message = { text: 'A line of usual length, as people write them.', clientMessageId: `m${index}` };
      await measure('message of the customer', () => customer('POST', `/v1/chats/${opened.chatId}/messages`, message));
      await measure('message of the agent', () => agent('POST', `/v1/interactions/${opened.chatId}/messages`, message));
    }
    await measure('end', () => agent('POST', `/v1/interactions/${opened.chatId}/end`));
    await measure('complete wrap-up', () => agent('POST', `/v1/interactions/${opened.chatId}/wrap-up/completion`));
    sockets.pop()?.close();
  }
  return { chat, close: () => sockets.forEach(socket => void socket.close()) };
}

/** The median of each kind of operation: a look that memory saves now and then comes on top. */
function typical(measured: readonly Measured[]): Measured[] {
  return [...Map.groupBy(measured, one => one.operation)].map(([operation, all]) => ({
    operation,
    sequentialTrips: median(all.map(one => one.sequentialTrips)),
    trips: median(all.map(one => one.trips)),
  }));
}

const total = (parts: readonly Seen[]): Seen =>
  parts.reduce((sum, part) => ({
    sequentialTrips: sum.sequentialTrips + part.sequentialTrips,
    trips: sum.trips + part.trips,
    readUnits: sum.readUnits + part.readUnits,
    writeUnits: sum.writeUnits + part.writeUnits,
    commits: sum.commits + part.commits,
    framesPushed: sum.framesPushed + part.framesPushed,
    tasks: { workflow: sum.tasks.workflow + part.tasks.workflow, delay: sum.tasks.delay + part.tasks.delay },
  }));
