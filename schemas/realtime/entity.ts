import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { DashboardRecord, FeedRecord, SocketRecord, SubscriptionRecord, TicketRecord } from './model.ts';

export const FeedEntity = defineEntity(table, {
  name: 'feed',
  schema: FeedRecord,
  key: { pk: ['tenantId', 'principal'], sk: ['seq'] },
  expires: 'expiresAt',
  why: "The last 24 h of one principal's events, gapless",
});

export const SocketEntity = defineEntity(table, {
  name: 'socket',
  schema: SocketRecord,
  key: { pk: ['tenantId', 'principal'], sk: ['connectionId'] },
  expires: 'expiresAt',
  why: 'The open sockets of one principal',
});

export const SubscriptionEntity = defineEntity(table, {
  name: 'subscription',
  schema: SubscriptionRecord,
  key: { pk: ['tenantId', 'topic'], sk: ['connectionId'] },
  expires: 'expiresAt',
  why: 'The sockets that follow a topic',
});

export const TicketEntity = defineEntity(table, {
  name: 'ticket',
  schema: TicketRecord,
  key: { pk: ['tenantId', 'digest'], sk: [] },
  expires: 'expiresAt',
  why: 'Socket tickets not used yet',
});

export const DashboardEntity = defineEntity(table, {
  name: 'dashboard',
  schema: DashboardRecord,
  key: { pk: ['tenantId', 'queueId'], sk: [] },
  why: 'When a coalesced dashboard was pushed last',
});
