import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallStory, callStory, HOTLINE, MUSIC, NOTHING_LEFT } from '#test/support/call-story.ts';

/*
 * How a call finds its agent, and what the customer hears meanwhile.
 */

let story: CallStory;
beforeEach(async () => {
  story = await callStory();
});
afterEach(async () => {
  expect(story.w.defects).toEqual([]);
  await story.w.stop();
});

describe('a customer who calls', () => {
  it('hears music until the agent who accepts is in the room, and then him', async () => {
    const ana = await story.agent('ana');
    const customer = await story.calls();
    const [offer] = await ana.offers();

    const accepted = await ana.api.post(`/v1/offers/${offer.id}/acceptance`);
    await story.w.advance(2);
    expect(customer.hears()).toEqual(MUSIC);
    expect(accepted.body.status).toBe('connecting');

    await ana.joins(accepted.body.id);
    expect(customer.hears()).toEqual([await story.voiceOf(accepted.body.id, 'ana')]);
    expect(await story.interaction(accepted.body.id)).toMatchObject({ status: 'active' });
  });

  it('goes to the next agent when the first one rejects him, with music all the way', async () => {
    const ana = await story.agent('ana');
    const customer = await story.calls();
    const ben = await story.agent('ben');
    const [offer] = await ana.offers();

    await ana.api.post(`/v1/offers/${offer.id}/rejection`, {});
    await story.w.advance(1);

    expect(customer.hears()).toEqual(MUSIC);
    expect(await ana.offers()).toEqual([]);
    const id = await ben.answers();
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ben')]);
  });

  it('goes to the next agent when the first one lets it ring too long', async () => {
    const ana = await story.agent('ana');
    const customer = await story.calls();
    const ben = await story.agent('ben');
    expect(await ana.offers()).toHaveLength(1);

    await story.w.advance(21);

    expect(await ana.offers()).toEqual([]);
    expect(await ben.offers()).toHaveLength(1);
    expect(customer.hears()).toEqual(MUSIC);
  });

  it('is connected without a click where offers are answered automatically, after the tone', async () => {
    await story.administer('campaigns/inbound', { offerMode: 'auto-answer', alertSeconds: 3 });
    const ana = await story.agent('ana');
    const customer = await story.calls();
    const [offer] = await ana.offers();
    expect(offer).toMatchObject({ autoAnswerAt: expect.any(String) });

    await story.w.advance(1);
    expect(customer.hears()).toEqual(MUSIC);
    await story.w.advance(2);
    const { body } = await ana.api.get('/v1/interactions');
    await ana.joins(body.items[0].id);

    expect(customer.hears()).toEqual([await story.voiceOf(body.items[0].id, 'ana')]);
  });

  it('and hangs up while he waits leaves nothing behind', async () => {
    const customer = await story.calls();
    await story.w.advance(30);

    await customer.hangUp();

    expect(story.w.system.sma.live).toEqual(NOTHING_LEFT);
    const ana = await story.agent('ana');
    expect(await ana.offers()).toEqual([]);
  });

  it('and hangs up while it rings takes the offer along, and nobody is blamed', async () => {
    const ana = await story.agent('ana');
    const customer = await story.calls();
    const [offer] = await ana.offers();
    await story.w.advance(8);

    await customer.hangUp();

    expect(await ana.offers()).toEqual([]);
    expect(await story.interaction(offer.interactionId)).toMatchObject({ endReason: 'abandoned-while-offered' });
    expect((await ana.api.get('/v1/sessions/current')).body).toMatchObject({ state: 'ready' });
    expect(story.w.system.sma.live).toEqual(NOTHING_LEFT);
  });
});

describe('an agent who loses the connection', () => {
  it('is waited for with music, and talks on when he comes back', async () => {
    const { ana, customer, id } = await story.talking();
    const { meetings } = story.w.system.sma;
    const voice = await story.voiceOf(id, 'ana');
    const [room = ''] = meetings.live;
    const seat = meetings.attendees(room).find(one => `attendee:${one.ExternalUserId}` === voice);

    meetings.deleteAttendee(room, String(seat?.AttendeeId));
    await story.w.advance(2);
    expect(customer.hears()).toEqual(MUSIC);

    await ana.joins(id);
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ana')]);
  });

  it('and does not come back loses the customer to the queue, in front of it', async () => {
    const { customer, id } = await story.talking();
    const ben = await story.agent('ben');
    const { meetings } = story.w.system.sma;
    const voice = await story.voiceOf(id, 'ana');
    const [room = ''] = meetings.live;
    const seat = meetings.attendees(room).find(one => `attendee:${one.ExternalUserId}` === voice);

    meetings.deleteAttendee(room, String(seat?.AttendeeId));
    await story.w.advance(17);
    expect(customer.hears()).toEqual(MUSIC);

    await ben.answers();
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ben')]);
  });
});

it('two tenants are called at once, and nobody hears anybody of the other', async () => {
  const ada = await story.w.tenant('acme').as('ada');
  const number = { id: 'hotline', name: 'Hotline', number: '+15550200', queueId: 'support' };
  expect((await ada.post('/v1/admin/phone-numbers', number)).status).toBe(201);
  const ofDemo = await story.agent('ana');
  const ofAcme = await story.agent('ana', 'acme');
  const one = await story.calls('+14255550101', HOTLINE);
  const other = await story.calls('+14255550102', '+15550200');

  const id = await ofDemo.answers();
  const otherId = await ofAcme.answers();

  expect(id).not.toBe(otherId);
  expect(one.hears()).toEqual([await story.voiceOf(id, 'ana')]);
  expect(other.hears()).toHaveLength(1);
  expect(other.hears()).not.toEqual(one.hears());
  expect((await ofAcme.api.get(`/v1/interactions/${id}/media`)).status).toBe(404);
  await one.hangUp();
  expect(other.hears()).toHaveLength(1);
});
