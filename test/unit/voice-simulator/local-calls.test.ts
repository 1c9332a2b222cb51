import { describe, expect, it } from 'vitest';
import { localCalls } from '#local/sma/local-calls.ts';
import { CALLER, hangup, join, meetingWith, NUMBER, play, type Script, stand } from './stand.ts';

function local(script: Script = {}) {
  const made = stand(script);
  const page = localCalls(made.sma);
  async function request(method: string, path: string, body?: unknown) {
    const reply = await page({
      method,
      path,
      requestId: 'req_1',
      body: body === undefined ? '' : JSON.stringify(body),
    });
    return { status: reply?.status, body: reply && JSON.parse(String(reply.body)) };
  }
  return { ...made, request };
}

describe('a simulated call', () => {
  it('says what the caller hears, takes digits, and is hung up', async () => {
    const { request, pass } = local({
      NEW_INBOUND_CALL: [play('music.wav', { Repeat: 100, PlaybackTerminators: ['1'] })],
      ACTION_SUCCESSFUL: [play('menu.wav')],
    });

    const called = await request('POST', '/local/calls', { to: NUMBER, from: CALLER });
    const path = `/local/calls/${called.body.id}`;
    await pass(1);
    const music = await request('GET', path);
    await request('POST', `${path}/digits`, { digits: '1' });
    await pass(1);
    const menu = await request('GET', path);
    const over = await request('POST', `${path}/hangup`);

    expect(called).toMatchObject({ status: 201, body: { state: 'ringing', hears: ['tone:ringback'] } });
    expect(music.body).toMatchObject({ state: 'connected', hears: ['prompt:music.wav'], direction: 'inbound' });
    expect(menu.body.hears).toEqual(['prompt:menu.wav']);
    expect(over.body).toMatchObject({ state: 'disconnected', hears: ['silence'], cause: 0 });
    expect(over.body.timeline.map((entry: { hears: string[] }) => entry.hears)).toEqual([
      ...[['prompt:music.wav'], ['prompt:menu.wav'], ['silence']],
    ]);
  });

  it('is listed with the telephones that are called', async () => {
    const { request, sma, pass } = local();
    await request('POST', '/local/calls', { to: NUMBER, from: CALLER });
    sma.createCall({ applicationId: 'sma-local', from: NUMBER, to: '+14255550111' });
    await pass(1);

    const { body } = await request('GET', '/local/calls');

    expect(body.items.map((leg: { direction: string; to: string }) => [leg.direction, leg.to])).toEqual([
      ['inbound', NUMBER],
      ['outbound', '+14255550111'],
    ]);
  });

  it.each([
    ['POST', '/local/calls', { to: '+19995550100', from: CALLER }, 400, 'to'],
    ['POST', '/local/calls', { to: 'sales', from: CALLER }, 400, 'to'],
    ['POST', '/local/calls', { to: NUMBER }, 400, 'from'],
    ['PUT', '/local/phones/%2B14255550111', { behavior: 'sings' }, 400, 'behavior'],
    ['PUT', '/local/phones/sales', { behavior: 'busy' }, 400, 'number'],
    ['POST', '/local/clients', { meetingId: 'none', joinToken: 'none' }, 400, 'joinToken'],
  ])('%s %s with %j is refused', async (method, path, body, status, wrong) => {
    const { request } = local();

    const reply = await request(method, path, body);

    expect(reply.status).toBe(status);
    expect(reply.body.issues.map((issue: { path: string }) => issue.path)).toEqual([wrong]);
  });

  it.each([
    ['GET', '/local/calls/none'],
    ['POST', '/local/calls/none/hangup'],
    ['GET', '/local/clients/none'],
  ])('%s %s finds nothing', async (method, path) => {
    const { request } = local();

    expect((await request(method, path)).status).toBe(404);
  });

  it('leaves other paths to others', async () => {
    const { request } = local();

    expect(await request('GET', '/local/mails')).toEqual({ status: undefined, body: undefined });
    expect(await request('DELETE', '/local/calls')).toEqual({ status: undefined, body: undefined });
  });
});

describe('a simulated telephone', () => {
  it('behaves as it was told when it is called', async () => {
    const { request, sma, pass, last } = local();
    await request('PUT', '/local/phones/%2B14255550111', { behavior: 'busy' });
    sma.createCall({ applicationId: 'sma-local', from: NUMBER, to: '+14255550111' });

    await pass(1);
    const { body } = await request('GET', '/local/phones/%2B14255550111');

    expect(body).toEqual({ number: '+14255550111', behavior: 'busy' });
    expect(last('HANGUP').ActionData?.Parameters).toMatchObject({ SipResponseCode: 486 });
  });
});

describe('a simulated browser', () => {
  it('joins a meeting with its token, hears the caller, and leaves', async () => {
    const { request, sma, pass } = local({
      NEW_INBOUND_CALL: () => [join(room.meetingId, caller)],
      HANGUP: [hangup()],
    });
    const room = meetingWith(sma, 'caller', 'ana');
    const [caller = '', ana = ''] = room.tokens;
    const { body: phone } = await request('POST', '/local/calls', { to: NUMBER, from: CALLER });
    await pass(2);

    const joined = await request('POST', '/local/clients', { meetingId: room.meetingId, joinToken: ana });
    const heard = await request('GET', `/local/calls/${phone.id}`);
    await request('DELETE', `/local/clients/${joined.body.id}`);
    const alone = await request('GET', `/local/calls/${phone.id}`);

    expect(joined).toMatchObject({ status: 201, body: { hears: ['attendee:caller'] } });
    expect(heard.body.hears).toEqual(['attendee:ana']);
    expect(alone.body.hears).toEqual(['silence']);
  });
});
