import { describe, expect, it } from 'vitest';
import { ApiError, ConnectionError, isRefusal } from '#clients/sdk/api-error.ts';
import { type ClientOptions, createClient } from '#clients/sdk/create-client.ts';
import { fakeServer, json, problem, type ReceivedRequest } from './fake-server.ts';
import { fakeTiming } from './fake-timing.ts';

const OFFER = 'off_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E_1';

const setting = (
  answer: (request: ReceivedRequest, count: number) => Response | Promise<Response>,
  options: Partial<ClientOptions> = {},
) => {
  const server = fakeServer(answer);
  const timing = fakeTiming();
  const client = createClient({
    baseUrl: 'https://api.test/',
    token: 'secret',
    fetch: server.fetch,
    timing,
    newKey: () => 'key-1',
    ...options,
  });
  return { server, timing, client };
};

/** Lets time pass until a call is over, and gives what came of it. */
const over = async (call: Promise<unknown>, timing: ReturnType<typeof fakeTiming>) => {
  const outcome = call.then(
    value => ({ value }),
    (thrown: unknown) => ({ thrown }),
  );
  await timing.advance(60_000);
  return outcome as Promise<{ value?: unknown; thrown?: unknown }>;
};

describe('a call', () => {
  it('sends path, query, body and token where the route wants them and gives the reply', async () => {
    const { client, server } = setting(() => json({ items: [], receipts: [] }));

    const reply = await client.interactions.listMessages({
      params: { interactionId: 'int_a/b' },
      query: { after: '3' },
    });

    expect(reply).toEqual({ items: [], receipts: [] });
    expect(server.received).toEqual([
      {
        method: 'GET',
        path: '/v1/interactions/int_a%2Fb/messages',
        query: { after: '3' },
        headers: { accept: 'application/json', authorization: 'Bearer secret' },
        body: undefined,
      },
    ]);
  });

  it('gives null where the reply has no content', async () => {
    const { client } = setting(() => new Response(null, { status: 204 }));

    const reply = await client.sessions.closeSession();

    expect(reply).toBeNull();
  });

  it('names commands, the session and the version it is based on', async () => {
    const { client, server } = setting(() => json({}), { sessionId: () => 'ses_1' });

    await client.sessions.openSession({ body: {} });
    await client.routing.acceptOffer({ params: { offerId: OFFER } }, { idempotencyKey: 'mine' });
    await client.admin.deleteSkill({ params: { objectId: 'english' } }, { version: 3 });

    expect(
      server.received.map(({ headers }) => [headers['idempotency-key'], headers['session-id'], headers['if-match']]),
    ).toEqual([
      ['key-1', undefined, undefined],
      ['mine', 'ses_1', undefined],
      [undefined, undefined, '"3"'],
    ]);
  });

  it('sends no token to what is public and a fresh one each time otherwise', async () => {
    const tokens = ['token-1', 'token-2'];
    const { client, server } = setting(() => json({}), { token: async () => tokens.shift() ?? '' });

    await client.chat.getChatAvailability({ query: { tenantId: 'demo' } });
    await client.routing.listOffers();
    await client.routing.listOffers();

    expect(server.received.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });
});

describe('a refusal', () => {
  it('is thrown with its problem document', async () => {
    const { client } = setting(() => problem('OFFER_NOT_PENDING', 409, { currentState: 'expired' }));

    const thrown = await client.routing.acceptOffer({ params: { offerId: OFFER } }).catch((error: unknown) => error);

    expect(thrown).toBeInstanceOf(ApiError);
    expect(thrown).toMatchObject({ code: 'OFFER_NOT_PENDING', status: 409, problem: { currentState: 'expired' } });
    expect([isRefusal(thrown), isRefusal(thrown, 'OFFER_NOT_PENDING'), isRefusal(thrown, 'FORBIDDEN')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([
    [502, 'TRY_LATER', true],
    [403, 'FORBIDDEN', false],
    [400, 'REQUEST_INVALID', false],
  ])('without a problem document has a code all the same (%i)', async (status, code, retryable) => {
    const { client } = setting(() => new Response('<html>', { status }), { retry: { attempts: 1 } });

    const thrown = await client.routing.listOffers().catch((error: unknown) => error);

    expect(thrown).toMatchObject({ code, status, retryable });
  });
});

describe('trying again', () => {
  it('repeats a retryable command under the same key until it succeeds', async () => {
    const { client, server, timing } = setting((_, count) =>
      count < 3 ? problem('WRITE_CONFLICT', 409, { retryable: true }) : json({ id: 'ses_1' }, 201),
    );

    const { value } = await over(client.sessions.openSession({ body: {} }), timing);

    expect(value).toEqual({ id: 'ses_1' });
    expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1', 'key-1']);
  });

  it('waits as long as the problem asks', async () => {
    const { client, server, timing } = setting((_, count) =>
      count === 1 ? problem('RATE_LIMITED', 429, { retryable: true, retryAfterMs: 3000 }) : json({ items: [] }),
    );

    const call = client.routing.listOffers();
    await timing.advance(2999);
    const early = server.received.length;
    await timing.advance(1);

    expect([early, await call]).toEqual([1, { items: [] }]);
  });

  it('understands Retry-After where there is no problem document', async () => {
    const { client, timing } = setting((_, count) =>
      count === 1 ? new Response('', { status: 503, headers: { 'Retry-After': '2' } }) : json({ items: [] }),
    );

    const { value } = await over(client.routing.listOffers(), timing);

    expect(value).toEqual({ items: [] });
  });

  it('gives up at once when it is asked for more patience than it has', async () => {
    const { client, server, timing } = setting(() =>
      problem('RATE_LIMITED', 429, { retryable: true, retryAfterMs: 60_000 }),
    );

    const { thrown } = await over(client.routing.listOffers(), timing);

    expect([isRefusal(thrown, 'RATE_LIMITED'), server.received.length]).toEqual([true, 1]);
  });

  it('ends after the attempts it was allowed', async () => {
    const { client, server, timing } = setting(() => problem('TRY_LATER', 503, { retryable: true }));

    const { thrown } = await over(client.routing.listOffers(), timing);

    expect([isRefusal(thrown, 'TRY_LATER'), server.received.length]).toEqual([true, 4]);
  });

  it('repeats what has no second effect when no answer came, and nothing else', async () => {
    const { client, server, timing } = setting(() => {
      throw new TypeError('fetch failed');
    });
    const message = { text: 'Hello', clientMessageId: 'm-1' };

    const outcomes = [
      await over(client.routing.listOffers(), timing),
      await over(client.interactions.sendMessage({ params: { interactionId: 'int_1' }, body: message }), timing),
      await over(client.realtime.issueSocketTicket(), timing),
    ];

    expect(outcomes.map(({ thrown }) => thrown instanceof ConnectionError)).toEqual([true, true, true]);
    expect(server.received.map(({ path }) => path.split('/').at(-1))).toEqual([
      ...Array(4).fill('offers'),
      ...Array(4).fill('messages'),
      'socket-tickets',
    ]);
  });

  it('ends with the reason of the signal when the caller gives up, also between two attempts', async () => {
    const { client, timing, server } = setting(() => problem('TRY_LATER', 503, { retryable: true }));
    const giveUp = new AbortController();

    const call = client.routing.listOffers({}, { signal: giveUp.signal }).catch((error: unknown) => error);
    await timing.settle();
    giveUp.abort(new Error('closed'));

    expect([await call, server.received.length]).toEqual([new Error('closed'), 1]);
  });
});
