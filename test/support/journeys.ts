import type { Caller, CallOptions, Doors, Frame, Listener, Reply } from './world.ts';

/** A person at one device: a session of his own, a socket, and commands that say which session they come from. */
export interface Agent extends Caller {
  readonly userId: string;
  readonly sessionId: string;
  readonly socket: Listener;
  session(): Promise<Reply['body']>;
  ready(): Promise<Reply>;
  notReady(reasonId?: string, when?: 'now' | 'after-current'): Promise<Reply>;
  offers(): Promise<Reply['body'][]>;
  /** Accepts the one pending offer. */
  accept(): Promise<Reply>;
  /** Rejects the one pending offer. */
  reject(): Promise<Reply>;
  beat(): Promise<Reply>;
}

/** Who shows that he is there. */
export interface Beating {
  beat(): Promise<unknown>;
}

export interface SignIn {
  readonly tenantId?: string;
  readonly ready?: boolean;
  /** The body of the request that opens the session. */
  readonly session?: Readonly<Record<string, unknown>>;
}

/** Opens a session with a socket, and goes ready unless told otherwise. */
export async function signIn(
  w: Doors,
  userId: string,
  { tenantId = 'demo', ready = true, session = {} }: SignIn = {},
): Promise<Agent> {
  const token = await w.tokenFor(userId, tenantId);
  const opened = await w.api(token).post('/v1/sessions', session);
  if (opened.status !== 201) throw new Error(`${userId} could not sign in: ${JSON.stringify(opened.body)}`);
  const socket = await w.socket(token, { 'session-id': opened.body.id });
  socket.send({ action: 'resume' });
  await socket.next('welcome');
  const agent = device(w, token, userId, opened.body.id, socket);
  if (ready) await agent.ready();
  return agent;
}

function device(w: Doors, token: string, userId: string, sessionId: string, socket: Listener): Agent {
  const api = w.api(token);
  const withSession = ({ query, headers }: CallOptions = {}): CallOptions => ({
    ...(query && { query }),
    headers: { 'session-id': sessionId, ...headers },
  });
  const calls: Caller = {
    get: (path, options) => api.get(path, withSession(options)),
    post: (path, body, options) => api.post(path, body, withSession(options)),
    put: (path, body, options) => api.put(path, body, withSession(options)),
    delete: (path, options) => api.delete(path, withSession(options)),
  };
  const offers = async () => (await calls.get('/v1/offers')).body.items;
  const answer = async (how: 'acceptance' | 'rejection') => {
    const [offer] = await offers();
    if (!offer) throw new Error(`${userId} has no offer`);
    return calls.post(`/v1/offers/${offer.id}/${how}`);
  };
  return {
    ...calls,
    ...{ userId, sessionId, socket, offers },
    session: async () => (await calls.get('/v1/sessions/current')).body,
    ready: () => calls.put('/v1/sessions/current/presence', { status: 'ready' }),
    notReady: (reasonId = 'coffee', when = 'now') =>
      calls.put('/v1/sessions/current/presence', { status: 'not-ready', reasonId, when }),
    accept: () => answer('acceptance'),
    reject: () => answer('rejection'),
    beat: () => calls.post('/v1/sessions/current/heartbeat'),
  };
}

/** A customer with a chat of his own. */
export interface ChatCustomer extends Caller {
  readonly chatId: string;
  readonly token: string;
  /** What the request for the chat was answered. */
  readonly asked: Reply['body'];
  chat(): Promise<Reply['body']>;
  says(text: string): Promise<Reply>;
  leaves(): Promise<Reply>;
  /** The kinds of everything that happened in the chat, in order. */
  story(): Promise<string[]>;
}

/** Asks for a chat with a queue. */
export async function askForChat(
  w: Doors,
  queueId: string,
  { tenantId = 'demo', name = 'Kim' }: { readonly tenantId?: string; readonly name?: string } = {},
): Promise<ChatCustomer> {
  const asked = await w.api().post('/v1/chats', { tenantId, queueId, customer: { name } });
  if (asked.status !== 201) throw new Error(`${name} got no chat: ${JSON.stringify(asked.body)}`);
  return customerOf(w, asked.body);
}

