import { importJWK, SignJWT } from 'jose';
import type { Role } from '#schemas/kit/route.ts';
import { conversationTokens } from '#shared/adapters/tokens/conversation-tokens.ts';
import { type InProcess, type InProcessOptions, inProcess } from '../support/in-process.ts';
import { type Agent, askForChat, type ChatCustomer, establish, signIn } from '../support/journeys.ts';

/** Somebody's things: what a caller may mean by an id. */
export interface Belongings {
  readonly tenantId: string;
  readonly queueId: string;
  readonly campaignId: string;
  readonly agent: Agent;
  /** A conversation, a chat that rings and one that waits. */
  readonly active: ChatCustomer;
  readonly offered: ChatCustomer;
  readonly queued: ChatCustomer;
  readonly offerId: string;
  /** Texts that only people of this queue may read. */
  readonly secrets: readonly string[];
}

export interface Households {
  readonly w: InProcess;
  readonly people: Readonly<Record<Role, string>>;
  /** The same people with tokens that have ended. */
  readonly expired: Readonly<Record<Role, string>>;
  readonly own: Belongings;
  readonly otherQueue: Belongings;
  readonly otherTenant: Belongings;
}

/** An id of the right form that names nothing. */
export const UNKNOWN: Readonly<Record<string, string>> = {
  interactionId: 'int_00000000000000000000000000',
  chatId: 'int_00000000000000000000000000',
  offerId: 'off_00000000000000000000000000_1',
  queueId: 'nobody-has-this',
  campaignId: 'nobody-has-this',
  shortTerm: 'nothing',
  attachmentId: 'att_00000000000000000000000000',
  recordingId: 'act_00000000000000000000000000',
  objectId: 'nobody-has-this',
};

/** Two queues of one tenant that share nobody, and another tenant that has the same. */
export async function households(options: InProcessOptions = {}): Promise<Households> {
  const w = await inProcess(options);
  await furnish(w, 'demo');
  await furnish(w, 'acme');
  await establish(w, 'queues', { id: 'vault', name: 'Vault', campaignId: 'inbound', channels: ['chat'] });
  await establish(w, 'users', { id: 'max', name: 'Max', roles: ['agent'], queues: [{ queueId: 'vault' }] });
  await establish(w, 'users', { id: 'lin', name: 'Lin', roles: ['analyst'] });
  const secret = { id: 'secret', name: 'Secret', campaignId: 'of-acme', channels: ['chat'] };
  await establish(w, 'queues', secret, 'acme');
  await establish(w, 'users', { id: 'zoe', name: 'Zoe', roles: ['agent'], queues: [{ queueId: 'secret' }] }, 'acme');
  const own = await belongings(w, 'demo', 'support', 'inbound', 'ana');
  const otherQueue = await belongings(w, 'demo', 'vault', 'inbound', 'max');
  const otherTenant = await belongings(w, 'acme', 'secret', 'of-acme', 'zoe');
  const [agent, supervisor, admin, analyst] = await Promise.all(
    ['ana', 'sue', 'ada', 'lin'].map(userId => w.tokenFor(userId)),
  );
  const people = { agent, supervisor, admin, analyst, customer: own.active.token } as Record<Role, string>;
  return { w, people, expired: await expiredTokens(w, own), own, otherQueue, otherTenant };
}

/** One object of every other kind, named after the tenant. */
async function furnish(w: InProcess, tenantId: string): Promise<void> {
  const id = `of-${tenantId}`;
  const office = { id, name: id, timeZone: 'UTC', week: {} };
  await establish(w, 'campaigns', { id, name: id }, tenantId);
  await establish(w, 'skills', { id, name: id }, tenantId);
  await establish(w, 'presence-reasons', { id, name: id }, tenantId);
  await establish(
    w,
    'outcome-schemes',
    { id, name: id, classes: [{ id, number: 1, name: id, codes: [{ id: `${id}-code`, number: 2, name: id }] }] },
    tenantId,
  );
  await establish(w, 'business-hours', office, tenantId);
  await establish(w, 'chat-widgets', { id, name: id, queueId: 'support' }, tenantId);
  await establish(w, 'snippets', { id, name: id, texts: [] }, tenantId);
  await establish(w, 'flows', { id, name: id, start: 'end', steps: { end: { kind: 'hang-up' } } }, tenantId);
}

async function belongings(
  w: InProcess,
  tenantId: string,
  queueId: string,
  campaignId: string,
  userId: string,
): Promise<Belongings> {
  const mark = `only-${tenantId}-${queueId}`;
  const agent = await signIn(w, userId, { tenantId });
  const ask = (what: string) => askForChat(w, queueId, { tenantId, name: `${mark}-${what}` });
  const active = await ask('active');
  await agent.accept();
  await active.says(`${mark}-said`);
  await agent.put(`/v1/interactions/${active.chatId}/notes`, { notes: `${mark}-noted` });
  const offered = await ask('offered');
  const [offer] = await agent.offers();
  for (let more = 0; more < 2; more++) await ask('more');
  const queued = await ask('queued');
  await w.settled();
  return { ...{ tenantId, queueId, campaignId, agent, active, offered, queued, offerId: offer.id }, secrets: [mark] };
}

const DAY_MS = 24 * 3600 * 1000;

async function expiredTokens(w: InProcess, own: Belongings): Promise<Record<Role, string>> {
  const now = Date.parse(w.now());
  const key = await importJWK(w.keys.issuer, 'ES256');
  const issued = Math.floor((now - 2 * DAY_MS) / 1000);
  const [agent, supervisor, admin, analyst] = await Promise.all(
    (['agent', 'supervisor', 'admin', 'analyst'] as const).map(role =>
      new SignJWT({ 'custom:tenantId': 'demo', 'cognito:groups': [role] })
        .setProtectedHeader({ alg: 'ES256', kid: String(w.keys.issuer.kid) })
        .setIssuer('https://issuer.example')
        .setAudience('tandem-local')
        .setSubject('ana')
        .setExpirationTime(issued)
        .sign(key),
    ),
  );
  const before = conversationTokens({ secret: async () => w.keys.conversation, now: () => now - 2 * DAY_MS });
  const customer = await before.issue('demo', own.active.chatId);
  return { agent, supervisor, admin, analyst, customer } as Record<Role, string>;
}

/** What a path parameter is called by in somebody's things. Administrative objects go by the kind in the path. */
export const idsOf = (things: Belongings, path: string): Readonly<Record<string, string>> => ({
  interactionId: things.active.chatId,
  chatId: things.active.chatId,
  offerId: things.offerId,
  queueId: things.queueId,
  campaignId: things.campaignId,
  attachmentId: String(UNKNOWN['attachmentId']),
  recordingId: String(UNKNOWN['recordingId']),
  shortTerm: `of-${things.tenantId}`,
  objectId: objectOf(things, path),
});

function objectOf({ agent, queueId, tenantId }: Belongings, path: string): string {
  if (path.includes('/users/')) return agent.userId;
  return path.includes('/queues/') ? queueId : `of-${tenantId}`;
}
