import type { InProcess, WireRequest } from '../support/in-process.ts';
import { type Agent, administer, askForChat, type ChatCustomer, establish, signIn } from '../support/journeys.ts';
import type { Operation } from '../support/operations.ts';
import { exampleBody, operations } from '../support/operations.ts';
import { callSituations } from './call-situations.ts';

/** Need a store of files or a sender of mails: `attachments.test.ts` and `transcripts.test.ts` repeat them over the ports. */
const TOLD_ELSEWHERE = [
  'confirmAttachment',
  'customerConfirmAttachment',
  'sendTranscript',
  'customerRequestTranscript',
];

/** Operations that change something. */
export const mutating: readonly Operation[] = operations.filter(
  ({ id, route }) => route.method !== 'GET' && !TOLD_ELSEWHERE.includes(id),
);

/** A command that can be carried out now; the key is left to the test. */
export type Situation = (w: InProcess, operation: Operation) => Promise<WireRequest>;

type Part = Pick<WireRequest, 'method' | 'path' | 'body' | 'headers'>;
const by = (token: string, part: Part): WireRequest => ({
  ...part,
  headers: { ...part.headers, authorization: `Bearer ${token}` },
});

async function atDesk(w: InProcess, ready = true): Promise<{ readonly agent: Agent; readonly token: string }> {
  const agent = await signIn(w, 'ana', { ready });
  return { agent, token: await w.tokenFor('ana') };
}

async function ringing(w: InProcess) {
  const desk = await atDesk(w);
  await askForChat(w, 'support');
  const [offer] = await desk.agent.offers();
  return { ...desk, offerId: String(offer.id) };
}

async function talking(w: InProcess): Promise<{
  readonly agent: Agent;
  readonly token: string;
  readonly customer: ChatCustomer;
}> {
  const desk = await atDesk(w);
  const customer = await askForChat(w, 'support');
  await desk.agent.accept();
  return { ...desk, customer };
}

async function wrappingUp(w: InProcess) {
  const talk = await talking(w);
  await talk.agent.post(`/v1/interactions/${talk.customer.chatId}/end`);
  return talk;
}

const inSession =
  (method: string, path: string, body?: unknown): Situation =>
  async w =>
    by((await atDesk(w)).token, { method, path: `/v1/sessions/current${path}`, body });
const inTalk =
  (method: string, what: string, body?: unknown, begin = talking): Situation =>
  async w => {
    const { customer, token } = await begin(w);
    return by(token, { method, path: `/v1/interactions/${customer.chatId}/${what}`, body });
  };
const inChat =
  (method: string, what: string, body?: unknown): Situation =>
  async w => {
    const { customer } = await talking(w);
    return by(customer.token, { method, path: `/v1/chats/${customer.chatId}${what}`, body });
  };
const inService = (method: string, request: object) => ({
  method: 'POST',
  path: `/chatservice/${method}`,
  body: { request },
});
const message = { text: 'Hello', clientMessageId: 'm-1' };
const file = { name: 'receipt.txt', bytes: 5, contentType: 'text/plain' };
const acronym = { method: 'PUT', path: '/v1/acronyms/ty', body: { text: 'Thank you' } };

