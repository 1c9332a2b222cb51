import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { fedEvents, feedRows, headOf } from '#shared/domain/kit/feed.ts';
import { msBetween, plusMs, plusSeconds, toInstant } from '#shared/domain/kit/instant.ts';
import { fieldsOf, isSame } from '#shared/domain/kit/is-same.ts';
import { envelopesOf, eventId } from '#shared/domain/kit/outbox.ts';
import { chatPrincipal, principalId, userPrincipal } from '#shared/domain/kit/principal.ts';
import { interactionId, NOW } from '../../support/builders.ts';

describe('instants', () => {
  it('move by milliseconds and seconds, and tell how far apart they are', () => {
    const later = plusSeconds(NOW, 90);

    expect(later).toBe('2026-11-21T09:31:30.000Z');
    expect(plusMs(NOW, -1)).toBe('2026-11-21T09:29:59.999Z');
    expect(msBetween(NOW, later)).toBe(90_000);
    expect(msBetween(later, NOW)).toBe(-90_000);
    expect(toInstant(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('principals', () => {
  it('name a user or the customer of a chat', () => {
    expect(principalId(userPrincipal('ana~1'))).toBe('ana~1');
    expect(principalId(chatPrincipal(interactionId(1)))).toBe(interactionId(1));
  });
});

describe('a refusal', () => {
  it('has a code, details and a cause', () => {
    const cause = new Error('why');

    const refusal = new AppError('FORBIDDEN', { detail: 'no' }, { cause });

    expect(refusal).toMatchObject({ name: 'AppError', code: 'FORBIDDEN', message: 'FORBIDDEN', cause });
    expect(refusal.details).toEqual({ detail: 'no' });
    expect(new AppError('FORBIDDEN').details).toEqual({});
  });
});

describe('sameness', () => {
  it.each([
    [{ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, { a: 2 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    [null, null, true],
    ['x', 'x', true],
  ])('of %j and %j is %s', (left, right, same) => {
    expect(isSame(left, right)).toBe(same);
    expect(isSame(right, left)).toBe(same);
  });

  it('knows no fields of nothing', () => {
    expect([...fieldsOf(null)]).toEqual([]);
  });
});

describe('a feed', () => {
  const event = (id: string) => ({
    id,
    type: 'interaction.closed.v1',
    time: NOW,
    subject: `interaction/${interactionId(1)}`,
    aggregateVersion: 1,
    actor: { kind: 'system' as const, id: null },
    data: {},
  });

  it('has one row per command, whose events are numbered one after the other', () => {
    const fed = [
      { principal: 'user~ana', seq: 8, event: event('b') },
      { principal: 'user~ben', seq: 3, event: event('b') },
      { principal: 'user~ana', seq: 7, event: event('a') },
    ];

    const rows = feedRows(fed);

    expect(rows).toEqual([
      { principal: 'user~ana', seq: 7, events: [event('a'), event('b')] },
      { principal: 'user~ben', seq: 3, events: [event('b')] },
    ]);
    expect(fedEvents({ tenantId: 'demo', version: 1, expiresAt: NOW, ...rows[0]! })).toEqual([fed[2], fed[0]]);
    expect(rows.map(headOf)).toEqual([8, 3]);
    expect(headOf(undefined)).toBe(0);
  });
});

describe('a timeline row', () => {
  it('is the events of one change, each with its own id', () => {
    const row = {
      tenantId: 'demo',
      interactionId: interactionId(1),
      version: 3,
      at: NOW,
      actor: { kind: 'system' as const, id: null },
      events: [{ number: 2, type: 'interaction.closed.v1', data: { interactionId: interactionId(1) } }],
      evaluation: null,
    };

    const envelopes = envelopesOf(row);

    expect(envelopes).toEqual([
      {
        id: eventId(interactionId(1), 3, 2),
        type: 'interaction.closed.v1',
        time: NOW,
        subject: `interaction/${interactionId(1)}`,
        aggregateVersion: 3,
        actor: { kind: 'system', id: null },
        data: { interactionId: interactionId(1) },
      },
    ]);
  });
});
