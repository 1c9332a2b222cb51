import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, type CallStory, callStory, HOTLINE, MUSIC, NOTHING_LEFT } from '#test/support/call-story.ts';

/*
 * Rooms into which people are called: without a customer, or with the one who is on the line. Everybody says what he
 * hears.
 */

const KIM = '+14155550142';
const LEE = '+14155550143';
const BUSY = '+14155550144';
const phone = (number: string) => ({ target: { kind: 'phone', number } });

let story: CallStory;
let ana: Agent;
beforeEach(async () => {
  story = await callStory();
  await story.administer('campaigns/inbound', { callerNumber: HOTLINE });
  story.w.system.sma.phones.set(BUSY, { behavior: 'busy' });
  ana = await story.agent('ana');
});
afterEach(async () => {
  expect(story.w.defects).toEqual([]);
  await story.w.stop();
});

/** A room of Ana's, into which she has not come yet. */
async function room(wanted: object = {}): Promise<string> {
  const { body, status } = await ana.api.post('/v1/interactions', {
    ...{ channel: 'voice', campaignId: 'inbound' },
    ...wanted,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

const hears = (number: string) => story.telephone(number).hears();
const callOf = async (id: string) => (await ana.api.get(`/v1/interactions/${id}/call`)).body;

/** Nobody is left on the line, and the agent has room again once he has wrapped up. */
async function nothingIsLeft(): Promise<void> {
  await story.w.advance(5);
  expect(story.w.system.sma.live).toEqual(NOTHING_LEFT);
}

describe('a room without a call', () => {
  it('is empty, and whoever is called into it talks with its agent and with the others', async () => {
    const id = await room();
    await ana.joins(id);
    expect(await callOf(id)).toMatchObject({ to: null, status: 'live', conference: false, parties: [{}] });

    await ana.does('post', id, 'conference', phone(KIM));
    await ana.does('post', id, 'conference', phone(LEE));
    await story.w.advance(5);

    const [agent, kim, lee] = await voices(id);
    expect(hears(KIM)).toEqual([agent, lee].sort());
    expect(hears(LEE)).toEqual([agent, kim].sort());
    expect(await callOf(id)).toMatchObject({ conference: true });
    await ana.does('post', id, 'end');
    expect(await story.interaction(id)).toMatchObject({ endReason: 'agent-ended', status: 'ended' });
    await nothingIsLeft();
  });

  it('plays music to who is called in before its agent is there, and begins when he comes', async () => {
    const id = await room();

    await ana.does('post', id, 'conference', phone(KIM));
    await story.w.advance(5);
    expect(hears(KIM)).toEqual(MUSIC);

    await ana.joins(id);
    expect(hears(KIM)).toEqual([await story.voiceOf(id, 'ana')]);
    expect(await story.interaction(id)).toMatchObject({ status: 'active' });
  });

  it('gathers people, who wait with music until the conference begins', async () => {
    const id = await room({ gathering: true });
    await ana.joins(id);

    await ana.does('post', id, 'conference', phone(KIM));
    await ana.does('post', id, 'conference', phone(LEE));
    await story.w.advance(5);
    expect([hears(KIM), hears(LEE)]).toEqual([MUSIC, MUSIC]);
    expect(await callOf(id)).toMatchObject({ gathering: true, conference: true });

    await ana.does('delete', id, 'gathering');
    const [agent, kim, lee] = await voices(id);
    expect(hears(KIM)).toEqual([agent, lee].sort());
    expect(hears(LEE)).toEqual([agent, kim].sort());
    expect(await callOf(id)).toMatchObject({ gathering: false, conference: true });
  });

  it('takes colleagues in, who go on when its agent leaves', async () => {
    const id = await room();
    await ana.joins(id);
    const ben = await story.agent('ben');
    await ana.does('post', id, 'conference', { target: { kind: 'agent', id: 'ben' } });
    await ben.joins(id);
    await ana.does('post', id, 'conference', phone(KIM));
    await story.w.advance(5);

    await ana.does('delete', id, 'conference');

    expect(hears(KIM)).toEqual([await story.voiceOf(id, 'ben')]);
    expect((await story.interaction(id)).assignments).toMatchObject([
      { agentId: 'ana', status: 'wrap-up' },
      { agentId: 'ben', role: 'primary', status: 'active' },
    ]);
    await ben.does('post', id, 'end');
    await nothingIsLeft();
  });

  it('goes on without who is busy, and without who hangs up', async () => {
    const id = await room();
    await ana.joins(id);
    await ana.does('post', id, 'conference', phone(BUSY));
    await ana.does('post', id, 'conference', phone(KIM));
    await story.w.advance(5);
    expect((await callOf(id)).parties).toMatchObject([
      { party: { kind: 'agent' }, state: 'connected' },
      { endCause: 'busy', state: 'ended' },
      { party: { kind: 'guest' }, state: 'connected' },
    ]);

    await story.telephone(KIM).hangUp();

    expect(await callOf(id)).toMatchObject({ status: 'live', conference: false });
    expect(await story.interaction(id)).toMatchObject({ status: 'active' });
  });

  it('is over when its agent never comes, and whoever waited is let go', async () => {
    const id = await room();
    await ana.does('post', id, 'conference', phone(KIM));
    await story.w.advance(5);
    expect(hears(KIM)).toEqual(MUSIC);

    await story.w.advance(20);

    expect(story.telephone(KIM).state()).toBe('disconnected');
    expect(await story.interaction(id)).toMatchObject({ endReason: 'agent-lost' });
    await nothingIsLeft();
  });

  it('lets who is in it hear music while its agent has lost the connection, and him when he is back', async () => {
    const id = await room();
    await ana.joins(id);
    await ana.does('post', id, 'conference', phone(KIM));
    await story.w.advance(5);

    story.w.system.sma.meetings.deleteAttendee(...(await seatOf(id)));
    await story.w.advance(3);
    expect(hears(KIM)).toEqual(MUSIC);

    await ana.joins(id);
    expect(hears(KIM)).toEqual([await story.voiceOf(id, 'ana')]);
  });

  it('has no customer to hold, park, consult about, hand on or record', async () => {
    const id = await room();
    await ana.joins(id);

    for (const [what, body] of [
      ['hold', undefined],
      ['park', undefined],
      ['consult', phone(KIM)],
      ['transfer', phone(KIM)],
      ['recording', { action: 'start' }],
    ] as const) {
      const refused = await ana.api.post(`/v1/interactions/${id}/${what}`, body);
      expect(refused, what).toMatchObject({ status: 409, body: { code: 'INTERACTION_STATE', currentState: 'room' } });
      expect(refused.body.allowedCommands).toContain('gather');
    }
  });

  it('cannot be opened with somebody to call and a gathering at once', async () => {
    const wanted = { channel: 'voice', campaignId: 'inbound', to: KIM, gathering: true };

    expect(await ana.api.post('/v1/interactions', wanted)).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID', issues: [{ path: 'gathering' }] },
    });
  });

  it('calls no premium number, and leaves the room as it was', async () => {
    const id = await room();
    await ana.joins(id);

    const refused = await ana.api.post(`/v1/interactions/${id}/conference`, phone('+19005550123'));

    expect(refused).toMatchObject({ status: 422, body: { code: 'NUMBER_NOT_ALLOWED' } });
    expect((await callOf(id)).parties).toHaveLength(1);
  });
});

describe('a room from a call', () => {
  it('lets the customer wait while others are called in, and begins when the agent enters', async () => {
    const customer = await story.calls();
    const id = await ana.answers();

    await ana.does('post', id, 'gathering');
    expect(customer.hears()).toEqual(MUSIC);
    await ana.does('post', id, 'conference', phone(KIM));
    await story.w.advance(5);
    expect([customer.hears(), hears(KIM)]).toEqual([MUSIC, MUSIC]);

    await ana.does('delete', id, 'gathering');
    const agent = await story.voiceOf(id, 'ana');
    expect(customer.hears()).toEqual([agent, await story.voiceOf(id, 'guest')].sort());
    expect(hears(KIM)).toEqual([agent, await story.voiceOf(id, 'customer')].sort());

    await customer.hangUp();
    await nothingIsLeft();
  });

  it('accepts only what fits while people gather', async () => {
    await story.calls();
    const id = await ana.answers();
    await ana.does('post', id, 'gathering');

    expect(await ana.api.post(`/v1/interactions/${id}/park`)).toMatchObject({
      status: 409,
      body: { currentState: 'gathering', allowedCommands: expect.arrayContaining(['beginConference']) },
    });
    expect(await ana.api.post(`/v1/interactions/${id}/gathering`)).toMatchObject({ status: 409 });
  });

  it('waits in the queue again, without those who were called in, when its agent is lost', async () => {
    const customer = await story.calls();
    const id = await ana.answers();
    await ana.does('post', id, 'gathering');
    await ana.does('post', id, 'conference', phone(KIM));
    await story.w.advance(5);

    story.w.system.sma.meetings.deleteAttendee(...(await seatOf(id)));
    await story.w.advance(20);

    expect(customer.hears()).toEqual(MUSIC);
    expect(story.telephone(KIM).state()).toBe('disconnected');
    expect(await callOf(id)).toMatchObject({ gathering: false });
  });
});

/** How others hear the agent, and the two who were called in. */
async function voices(id: string): Promise<[agent: string, kim: string, lee: string]> {
  const { parties } = await callOf(id);
  const voice = (at: number) => `attendee:${parties[at].legId}`;
  return [voice(0), voice(1), voice(2)];
}

/** The meeting of a call, and the place of its agent there. */
async function seatOf(id: string): Promise<[meetingId: string, attendeeId: string]> {
  const { meeting, attendee } = (await ana.api.get(`/v1/interactions/${id}/media`)).body;
  return [meeting.MeetingId, attendee.AttendeeId];
}
