import * as z from 'zod';
import { Instant, ObjectId, TenantId } from '../kit/id.ts';
import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { E164 } from '../voice/phone-number.ts';
import { AuditEntry } from './model.ts';

export const ConfigurationEntity = defineEntity(table, {
  name: 'configuration',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    kind: z.string(),
    id: ObjectId,
    object: z.record(z.string(), z.unknown()),
    updatedAt: Instant,
    updatedBy: z.string(),
  }),
  key: { pk: ['tenantId', 'kind'], sk: ['id'] },
  why: 'One administrative object; a kind is listed or loaded with one query',
});

export const ConfigurationVersionEntity = defineEntity(table, {
  name: 'configuration-version',
  schema: z.object({ tenantId: TenantId, version: z.int() }),
  key: { pk: ['tenantId'], sk: [] },
  why: 'Goes up with every administrative change: checks the caches and serialises referential checks',
});

export const AuditEntity = defineEntity(table, {
  name: 'audit',
  schema: AuditEntry.extend({ tenantId: TenantId, version: z.int() }),
  key: { pk: ['tenantId'], sk: ['at', 'id'] },
  why: 'The audit trail, newest first',
});

/** The tenant under which the list of tenants is kept. */
export const PLATFORM_TENANT = 'platform';
export const TenantEntity = defineEntity(table, {
  name: 'tenant',
  schema: z.object({
    tenantId: z.literal(PLATFORM_TENANT),
    version: z.int(),
    id: TenantId,
    name: z.string(),
    /** Integer under which the documented chat service addresses the tenant. */
    alias: z.int(),
    createdAt: Instant,
  }),
  key: { pk: ['tenantId'], sk: ['id'] },
  why: 'Which tenants exist',
});

export const NumberEntity = defineEntity(table, {
  name: 'number',
  schema: z.object({
    tenantId: z.literal(PLATFORM_TENANT),
    version: z.int(),
    number: E164,
    ownerId: TenantId,
  }),
  key: { pk: ['tenantId', 'number'], sk: [] },
  why: 'Whose telephone number it is that is called',
});

export const IdempotencyEntity = defineEntity(table, {
  name: 'idempotency',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    principal: z.string(),
    operation: z.string(),
    key: z.string(),
    /** SHA-256 of the request. */
    digest: z.string(),
    status: z.int(),
    answer: z.unknown(),
    expiresAt: Instant,
  }),
  key: { pk: ['tenantId', 'principal'], sk: ['operation', 'key'] },
  expires: 'expiresAt',
  why: 'The first answer to a keyed command, written in the transaction of the command',
});
