import { describe, expect, it } from 'vitest';
import { create, remove, replace } from '#shared/domain/admin/administer.ts';
import { settingsKey } from '#shared/domain/admin/configuration.ts';
import { type Stored, unsavedSettings } from '#shared/domain/admin/stored.ts';
import { configuration, queue, settings } from './builders.ts';

const stamp = { auditId: 'aud_1', at: '2026-11-21T09:00:00.000Z', actorId: 'ada', requestId: 'req_1' };
const tenant = configuration({ queues: [queue()] }, 41);
const sales: Stored<'queues'> = {
  kind: 'queues',
  id: 'sales',
  object: queue(),
  version: 3,
  updatedAt: '2026-11-20T09:00:00.000Z',
  updatedBy: 'bob',
};
const wanted = (object = queue()) => ({ kind: 'queues', id: object.id, object }) as const;
const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe('creation', () => {
  it('makes version 1 where no row is, on top of the configuration it rests on', () => {
    const support = queue({ id: 'support', name: 'Support' });

    const change = create({ configuration: tenant, existing: undefined }, wanted(support), stamp);

    expect(change).toMatchObject({
      kind: 'queues',
      id: 'support',
      configurationVersion: 41,
      expect: 'absent',
      after: { object: support, version: 1, updatedAt: stamp.at, updatedBy: 'ada' },
      audit: { action: 'created', objectId: 'support' },
    });
  });

  it('is refused where the id, the name or the alias is taken', () => {
    const aliased = configuration({ queues: [queue({ alias: 7 })] });

    expect(() => create({ configuration: tenant, existing: sales }, wanted(), stamp)).toThrow(
      refusal('OBJECT_EXISTS', { params: { field: 'id' } }),
    );
    expect(() =>
      create({ configuration: tenant, existing: undefined }, wanted(queue({ id: 'new', name: 'SALES' })), stamp),
    ).toThrow(refusal('OBJECT_EXISTS', { params: { field: 'name' } }));
    expect(() =>
      create({ configuration: aliased, existing: undefined }, wanted(queue({ id: 'new', name: 'N', alias: 7 })), stamp),
    ).toThrow(refusal('OBJECT_EXISTS', { params: { field: 'alias' } }));
  });

  it('is refused when references lead nowhere', () => {
    const lost = queue({ id: 'new', name: 'New', campaignId: 'gone' });

    expect(() => create({ configuration: tenant, existing: undefined }, wanted(lost), stamp)).toThrow(
      refusal('REFERENCE_UNKNOWN', { issues: [{ path: 'campaignId', message: 'there is no campaign gone' }] }),
    );
  });
});

describe('replacement', () => {
  it('may raise the shards of a queue, never lower them: contacts wait in all of them', () => {
    const spread = { ...sales, object: queue({ shards: 4 }) };
    const state = { configuration: tenant, existing: spread };

    expect(replace(state, wanted(queue({ shards: 5 })), 3, stamp).after.object.shards).toBe(5);
    expect(() => replace(state, wanted(queue({ shards: 3 })), 3, stamp)).toThrow(
      refusal('REQUEST_INVALID', { issues: [expect.objectContaining({ path: 'shards' })] }),
    );
  });

  it('makes the next version of the row it was based on', () => {
    const renamed = queue({ name: 'Verkauf' });

    const change = replace({ configuration: tenant, existing: sales }, wanted(renamed), 3, stamp);

    expect(change).toMatchObject({
      expect: 3,
      after: { object: renamed, version: 4, updatedBy: 'ada' },
      audit: { action: 'updated', changes: [{ field: 'name', before: 'Sales', after: 'Verkauf' }] },
    });
  });

  it('is refused for what is not there, without a version, or based on another one', () => {
    const state = { configuration: tenant, existing: sales };

    expect(() => replace({ ...state, existing: undefined }, wanted(), 3, stamp)).toThrow(refusal('OBJECT_NOT_FOUND'));
    expect(() => replace(state, wanted(), null, stamp)).toThrow(refusal('PRECONDITION_REQUIRED'));
    expect(() => replace(state, wanted(), 2, stamp)).toThrow(refusal('VERSION_STALE', { params: { version: 3 } }));
  });

  it('of settings that were never saved is based on version 1 and makes version 2 where no row is', () => {
    const cooler = { ...settingsKey, object: settings({ coolDownSeconds: 9 }) };

    const change = replace({ configuration: tenant, existing: unsavedSettings }, cooler, 1, stamp);

    expect(change).toMatchObject({
      expect: 'absent',
      after: { version: 2 },
      audit: { action: 'updated', changes: [{ field: 'coolDownSeconds', before: 5, after: 9 }] },
    });
  });
});

describe('deletion', () => {
  it('leaves nothing but an audit entry', () => {
    const change = remove({ configuration: tenant, existing: sales, usedBy: [] }, 3, stamp);

    expect(change).toMatchObject({
      kind: 'queues',
      id: 'sales',
      configurationVersion: 41,
      expect: 3,
      after: null,
      audit: { action: 'deleted' },
    });
  });

  it('is refused while in use, naming the first twenty uses', () => {
    const usedBy = Array.from({ length: 30 }, (_, at) => ({ kind: 'users' as const, id: `user-${at}` }));

    expect(() => remove({ configuration: tenant, existing: sales, usedBy }, 3, stamp)).toThrow(
      refusal('OBJECT_IN_USE', { params: { usedBy: usedBy.slice(0, 20) } }),
    );
  });

  it('is refused for what is not there or based on another version', () => {
    const state = { configuration: tenant, existing: sales, usedBy: [] };

    expect(() => remove({ ...state, existing: undefined }, 3, stamp)).toThrow(refusal('OBJECT_NOT_FOUND'));
    expect(() => remove(state, 4, stamp)).toThrow(refusal('VERSION_STALE'));
  });
});
