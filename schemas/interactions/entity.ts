import * as z from 'zod';
import { Instant, TenantId } from '../kit/id.ts';
import { defineEntity } from '../kit/table.ts';
import { Actor } from '../realtime/model.ts';
import { RoutingEvaluation } from '../routing/model.ts';
import { table } from '../table.ts';
import { Assignment, Customer, Entry, InteractionId, InteractionRecord, Receipt, Seen, Typing } from './model.ts';

/*
 * The sort keys of one interaction's partition begin with `change`, `entry`, `interaction`, `receipt`, `seen`, `typing`:
 * read from the end, one query gives typing, the last sign of life, the receipts, the state and the newest entries.
 */

export const InteractionEntity = defineEntity(table, {
  name: 'interaction',
  schema: InteractionRecord,
  key: { pk: ['tenantId', 'id'], sk: [] },
  access: {
    live: { index: 'gsi1', pk: ['tenantId', 'live'], sk: ['id'], why: 'The sweeper: what is not closed yet' },
  },
  dense: { customer: Customer, assignments: Assignment },
  why: 'The state of one interaction',
});

export const EntryEntity = defineEntity(table, {
  name: 'entry',
  collection: 'interaction',
  schema: Entry.extend({ tenantId: TenantId, version: z.int() }),
  key: { pk: ['tenantId', 'interactionId'], sk: ['index'] },
  why: 'The conversation, line by line',
});
export type EntryRecord = z.output<typeof EntryEntity.schema>;

export const ChangeEntity = defineEntity(table, {
  name: 'change',
  collection: 'interaction',
  schema: z.object({
    tenantId: TenantId,
    /** The version the interaction has after this change. */
    version: z.int(),
    interactionId: InteractionId,
    at: Instant,
    actor: Actor,
    /** The events without what the row says already; see `envelopesOf`. */
    events: z.array(z.object({ number: z.int(), type: z.string(), data: z.record(z.string(), z.unknown()) })),
    evaluation: RoutingEvaluation.nullable(),
  }),
  key: { pk: ['tenantId', 'interactionId'], sk: ['version'] },
  why: 'The timeline, and the outbox that the table stream carries',
});
export type ChangeRecord = z.output<typeof ChangeEntity.schema>;

export const ReceiptEntity = defineEntity(table, {
  name: 'receipt',
  collection: 'interaction',
  schema: Receipt.extend({ tenantId: TenantId, version: z.int(), interactionId: InteractionId }),
  key: { pk: ['tenantId', 'interactionId'], sk: ['party'] },
  why: 'How far each side has read',
});

export const SeenEntity = defineEntity(table, {
  name: 'seen',
  collection: 'interaction',
  schema: Seen.extend({ tenantId: TenantId, version: z.int(), interactionId: InteractionId }),
  key: { pk: ['tenantId', 'interactionId'], sk: [] },
  why: "The customer's last sign of life, apart from the state that it does not change",
});

export const ContactEntity = defineEntity(table, {
  name: 'contact',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    /** `id~`, `email~`, `phone~` or `tag~` (the session tag) and the value. */
    customerKey: z.string(),
    at: Instant,
    interactionId: InteractionId,
  }),
  key: { pk: ['tenantId', 'customerKey'], sk: ['at', 'interactionId'] },
  why: 'The contacts of one customer, newest first',
});

export const TypingEntity = defineEntity(table, {
  name: 'typing',
  collection: 'interaction',
  schema: Typing.extend({ tenantId: TenantId, version: z.int(), interactionId: InteractionId }),
  key: { pk: ['tenantId', 'interactionId'], sk: [] },
  why: 'When an agent typed last, for customers who have no socket',
});
