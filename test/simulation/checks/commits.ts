import type { ChangeRecord } from '#schemas/interactions/entity.ts';
import type { Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import type { FeedRecord } from '#schemas/realtime/model.ts';
import type { AgentRecord, LeaseRecord } from '#schemas/sessions/model.ts';
import type { Change } from '#shared/adapters/store/table-engine.ts';
import { activeAssignments } from '#shared/domain/interactions/assignments.ts';
import * as interactions from '#shared/domain/interactions/lifecycle.ts';
import * as agents from '#shared/domain/sessions/lifecycle.ts';
import type { Ledger } from './ledger.ts';
import { checkOffers } from './offers.ts';
import { checkPairs } from './pairs.ts';
import type { View } from './view.ts';

/** What is looked at with every commit: the rows it touched, and those that must agree with them. */
export function checkCommit(view: View, ledger: Ledger, changes: readonly Change[]): void {
  const decided = rows<ChangeRecord>(changes, 'change')[0]?.after;
  for (const { after, before } of rows<InteractionRecord>(changes, 'interaction')) {
    if (!after) ledger.breach('no-interaction-lost', before!.id, 'the row was removed');
    else
      ledger.add(...interactions.contradictions(after), ...interactions.illegalMove(before, after, decided?.at ?? ''));
  }
  for (const { after, before } of rows<AgentRecord>(changes, 'agent')) {
    if (after) ledger.add(...agents.contradictions(after), ...agents.illegalMove(before, after, decided?.at));
  }
  checkGrace(view, ledger, changes);
  checkOffers(view, ledger, changes);
  checkPairs(view, ledger, changes);
  checkEntries(view, ledger, changes);
  checkWriters(ledger, changes);
  checkFeeds(view, ledger, changes);
  checkAudit(ledger, changes);
  checkLeases(ledger, changes);
  checkLost(view, ledger, changes);
}

export interface Moved<T> {
  readonly before: T | null;
  readonly after: T | null;
}

/** The rows of a kind that a commit changed. */
export const rows = <T>(changes: readonly Change[], name: string): Moved<T>[] =>
  changes
    .filter(change => change.entityName === name)
    .map(({ after, before }) => ({ before: (before as T) ?? null, after: (after as T) ?? null }));

/** Lines of a conversation are added one by one, without a gap, and never change. */
function checkEntries({ lastIndex, tenantOf }: View, ledger: Ledger, changes: readonly Change[]): void {
  const added = rows<Entry>(changes, 'entry').sort((a, b) => (a.after?.index ?? 0) - (b.after?.index ?? 0));
  for (const { after, before } of added) {
    const id = (after ?? before)!.interactionId;
    if (before || !after) ledger.breach('lines-never-change', id, JSON.stringify({ before, after }));
    else {
      const expected = (lastIndex.get(id) ?? 0) + 1;
      if (after.index !== expected) ledger.breach('no-gap-in-a-conversation', id, `${after.index}, not ${expected}`);
      lastIndex.set(id, after.index);
      if (after.index === 1 && tenantOf(id) === undefined) ledger.breach('lines-belong', id, 'no such interaction');
    }
  }
}

/** Whatever changes who may write in a conversation adds a line to it: lines are guessed on the strength of that. */
function checkWriters(ledger: Ledger, changes: readonly Change[]): void {
  const spokenIn = new Set(rows<Entry>(changes, 'entry').map(({ after }) => after?.interactionId));
  for (const { after, before } of rows<InteractionRecord>(changes, 'interaction')) {
    if (!before || !after || spokenIn.has(after.id) || writersOf(before) === writersOf(after)) continue;
    ledger.breach('who-may-write-is-in-the-lines', after.id, `${writersOf(before)} became ${writersOf(after)}`);
  }
}

const writersOf = (interaction: InteractionRecord): string =>
  interaction.endedAt === null
    ? activeAssignments(interaction)
        .map(one => one.agentId)
        .join()
    : 'nobody';

/** Numbers of a feed are given once and without a gap. */
function checkFeeds({ feedHeads }: View, ledger: Ledger, changes: readonly Change[]): void {
  for (const { after, before } of rows<FeedRecord>(changes, 'feed')) {
    if (before || !after) {
      ledger.breach(
        'feeds-never-change',
        (after ?? before)!.principal,
        JSON.stringify({ before, after }).slice(0, 300),
      );
      continue;
    }
    const key = `${after.tenantId} ${after.principal}`;
    const expected = (feedHeads.get(key) ?? 0) + 1;
    if (after.seq !== expected) ledger.breach('no-gap-in-a-feed', key, `${after.seq}, not ${expected}`);
    feedHeads.set(key, after.seq + after.events.length - 1);
  }
}

/** Nobody is signed out for a lost connection before his grace is over; who signs out himself needs none. */
function checkGrace({ clock, invocation }: View, ledger: Ledger, changes: readonly Change[]): void {
  if (invocation?.name === 'closeSession') return;
  for (const { after, before } of rows<AgentRecord>(changes, 'agent')) {
    const until = before?.session?.graceUntil ?? null;
    const early = until !== null && after?.session === null && Date.parse(until) > clock;
    if (early) ledger.breach('grace-lasts', after.id, `until ${until}, ended by ${invocation?.name}`);
  }
}

/** How far two clocks of processes may be apart, in ms. */
const CLOCKS_MS = 3000;

/** No customer is given up whose page had shown itself lately before anybody looked. */
function checkLost(view: View, ledger: Ledger, changes: readonly Change[]): void {
  for (const { after, before } of rows<InteractionRecord>(changes, 'interaction')) {
    if (after?.endReason !== 'customer-lost' || before?.endedAt != null || !after.patience?.pageLostSeconds) continue;
    const seenAt = Date.parse(view.seenAt(after) ?? '');
    const wasKnown = seenAt < (view.invocation?.startedAt ?? 0) - CLOCKS_MS;
    const allowed = seenAt + after.patience.pageLostSeconds * 1000 - CLOCKS_MS;
    if (wasKnown && view.clock < allowed) ledger.breach('who-is-there-is-not-given-up', after.id, view.seenAt(after)!);
  }
}

/** The lease of an older session never takes the place of a newer one's. */
function checkLeases(ledger: Ledger, changes: readonly Change[]): void {
  for (const { after, before } of rows<LeaseRecord>(changes, 'lease')) {
    if (before && after && after.epoch < before.epoch) {
      ledger.breach('leases-never-go-back', after.agentId, `epoch ${before.epoch} became ${after.epoch}`);
    }
  }
}

/** Every administrative change has its audit entry. */
function checkAudit(ledger: Ledger, changes: readonly Change[]): void {
  const administered = changes.find(change => change.entityName === 'configuration');
  if (!administered || changes.some(change => change.entityName === 'audit')) return;
  ledger.breach('changes-are-audited', String(administered.after?.['id']), String(administered.after?.['kind']));
}
