import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InteractionRecord, Patience } from '#schemas/interactions/model.ts';
import { checkPage, nextPageLook, type PageTexts } from '#shared/domain/interactions/customer-page.ts';
import { type Signs, unwatched } from '#shared/domain/interactions/customer-watch.ts';
import { checkIdle } from '#shared/domain/interactions/idle-customer.ts';
import { isNothing, outcome } from '#shared/domain/kit/change.ts';
import {
  activeInteraction,
  assignment,
  at,
  campaign,
  entry,
  NOW,
  queue,
  talkingAgent,
} from '../../support/builders.ts';

const patience: Patience = {
  idleSeconds: 300,
  idleWarningSeconds: 60,
  pageLostSeconds: 60,
  pageLostWarningSeconds: 20,
};
const rules = { queue: queue(), campaign: campaign() };
const none: Signs = { tail: [], seen: null };
const pageTexts: PageTexts = { away: 'a', leaving: 'l', back: 'b', backToMessages: 'm', end: 'e' };

const watched = (watch: Partial<NonNullable<InteractionRecord['customerWatch']>>, given: Partial<Patience> = {}) =>
  activeInteraction({
    assignments: [assignment({ connectedAt: NOW })],
    firstEnqueuedAt: NOW,
    patience: { ...patience, ...given },
    customerWatch: { ...unwatched, ...watch },
  });

const lookIdle = (one: InteractionRecord, deadline: string, now: string, signs: Signs = none) =>
  checkIdle(one, talkingAgent(), rules, signs, { warning: 'w', end: 'e' }, deadline, now);
const lookPage = (one: InteractionRecord, deadline: string, now: string, signs: Signs = none) =>
  checkPage(one, talkingAgent(), rules, signs, pageTexts, deadline, now);
const after = (change: ReturnType<typeof lookIdle>, one: InteractionRecord) => outcome(change.interactions, one.id);

describe('a look at a silent conversation', () => {
  const one = watched({ idleLookAt: at(240) });

  it.each([
    ['before its time', at(240), at(239)],
    ['for an instant that has moved', at(200), at(250)],
  ])('%s does nothing', (_, deadline, now) => {
    expect(isNothing(lookIdle(one, deadline, now))).toBe(true);
  });

  it('the second time does nothing', () => {
    const warned = after(lookIdle(one, at(240), at(240)), one)!;

    expect(isNothing(lookIdle(warned, at(240), at(241)))).toBe(true);
  });

  it('moves on by what was said last, without a word to anybody', () => {
    const tail = [entry({ at: at(100), author: { kind: 'customer', id: null, name: 'Kim' } })];

    const moved = lookIdle(one, at(240), at(240), { ...none, tail });

    expect(after(moved, one)?.customerWatch?.idleLookAt).toBe(at(340));
    expect([moved.entries, moved.events]).toEqual([[], []]);
  });

  it('that comes an hour late warns first, and ends after the whole warning', () => {
    const late = lookIdle(one, at(240), at(3600));
    const warned = after(late, one)!;

    const end = lookIdle(warned, at(3660), at(3660));

    expect(late.entries.map(line => line.kind)).toEqual(['idle-warning']);
    expect(after(end, one)).toMatchObject({ status: 'ended', endReason: 'customer-idle' });
  });

  it('warns anew after a word between warning and a late end', () => {
    const warned = watched({ idleLookAt: at(300), idleWarnedAt: at(240) });
    const seen = { seenAt: at(250), activeAt: at(250) };

    const looked = lookIdle(warned, at(300), at(1000), { ...none, seen });

    expect(looked.entries.map(line => line.kind)).toEqual(['idle-warning']);
    expect(after(looked, warned)?.customerWatch?.idleLookAt).toBe(at(1060));
  });
});

