import { describe, expect, it } from 'vitest';
import { backoffMs } from '#clients/sdk/backoff.ts';
import { createRecent, placed } from '#clients/sdk/feed-position.ts';
import { pieces } from '#clients/sdk/followed-topics.ts';
import { createListeners } from '#clients/sdk/listeners.ts';

describe('the place of a number in a feed', () => {
  it.each([
    [undefined, 9, 'next'],
    [4, 5, 'next'],
    [4, 4, 'duplicate'],
    [4, 1, 'duplicate'],
    [4, 6, 'gap'],
  ] as const)('after %s, %s is %s', (last, seq, placement) => {
    expect(placed(last, seq)).toBe(placement);
  });
});

describe('recent events', () => {
  const event = (id: string, more = {}) => ({
    id,
    type: 'message.created.v1',
    subject: 's',
    aggregateVersion: 1,
    ...more,
  });

  it('are old when they were heard before, until they are forgotten', () => {
    const recent = createRecent(2);

    const old = ['a', 'a', 'b', 'c', 'a'].map(id => recent.isOld(event(id)));
    recent.forget();

    expect([old, recent.isOld(event('a'))]).toEqual([[false, true, false, false, false], false]);
  });

  it('are old when only the latest value counts and a later one came first', () => {
    const recent = createRecent(2);
    const live = (subject: string, aggregateVersion: number) =>
      recent.isOld(event('x', { type: 'queue.live.v1', subject, aggregateVersion }));

    const old = [live('queue/a', 3), live('queue/a', 2), live('queue/b', 1), live('queue/a', 3), live('queue/a', 4)];

    expect(old).toEqual([false, true, false, false, false]);
  });
});

describe('backing off', () => {
  it('doubles up to its bound, half of it by chance', () => {
    const backoff = { firstMs: 100, longestMs: 1000 };

    const delays = [1, 2, 3, 9].map(failures => [backoffMs(backoff, failures, 0), backoffMs(backoff, failures, 0.5)]);

    expect(delays).toEqual([
      [50, 75],
      [100, 150],
      [200, 300],
      [500, 750],
    ]);
  });
});

describe('pieces of a list', () => {
  it('hold everything in order', () => {
    expect([pieces([1, 2, 3, 4, 5], 2), pieces([], 2)]).toEqual([[[1, 2], [3, 4], [5]], []]);
  });
});

describe('listeners', () => {
  it('are removed one by one although they are the same function', () => {
    const listeners = createListeners<{ said: readonly [string] }>();
    const heard: string[] = [];
    const listen = (text: string) => heard.push(text);

    const stop = listeners.add('said', listen);
    listeners.add('said', listen);
    stop();
    stop();
    listeners.tell('said', 'hello');

    expect(heard).toEqual(['hello']);
  });
});