const SITUATIONS: Readonly<Record<string, Situation>> = {
  dryRunFlow: async w =>
    by(await w.tokenFor('ada'), {
      method: 'POST',
      path: '/v1/admin/flow-dry-runs',
      body: { flow: { id: 'f', name: 'F', start: 'end', steps: { end: { kind: 'hang-up' } } } },
    }),
  ...callSituations,
  openSession: async w => by(await w.tokenFor('ana'), { method: 'POST', path: '/v1/sessions', body: { force: true } }),
  closeSession: async w => by((await atDesk(w)).token, { method: 'DELETE', path: '/v1/sessions/current' }),
  heartbeat: inSession('POST', '/heartbeat'),
  setPresence: inSession('PUT', '/presence', { status: 'not-ready', reasonId: 'lunch' }),
  setAutoCall: inSession('PUT', '/auto-call', { enabled: true }),
  setQueueLogins: inSession('PUT', '/queues', { queueIds: ['support'] }),
  logInToQueue: async w => {
    const { agent, token } = await atDesk(w);
    await agent.delete('/v1/sessions/current/queues/sales');
    return by(token, { method: 'PUT', path: '/v1/sessions/current/queues/sales' });
  },
  logOutOfQueue: inSession('DELETE', '/queues/sales'),
  selectCampaigns: inSession('PUT', '/campaigns', { campaignIds: [] }),
  selectExtension: async (w, operation) => {
    await administer(w, 'users/ana', { extensions: ['1001'] });
    return inSession('PUT', '/extension', { extension: '1001' })(w, operation);
  },
  acceptOffer: async w => {
    const { offerId, token } = await ringing(w);
    return by(token, { method: 'POST', path: `/v1/offers/${offerId}/acceptance` });
  },
  rejectOffer: async w => {
    const { offerId, token } = await ringing(w);
    return by(token, { method: 'POST', path: `/v1/offers/${offerId}/rejection`, body: { reason: 'busy' } });
  },
  pickUp: async w => {
    const { token } = await atDesk(w, false);
    const { chatId } = await askForChat(w, 'support');
    return by(token, { method: 'POST', path: `/v1/interactions/${chatId}/pickup` });
  },
  sendMessage: inTalk('POST', 'messages', message),
  sendTyping: inTalk('POST', 'typing'),
  markRead: async w => {
    const { agent, customer, token } = await talking(w);
    await customer.says('Hello');
    const { body } = await agent.get(`/v1/interactions/${customer.chatId}/messages`);
    const lastIndex = body.items.at(-1).index;
    const path = `/v1/interactions/${customer.chatId}/receipt`;
    return by(token, { method: 'PUT', path, body: { readIndex: lastIndex } });
  },
  transfer: inTalk('POST', 'transfer', { target: { kind: 'queue', id: 'sales' } }),
  updateCustomer: inTalk('PUT', 'customer', { name: 'Kim Lee' }),
  addToConference: async (w, operation) => {
    await establish(w, 'users', { id: 'guest', name: 'Guest', roles: ['agent'], queues: [{ queueId: 'sales' }] });
    await signIn(w, 'guest');
    return inTalk('POST', 'conference', { agentId: 'guest' })(w, operation);
  },
  leaveConference: async w => {
    const { agent, customer } = await talking(w);
    await establish(w, 'users', { id: 'guest', name: 'Guest', roles: ['agent'], queues: [{ queueId: 'sales' }] });
    const guest = await signIn(w, 'guest');
    await agent.post(`/v1/interactions/${customer.chatId}/conference`, { agentId: 'guest' });
    await guest.accept().catch(() => undefined);
    const path = `/v1/interactions/${customer.chatId}/conference`;
    return by(await w.tokenFor('guest'), { method: 'DELETE', path });
  },
  endInteraction: inTalk('POST', 'end'),
  saveNotes: inTalk('PUT', 'notes', { notes: 'wants a receipt' }),
  setWrapUpCodes: inTalk('PUT', 'wrap-up-codes', { codeIds: ['sold'] }, wrappingUp),
  extendWrapUp: inTalk('POST', 'wrap-up/extension', undefined, wrappingUp),
  completeWrapUp: inTalk('POST', 'wrap-up/completion', undefined, wrappingUp),
  disposeInteraction: inTalk('POST', 'disposition', { codeId: 'sold' }, wrappingUp),
  requestChat: async w => {
    await atDesk(w);
    return { method: 'POST', path: '/v1/chats', body: { tenantId: 'demo', queueId: 'support', initialMessage: 'Hi' } };
  },
  leaveChat: inChat('DELETE', ''),
  changeMyDetails: inChat('PUT', '/customer', { name: 'Kim Lee' }),
  customerSendMessage: inChat('POST', '/messages', message),
  customerSendTyping: inChat('POST', '/typing'),
  customerMarkRead: async w => {
    const { agent, customer } = await talking(w);
    await agent.post(`/v1/interactions/${customer.chatId}/messages`, message);
    const path = `/v1/chats/${customer.chatId}/receipt`;
    return by(customer.token, { method: 'PUT', path, body: { readIndex: 1 } });
  },
  chatServiceRequestChat: async w => {
    await atDesk(w);
    return inService('RequestChat', { TenantID: -1, ServiceGroupName: 'Support' });
  },
  chatServiceLeaveChat: async w => inService('LeaveChat', { ChatID: (await talking(w)).customer.token }),
  chatServiceSendMessage: async w =>
    inService('SendMessage', { ChatID: (await talking(w)).customer.token, Message: 'Hello' }),
  chatServiceSendTyping: async w => inService('SendTyping', { ChatID: (await talking(w)).customer.token }),
  chatServiceGetEvents: async w => inService('GetEvents', { ChatID: (await talking(w)).customer.token }),
  chatServiceGetQueueInfo: async () => inService('GetQueueInfo', { ServiceGroupID: 2 }),
  chatServiceGetChatInfo: async w => inService('GetChatInfo', { ChatID: (await talking(w)).customer.token }),
  chatServiceGetChatConfiguration: async () => inService('GetChatConfiguration', {}),
  chatServiceGetVersion: async () => inService('GetVersion', {}),
  createAttachment: inTalk('POST', 'attachments', file),
  customerCreateAttachment: inChat('POST', '/attachments', file),
  saveAcronym: async w => by(await w.tokenFor('ana'), acronym),
  deleteAcronym: async w => {
    const token = await w.tokenFor('ana');
    await w.api(token).put(acronym.path, acronym.body);
    return by(token, { method: 'DELETE', path: acronym.path });
  },
  issueSocketTicket: async w => by(await w.tokenFor('ana'), { method: 'POST', path: '/v1/socket-tickets' }),
};

