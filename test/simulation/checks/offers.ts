import type { ChangeRecord } from '#schemas/interactions/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { WaitingRecord } from '#schemas/routing/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import { isThere, rightCost, wrongOffer } from '#shared/domain/routing/entitlement.ts';
import { type Moved, rows } from './commits.ts';
import type { Ledger } from './ledger.ts';
import type { View } from './view.ts';

/** Offers are made to whom they may be made, in turn, and end exactly once. */
export function checkOffers(view: View, ledger: Ledger, changes: readonly Change[]): void {
  const people = rows<AgentRecord>(changes, 'agent');
  const decided = rows<ChangeRecord>(changes, 'change').flatMap(({ after }) => after ?? []);
  for (const record of decided) {
    for (const { data, type } of record.events) {
      if (type === 'offer.created.v1') begin(view, ledger, String(data['id']));
      if (type === 'offer.resolved.v1') end(view, ledger, String(data['offerId']), String(data['resolution']));
      if (type === 'offer.resolved.v1' && data['by'] === 'auto-answer') answeredForHim(view, ledger, record, people);
    }
  }
  for (const move of rows<InteractionRecord>(changes, 'interaction')) {
    for (const { at, events, interactionId } of decided) {
      const over = events.find(({ type }) => type === 'offer.resolved.v1');
      if (over && interactionId === move.after?.id) checkEnd(ledger, move, String(over.data['resolution']), at);
    }
    const now = decided.find(record => record.interactionId === move.after?.id)?.at ?? '';
    if (isNewOffer(move)) checkOffer(view, ledger, move.before, move.after, people, now);
    if (move.after?.status === 'active' && move.before?.status !== 'active') connected(ledger, move, people);
  }
}

type Offered = Moved<InteractionRecord> & { readonly after: InteractionRecord };
const isNewOffer = (move: Moved<InteractionRecord>): move is Offered =>
  move.after?.offer != null && move.after.offer.id !== move.before?.offer?.id;

/** An offer is accepted in time, expires not before its time, and who let it pass is left out for a while. */
function checkEnd(ledger: Ledger, { after, before }: Moved<InteractionRecord>, resolution: string, now: string): void {
  const { offer } = before ?? {};
  if (!offer || !after) return;
  const leftOut = after.excluded.some(({ agentId, until }) => agentId === offer.agentId && until > now);
  const detail = `${offer.agentId} until ${offer.expiresAt}, at ${now}`;
  const passed = resolution === 'rejected' || resolution === 'expired';
  if (passed && !leftOut) ledger.breach('left-out-after-letting-pass', offer.id, detail);
  if (resolution === 'accepted' && offer.expiresAt <= now) ledger.breach('accepted-in-time', offer.id, detail);
  if (resolution === 'expired' && offer.expiresAt > now) ledger.breach('expired-in-time', offer.id, detail);
}

function begin({ offers }: View, ledger: Ledger, id: string): void {
  if (offers.has(id)) ledger.breach('offers-begin-once', id, `was ${offers.get(id)}`);
  offers.set(id, undefined);
}

function end({ offers }: View, ledger: Ledger, id: string, resolution: string): void {
  const before = offers.get(id);
  if (!offers.has(id) || before !== undefined) ledger.breach('offers-end-once', id, `${before}, then ${resolution}`);
  offers.set(id, resolution);
}

/** Nobody is given a customer by the tone alone while he is not there. */
function answeredForHim(
  view: View,
  ledger: Ledger,
  { at, interactionId }: ChangeRecord,
  people: readonly Moved<AgentRecord>[],
): void {
  const agent = people.find(({ after }) => after?.work.some(one => one.interactionId === interactionId))?.before;
  const there = agent && agent.presence.status === 'ready' && isThere(agent, view.lease(agent.tenantId, agent.id), at);
  if (!there) ledger.breach('auto-answer-only-for-who-is-ready', interactionId, JSON.stringify(agent?.presence));
}

function connected(ledger: Ledger, { after }: Moved<InteractionRecord>, people: readonly Moved<AgentRecord>[]): void {
  const owner = after?.assignments.at(-1)?.agentId;
  const agent = people.find(one => one.after?.id === owner)?.after;
  const known = agent?.work.find(one => one.interactionId === after?.id);
  if (known?.state !== 'active') ledger.breach('both-sides-connected', after!.id, `${owner}: ${known?.state}`);
}

function checkOffer(
  view: View,
  ledger: Ledger,
  before: InteractionRecord | null,
  after: InteractionRecord,
  people: readonly Moved<AgentRecord>[],
  now: string,
): void {
  const { offer } = after;
  const agent = people.find(one => one.after?.id === offer?.agentId)?.before;
  if (!offer || !agent) {
    ledger.breach('an-offer-has-an-agent', after.id, String(offer?.agentId));
    return;
  }
  const contact = before ?? { ...after, offer: null };
  ledger.add(...wrongOffer(contact, agent, view.lease(agent.tenantId, agent.id), now));
  const taken = people.find(one => one.after?.id === agent.id)?.after?.work.find(one => one.interactionId === after.id);
  const due = rightCost(agent, contact);
  if (taken?.cost !== due) ledger.breach('takes-what-it-should', after.id, `${taken?.cost} of ${agent.id}, not ${due}`);
  const passed = overtaken(view, contact, agent);
  if (passed) ledger.breach('first-in-first-out', after.id, `${agent.id} should have been given ${passed}`);
  const rings = Date.parse(offer.expiresAt) - Date.parse(offer.autoAnswerAt ?? now);
  if (rings < 5000 || rings > 600_000) ledger.breach('rings-as-configured', offer.id, `${rings} ms`);
}

/**
 * A contact of the same lane with a better place that could have been given to the agent just as well. It waits as it
 * does now since before the invocation began, so that whoever looked in it must have seen it; and because it differs
 * from the one that was offered by its place alone, nothing that happened to the agent meanwhile speaks for either.
 */
function overtaken(view: View, contact: InteractionRecord, agent: AgentRecord): string | undefined {
  const began = view.invocation?.startedAt ?? 0;
  const delayed = (row: WaitingRecord) =>
    agent.profile.queues.some(one => one.queueId === row.queueId && one.delaySeconds > 0);
  const better = (row: WaitingRecord) =>
    row.lane === contact.lane &&
    row.interactionId !== contact.id &&
    (row.class < contact.class || (row.class === contact.class && row.rank < contact.rank)) &&
    row.queueId === contact.queueId &&
    row.steps.length === 0 &&
    row.excluded.every(({ agentId }) => agentId !== agent.id) &&
    row.sticky === null &&
    (view.waitingSince.get(row.interactionId) ?? Number.POSITIVE_INFINITY) < began &&
    !delayed(row) &&
    agent.work.every(one => one.interactionId !== row.interactionId);
  return view.waiting(agent.tenantId).find(better)?.interactionId;
}
