import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import {
  QueueProfileRecord,
  QueueStatsRecord,
  ReservationRecord,
  RosterRecord,
  RoutableRecord,
  WaitingRecord,
} from './model.ts';

export const WaitingEntity = defineEntity(table, {
  name: 'waiting',
  schema: WaitingRecord,
  key: { pk: ['tenantId', 'lane', 'shard'], sk: ['class', 'rank', 'interactionId'] },
  why: 'Who waits in a lane, best first',
});

export const RoutableEntity = defineEntity(table, {
  name: 'routable',
  schema: RoutableRecord,
  key: { pk: ['tenantId', 'routingProfileId', 'shard'], sk: ['idleSince', 'agentId'] },
  why: 'Who could take something now, longest idle first',
});

export const ReservationEntity = defineEntity(table, {
  name: 'reservation',
  schema: ReservationRecord,
  key: { pk: ['tenantId', 'lane'], sk: ['slot'] },
  why: 'The contacts of a lane that agents are kept for, at most as many as there are places',
});

export const RosterEntity = defineEntity(table, {
  name: 'roster',
  schema: RosterRecord,
  key: { pk: ['tenantId', 'routingProfileId', 'shard'], sk: ['agentId'] },
  why: 'Who is signed in, with room or without: who may be kept for heavier work',
});

export const QueueProfileEntity = defineEntity(table, {
  name: 'queue-profile',
  schema: QueueProfileRecord,
  key: { pk: ['tenantId', 'queueId'], sk: ['routingProfileId', 'shard'] },
  why: 'Which routing profiles serve a queue, and over which shards their agents are spread',
});

export const QueueStatsEntity = defineEntity(table, {
  name: 'queue-stats',
  schema: QueueStatsRecord,
  key: { pk: ['tenantId', 'queueId'], sk: [] },
  why: 'Counters of a queue, aggregated from the table stream',
});
