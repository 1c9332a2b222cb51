import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { localNews } from '#local/news.ts';

const CHAT = ['demo', 'int_1'] as const;
let news: ReturnType<typeof localNews>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  news = localNews();
});
afterEach(() => vi.useRealTimers());

describe('news of a conversation', () => {
  test('end every wait for it, and no other', async () => {
    const waits = [news.wait(...CHAT, 25_000), news.wait(...CHAT, 25_000), news.wait('demo', 'int_2', 25_000)];
    await vi.advanceTimersByTimeAsync(3000);

    news.announce(...CHAT);
    await vi.advanceTimersByTimeAsync(22_000);

    expect(await Promise.all(waits)).toEqual([
      { ms: 3000, nothingHappened: false },
      { ms: 3000, nothingHappened: false },
      { ms: 25_000, nothingHappened: true },
    ]);
  });

  test('of another tenant are not heard', async () => {
    const wait = news.wait(...CHAT, 1000);

    news.announce('acme', 'int_1');
    await vi.advanceTimersByTimeAsync(1000);

    expect(await wait).toEqual({ ms: 1000, nothingHappened: true });
  });

  test('are not waited for once the wait is given up', async () => {
    const asking = new AbortController();
    const wait = news.wait(...CHAT, 25_000, asking.signal);

    asking.abort();

    expect(await wait).toEqual({ ms: 0, nothingHappened: true });
    expect(await news.wait(...CHAT, 25_000, AbortSignal.abort())).toMatchObject({ ms: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('end when the system does, also for who comes late', async () => {
    const wait = news.wait(...CHAT, 25_000);

    news.stop();

    expect(await wait).toMatchObject({ ms: 0 });
    expect(await news.wait(...CHAT, 25_000)).toMatchObject({ ms: 0 });
  });
});
