import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeAll(async () => {
  w = await world();
});
afterAll(() => w.stop());

describe('a chat', () => {
  test('is offered, accepted, talked over, ended and wrapped up by the clock', async () => {
    const token = await w.tokenFor('ana');
    const ana = w.api(token);
    const opened = await ana.post('/v1/sessions', {});
    const socket = await w.socket(token);
    socket.send({ action: 'resume' });
    await socket.next('welcome');
    await ana.put('/v1/sessions/current/presence', { status: 'ready' });

    const chat = await w
      .api()
      .post('/v1/chats', { tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' }, initialMessage: 'Hello' });
    const offer = await socket.next('offer.created.v1');
    const accepted = await ana.post(`/v1/offers/${offer.event.data.id}/acceptance`);
    const kim = w.api(chat.body.token);
    const sent = await kim.post(`/v1/chats/${chat.body.chatId}/messages`, {
      text: 'Are you there?',
      clientMessageId: 'm1',
    });
    const message = await socket.next('message.created.v1');
    const ended = await ana.post(`/v1/interactions/${chat.body.chatId}/end`);
    await w.advance(31);
    const closed = await ana.get(`/v1/interactions/${chat.body.chatId}`);

    expect([opened.status, chat.status, accepted.status, sent.status, ended.status]).toEqual([201, 201, 200, 201, 200]);
    expect(message.event.data).toMatchObject({ interactionId: chat.body.chatId });
    expect(ended.body).toMatchObject({ status: 'ended' });
    expect(closed.body).toMatchObject({ status: 'closed' });
    expect(w.defects).toEqual([]);
  });
});