describe('a look at a page', () => {
  const one = watched({ pageLookAt: at(40) });

  it.each([
    ['before its time', at(40), at(39)],
    ['for an instant that has moved', at(20), at(60)],
  ])('%s does nothing', (_, deadline, now) => {
    expect(isNothing(lookPage(one, deadline, now))).toBe(true);
  });

  it('that was seen lately changes nothing, and comes again by that', () => {
    const signs = { ...none, seen: { seenAt: at(35), activeAt: null } };

    expect(isNothing(lookPage(one, at(40), at(40), signs))).toBe(true);
    expect(nextPageLook(one, signs)).toBe(at(75));
  });

  it('comes at its instant where the page has shown no sign of life since', () => {
    expect(nextPageLook(one, none)).toBe(at(40));
  });

  it.each([
    ['a page that was never seen', watched({ pageLookAt: null })],
    ['a conversation that is over', { ...one, endedAt: at(10) }],
    ['a page that may be away as long as it likes', watched({ pageLookAt: at(40) }, { pageLostSeconds: null })],
  ])('does not come for %s', (_, unwatchedPage) => {
    expect(nextPageLook(unwatchedPage, none)).toBeNull();
  });

  it('that was seen after the warning says that it is back', () => {
    const warned = watched({ pageLookAt: at(60), away: { since: NOW, warnedAt: at(40) } });

    const looked = lookPage(warned, at(60), at(60), { ...none, seen: { seenAt: at(55), activeAt: null } });

    expect(looked.events.map(event => event.data)).toMatchObject([{ presence: 'back', text: 'b' }]);
    expect(after(looked, warned)?.customerWatch).toMatchObject({ pageLookAt: at(95), away: null });
  });
});

describe('whatever the times and however late the looks', () => {
  const times = fc.record({
    idleSeconds: fc.integer({ min: 10, max: 2000 }),
    idleWarningSeconds: fc.integer({ min: 0, max: 2000 }),
    pageLostSeconds: fc.integer({ min: 10, max: 2000 }),
    pageLostWarningSeconds: fc.integer({ min: 0, max: 2000 }),
  });

  it('nobody is disconnected sooner than promised, or without the whole warning', () => {
    fc.assert(
      fc.property(times, fc.array(fc.nat(500), { maxLength: 6 }), fc.nat(500), (given, delays, activeAfter) => {
        const seen = { seenAt: at(activeAfter), activeAt: at(activeAfter) };
        let state = watched({ idleLookAt: at(1), pageLookAt: at(1) }, given);
        let idleWarnedAt: string | null = null;
        let pageWarnedAt: string | null = null;
        for (const delay of [...delays, 0, 0, 0, 0]) {
          const lookAt = state.customerWatch?.idleLookAt;
          if (!lookAt || state.endedAt) break;
          const now = at((Date.parse(lookAt) - Date.parse(NOW)) / 1000 + delay);
          const change = lookIdle(state, lookAt, now, { ...none, seen });
          if (change.entries.some(line => line.kind === 'idle-warning')) idleWarnedAt = now;
          state = after(change, state) ?? state;
        }
        const idle = state;
        state = watched({ idleLookAt: at(1), pageLookAt: at(1) }, given);
        for (const delay of [...delays, 0, 0, 0, 0]) {
          const lookAt = nextPageLook(state, { ...none, seen });
          if (!lookAt || state.endedAt) break;
          const now = at((Date.parse(lookAt) - Date.parse(NOW)) / 1000 + delay);
          const change = lookPage(state, state.customerWatch?.pageLookAt ?? '', now, { ...none, seen });
          if (change.events.some(event => event.type === 'customer.presence.v1')) pageWarnedAt = now;
          state = after(change, state) ?? state;
        }

        const waited = (from: string | null, to: string | null) => Date.parse(to ?? '') - Date.parse(from ?? NOW);
        expect([idle.endReason, state.endReason]).toEqual(['customer-idle', 'customer-lost']);
        expect(waited(seen.activeAt, idle.endedAt)).toBeGreaterThanOrEqual(given.idleSeconds * 1000);
        expect(waited(seen.seenAt, state.endedAt)).toBeGreaterThanOrEqual(given.pageLostSeconds * 1000);
        if (given.idleWarningSeconds > 0 && given.idleWarningSeconds < given.idleSeconds) {
          expect(waited(idleWarnedAt, idle.endedAt)).toBeGreaterThanOrEqual(given.idleWarningSeconds * 1000);
        }
        if (given.pageLostWarningSeconds > 0 && given.pageLostWarningSeconds < given.pageLostSeconds) {
          expect(waited(pageWarnedAt, state.endedAt)).toBeGreaterThanOrEqual(given.pageLostWarningSeconds * 1000);
        }
      }),
    );
  });
});