/** The same customer after the system was started anew. */
export const resumeChat = (w: Doors, customer: ChatCustomer): ChatCustomer => customerOf(w, customer.asked);

function customerOf(w: Doors, asked: Reply['body']): ChatCustomer {
  const { chatId, token } = asked;
  const api = w.api(token);
  const path = `/v1/chats/${chatId}`;
  return {
    ...api,
    ...{ chatId, token, asked },
    chat: async () => (await api.get(path)).body,
    says: text => api.post(`${path}/messages`, { text, clientMessageId: crypto.randomUUID() }),
    leaves: () => api.delete(path),
    story: async () => {
      const events = await api.get(`${path}/events`, { query: { after: 0 } });
      return events.body.items.map((event: { type: string }) => event.type);
    },
  };
}

/** The same agent with the same session after the system was started anew. */
export async function returnTo(w: Doors, { sessionId, userId }: Agent): Promise<Agent> {
  const token = await w.tokenFor(userId);
  const socket = await w.socket(token, { 'session-id': sessionId });
  return device(w, token, userId, sessionId, socket);
}

/** A customer's page with a socket, which shows that it is there as long as time passes with it. */
export const pageOf = (socket: Listener): Beating => ({
  beat: () => {
    socket.send({ action: 'ping' });
    return socket.next('pong');
  },
});

/** Time passes while these people are at their desks: their clients keep the sessions alive. */
export async function pass(w: Doors, seconds: number, agents: readonly Beating[]): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    await w.advance(Math.min(left, 10));
    await Promise.all(agents.map(agent => agent.beat()));
  }
}

/** Changes some fields of an object of the administration, as an administrator does: read, change, write. */
export async function administer(
  w: Doors,
  path: string,
  fields: Readonly<Record<string, unknown>>,
  tenantId = 'demo',
): Promise<void> {
  const ada = w.api(await w.tokenFor('ada', tenantId));
  const known = await ada.get(`/v1/admin/${path}`);
  const { version, updatedAt: _, updatedBy: __, ...values } = known.body;
  const headers = { 'if-match': `"${version}"` };
  const changed = await ada.put(`/v1/admin/${path}`, { ...values, ...fields }, { headers });
  if (changed.status !== 200) throw new Error(`${path} could not be changed: ${JSON.stringify(changed.body)}`);
  await w.settled();
}

/** Creates an object of the administration. */
export async function establish(
  w: Doors,
  kind: string,
  values: Readonly<Record<string, unknown>>,
  tenantId = 'demo',
): Promise<void> {
  const ada = w.api(await w.tokenFor('ada', tenantId));
  const created = await ada.post(`/v1/admin/${kind}`, values);
  if (created.status !== 201) throw new Error(`${kind} could not be created: ${JSON.stringify(created.body)}`);
  await w.settled();
}

/** A customer asks for a chat and the agent, who is ready and alone, accepts it. */
export async function startChat(w: Doors, agent: Agent, queueId = 'support', name = 'Kim'): Promise<ChatCustomer> {
  const customer = await askForChat(w, queueId, { name });
  const offer = (await agent.offers()).find(one => one.interactionId === customer.chatId);
  if (!offer) throw new Error(`${agent.userId} was not offered the chat of ${name}`);
  await agent.post(`/v1/offers/${offer.id}/acceptance`);
  return customer;
}

/** Opens the customer's socket on his chat, from a line on; from the present one when left out. */
export async function customerSocket(w: Doors, customer: ChatCustomer, after?: number): Promise<Listener> {
  const socket = await w.socket(customer.token);
  socket.send({ action: 'resume', ...(after !== undefined && { after }) });
  await socket.next('welcome');
  return socket;
}

/** Waits until everything that the system has sent to a socket so far has come, and answers all its frames. */
export async function caughtUp(w: Doors, socket: Listener): Promise<readonly Frame[]> {
  await w.settled();
  socket.send({ action: 'ping' });
  await socket.next('pong');
  return socket.frames;
}

/** Frames of a feed or conversation come once more by the stream; clients drop what they have, by its number. */
export const firstOfEach = (frames: readonly Frame[]): Frame[] =>
  [
    ...new Map(
      frames
        .filter(frame => 'seq' in frame)
        .map(frame => [frame.seq, frame] as const)
        .toReversed(),
    ).values(),
  ].toReversed();
