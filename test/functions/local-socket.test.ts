import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, type World, world } from '#test/support/world.ts';

let w: World;
beforeAll(async () => {
  w = await world();
});
afterAll(() => w.stop());

const ticketFor = async (userId: string, headers = {}) =>
  (await w.api(await w.tokenFor(userId)).post('/v1/socket-tickets', undefined, { headers })).body;

describe('a ticket', () => {
  test('opens one socket', async () => {
    const { url } = await ticketFor('ana');
    const socket = await listen(url);

    await expect(listen(url)).rejects.toThrow('401');
    await socket.close();
  });

  test('ends after 30 seconds', async () => {
    const { url } = await ticketFor('ana');

    await w.advance(31);

    await expect(listen(url)).rejects.toThrow('401');
  });

  test('that a page got is good for that page alone', async () => {
    const { url } = await ticketFor('ana', { origin: 'https://desk.example.com' });

    await expect(listen(url, { origin: 'https://evil.example.com' })).rejects.toThrow('401');
  });

  test('is needed', async () => {
    await expect(listen(w.system.socketUrl)).rejects.toThrow('401');
  });
});

describe('a socket', () => {
  test('is answered frame by frame', async () => {
    const socket = await w.socket(await w.tokenFor('ana'));

    socket.send({ action: 'resume', ref: 'a' });
    socket.send({ action: 'ping', ref: 'b' });
    socket.send({ action: 'dance', ref: 'c' });
    const [welcome, pong, error] = [
      await socket.next('welcome'),
      await socket.next('pong'),
      await socket.next('error'),
    ];

    expect(welcome.welcome.serverTime).toBe(w.now());
    expect(pong.pong).toMatchObject({ serverTime: w.now() });
    expect(error).toMatchObject({ ref: 'c', error: { code: 'REQUEST_INVALID', status: 400 } });
  });

  test('is closed with 1009 when it sends too much at once', async () => {
    const socket = await w.socket(await w.tokenFor('ben'));

    socket.send({ action: 'ping', ref: 'x'.repeat(33_000) });

    expect(await socket.closed).toBe(1009);
  });

  test('is closed when it has been idle for ten minutes', async () => {
    const [idle, lively] = [await w.socket(await w.tokenFor('ben')), await w.socket(await w.tokenFor('cleo'))];

    await w.advance(400);
    lively.send({ action: 'ping' });
    await lively.next('pong');
    await w.advance(300);
    lively.send({ action: 'ping' });
    await lively.next('pong');

    expect(await idle.closed).toBe(1001);
  });

  test('is closed after two hours at the latest', async () => {
    const socket = await w.socket(await w.tokenFor('ben'));

    for (let minutes = 0; minutes < 120; minutes += 9) {
      socket.send({ action: 'ping' });
      await socket.next('pong');
      await w.advance(9 * 60);
    }

    expect(await socket.closed).toBe(1001);
  });

  test('may be closed by the server at any time, and what is missed comes with the next one', async () => {
    const token = await w.tokenFor('ana');
    const first = await w.socket(token);
    first.send({ action: 'resume' });
    const { welcome } = await first.next('welcome');
    w.system.sockets.closeAll();
    await first.closed;
    await w.api(token).post('/v1/sessions', { force: true });

    const second = await w.socket(token);
    second.send({ action: 'resume', after: welcome.seq });

    expect(await second.next('session.opened.v1')).toMatchObject({ seq: welcome.seq + 1 });
    expect(w.defects).toEqual([]);
  });
});
