import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { AgentRecord, LeaseRecord } from './model.ts';

export const AgentEntity = defineEntity(table, {
  name: 'agent',
  schema: AgentRecord,
  key: { pk: ['tenantId', 'id'], sk: [] },
  access: {
    live: { index: 'gsi1', pk: ['tenantId', 'live'], sk: ['id'], why: 'The sweeper and the live view: open sessions' },
  },
  why: 'One person at work',
});

export const LeaseEntity = defineEntity(table, {
  name: 'lease',
  collection: 'agent',
  schema: LeaseRecord,
  key: { pk: ['tenantId', 'agentId'], sk: [] },
  why: 'Extended by heartbeats without touching the agent row',
});