/** Creating, replacing and deleting is the same for every kind of object. */
const ofKind: Situation = async (w, { id, route }) => {
  const token = await w.tokenFor('ada');
  const [, kind = ''] = /^\/v1\/admin\/([\w-]+)/.exec(route.path) ?? [];
  const create = operations.find(one => one.route.method === 'POST' && one.route.path === `/v1/admin/${kind}`);
  const body = { ...((create ?? { id, route }) && (exampleBody(create ?? { id, domain: 'admin', route }) as object)) };
  const values = { ...body, ...(create && { id: 'brand-new', name: 'Brand new' }), ...references(kind) };
  if (route.method === 'POST') return by(token, { method: 'POST', path: route.path, body: values });
  if (create) await establish(w, kind, values);
  const known = await w.api(token).get(route.path.replace('{objectId}', 'brand-new'));
  const headers = { 'if-match': `"${known.body.version}"` };
  const path = route.path.replace('{objectId}', 'brand-new');
  if (route.method === 'DELETE') return by(token, { method: 'DELETE', path, headers });
  const { version: _, updatedAt: __, updatedBy: ___, ...now } = known.body;
  const changed = 'name' in now ? { ...now, name: 'Renamed' } : { ...now, leaseSeconds: 45 };
  return by(token, { method: 'PUT', path, headers, body: changed });
};

/** References of the examples that the seed does not have. */
function references(kind: string): object {
  const without: Readonly<Record<string, object>> = {
    queues: { alias: undefined, hoursId: undefined, steps: [], campaignId: 'inbound' },
    campaigns: { alias: undefined, outcomeSchemeId: 'standard' },
    users: { skills: [], queues: [] },
    'chat-widgets': { queueId: 'support' },
    snippets: { texts: [] },
    'phone-numbers': { queueId: 'support', flowId: undefined, number: '+15550111' },
    flows: { start: 'end', steps: { end: { kind: 'hang-up' } } },
  };
  return without[kind] ?? {};
}

export function situationOf(operation: Operation): Situation {
  const prepare = SITUATIONS[operation.id] ?? (operation.route.path.startsWith('/v1/admin/') ? ofKind : undefined);
  if (!prepare) throw new Error(`say how ${operation.id} comes to be carried out`);
  return prepare;
}
