import { describe, expect, it } from 'vitest';
import type { CustomerWatch, Patience } from '#schemas/interactions/model.ts';
import { checkPage, type PageTexts, pageBack, pageGone } from '#shared/domain/interactions/customer-page.ts';
import { listening, pageSeen, unwatched } from '#shared/domain/interactions/customer-watch.ts';
import { checkIdle } from '#shared/domain/interactions/idle-customer.ts';
import { isNothing } from '#shared/domain/kit/change.ts';
import {
  activeInteraction,
  at,
  campaign,
  endedInteraction,
  entry,
  interaction,
  NOW,
  queue,
  talkingAgent,
} from '../../support/builders.ts';
import { settled, told } from '../../support/changes.ts';

const patience: Patience = {
  ...{ idleSeconds: 300, idleWarningSeconds: 60, pageLostSeconds: 60, pageLostWarningSeconds: 20 },
};
const texts: PageTexts = { away: 'a', leaving: 'l', back: 'b', backToMessages: 'm', end: 'e' };
const rules = { queue: queue(), campaign: campaign() };
const silent = { tail: [], seen: null };
const talking = (customerWatch: CustomerWatch | null, given: Partial<Patience> = {}) =>
  activeInteraction({ patience: { ...patience, ...given }, customerWatch });
const gone: CustomerWatch = { ...unwatched, pageLookAt: at(40), away: { since: NOW, warnedAt: null } };

describe('a page whose last socket has closed', () => {
  it('is missed at once, and looked for when the warning is due', () => {
    const one = settled(pageGone(talking(null), texts, NOW));

    expect(one.interaction.customerWatch).toEqual(gone);
    expect(told(one, 'customer.presence.v1')).toMatchObject({
      presence: 'away',
      since: NOW,
      endsAt: at(60),
      text: 'a',
    });
  });

  it.each([
    ['is missed already', talking(gone)],
    ['has all the time in the world', talking(null, { pageLostSeconds: null })],
    ['belongs to a contact without such times', activeInteraction()],
    ['belongs to what is over', endedInteraction({ patience })],
  ])('changes nothing where it %s', (_sentence, one) => {
    expect(isNothing(pageGone(one, texts, at(1)))).toBe(true);
  });
});

describe('a page that shows itself', () => {
  const held = entry({ at: at(5), author: { kind: 'agent', id: 'ana', name: 'Ana' } });

  it('is told to be back, and is looked for again', () => {
    const one = settled(pageBack(talking(gone), { tail: [] }, texts, at(10)));

    expect(one.interaction.customerWatch).toEqual({ ...unwatched, pageLookAt: at(50) });
    expect(told(one, 'customer.presence.v1')).toMatchObject({ presence: 'back', text: 'b', heldMessages: 0 });
  });

  it('receives what the agent wrote meanwhile, which he is told', () => {
    const one = settled(pageBack(talking(gone), { tail: [entry({ at: at(6) }), held] }, texts, at(10)));

    expect(told(one, 'customer.presence.v1')).toMatchObject({ text: 'm', heldMessages: 1 });
  });

  it('for the first time is watched from then on, silently', () => {
    const one = settled(pageBack(talking(null), { tail: [] }, texts, NOW));

    expect(one.interaction.customerWatch).toEqual({ ...unwatched, pageLookAt: at(40) });
    expect(one.events).toEqual([]);
  });

  it.each([
    ['is watched already', talking({ ...unwatched, pageLookAt: at(40) })],
    ['may be away as long as it likes', talking(null, { pageLostSeconds: null })],
    ['belongs to what is over', endedInteraction({ patience })],
  ])('changes nothing where it %s', (_sentence, one) => {
    expect(isNothing(pageBack(one, { tail: [] }, texts, NOW))).toBe(true);
  });
});

describe('times', () => {
  it('that a contact does not have are not watched', () => {
    const timeless = { customerWatch: null, patience: null };

    expect([listening(timeless, NOW), pageSeen(timeless, NOW)]).toEqual([null, null]);
  });

  it('of silence begin with the agent, before the page was ever seen', () => {
    expect(listening({ customerWatch: null, patience }, NOW)).toEqual({ ...unwatched, idleLookAt: at(240) });
  });

  it('of a page end without a warning where the warning is as long as the whole', () => {
    const one = talking({ ...unwatched, pageLookAt: at(20) }, { pageLostWarningSeconds: 60 });
    const since = { ...silent, seen: { seenAt: at(-40), activeAt: null } };

    const over = settled(checkPage(one, talkingAgent(), rules, since, texts, at(20), at(20)));

    expect(over.interaction).toMatchObject({ endReason: 'customer-lost' });
    expect(told(over, 'customer.presence.v1')).toBeUndefined();
  });

  it('of what waits are up as if the customer had left', () => {
    const one = interaction({
      patience,
      customerWatch: { ...unwatched, pageLookAt: NOW, away: { since: at(-60), warnedAt: at(-20) } },
    });

    const over = settled(checkPage(one, undefined, rules, silent, texts, NOW, NOW));

    expect(over.interaction).toMatchObject({ status: 'closed', endedBy: 'customer', endReason: 'abandoned-in-queue' });
  });

  it('that nobody has are looked at in vain', () => {
    const idle = activeInteraction({ customerWatch: { ...unwatched, idleLookAt: NOW, pageLookAt: NOW } });

    expect(isNothing(checkPage(idle, talkingAgent(), rules, silent, texts, NOW, NOW))).toBe(true);
    expect(isNothing(checkIdle(idle, talkingAgent(), rules, silent, { warning: '', end: '' }, NOW, NOW))).toBe(true);
  });
});
