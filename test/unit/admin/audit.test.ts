import { describe, expect, it } from 'vitest';
import { auditEntry, changedFields } from '#shared/domain/admin/audit.ts';

const stamp = { auditId: 'aud_1', at: '2026-11-21T09:00:00.000Z', actorId: 'ada', requestId: 'req_1' };
const subject = { kind: 'skills', id: 'german' } as const;

describe('audit entries', () => {
  it('says who did what to which object, when, and in which request', () => {
    const entry = auditEntry(subject, { id: 'german', name: 'German' }, { id: 'german', name: 'Deutsch' }, stamp);

    expect(entry).toEqual({
      id: 'aud_1',
      at: '2026-11-21T09:00:00.000Z',
      actorId: 'ada',
      kind: 'skills',
      objectId: 'german',
      action: 'updated',
      changes: [{ field: 'name', before: 'German', after: 'Deutsch' }],
      requestId: 'req_1',
    });
  });

  it('a creation has nothing before, a deletion nothing after', () => {
    const object = { id: 'german', name: 'German' };

    const entries = [auditEntry(subject, null, object, stamp), auditEntry(subject, object, null, stamp)];

    expect(entries).toMatchObject([
      { action: 'created', changes: [{ field: 'name', before: null, after: 'German' }] },
      { action: 'deleted', changes: [{ field: 'name', before: 'German', after: null }] },
    ]);
  });
});

describe('changed fields', () => {
  it('the order of fields inside values makes no difference, the order of lists does', () => {
    const before = { caps: { chat: 2, email: 1 }, channels: ['chat', 'email'] };
    const after = { caps: { email: 1, chat: 2 }, channels: ['email', 'chat'] };

    const changes = changedFields(before, after);

    expect(changes.map(({ field }) => field)).toEqual(['channels']);
  });

  it('a field that is undefined is not there', () => {
    const changes = changedFields({ description: undefined }, {});

    expect(changes).toEqual([]);
  });

  it('a list is not the same as one that goes on, and a value not the same as a list', () => {
    const changes = changedFields({ a: [1], b: [1], c: null, d: {} }, { a: [1, 2], b: 1, c: [], d: [] });

    expect(changes.map(({ field }) => field)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fields that come and go are null where they are not', () => {
    const changes = changedFields({ alias: 1 }, { hoursId: 'office' });

    expect(changes).toEqual([
      { field: 'alias', before: 1, after: null },
      { field: 'hoursId', before: null, after: 'office' },
    ]);
  });

  it('values too long for the trail are replaced by their length', () => {
    const changes = changedFields({ text: 'x'.repeat(9998) }, { text: 'x'.repeat(9999) });

    expect(changes).toEqual([
      {
        field: 'text',
        before: 'x'.repeat(9998),
        after: { omitted: 'too long for the audit trail', characters: 10_001 },
      },
    ]);
  });
});
