import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Caller, type World, world } from '#test/support/world.ts';

/*
 * A customer calls, over the real ports: the functions answer the events of a simulated telephone service, and the
 * clients of the SDK command it. What he hears at each moment is what the simulator plays to him.
 */

const CUSTOMER = '+14255550199';
/** It leads straight into the queue. */
const HOTLINE = '+15550101';
const MUSIC = ['prompt:sounds/music.wav'];

let w: World;
let ana: Caller;
beforeEach(async () => {
  w = await world({ startsAt: '2026-11-25T10:00:00.000Z', sweepEverySeconds: 3600 });
  ana = await w.tenant('demo').as('ana');
});
afterEach(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

async function customerCalls() {
  const { sma } = w.system;
  const id = sma.call({ from: CUSTOMER, to: HOTLINE });
  await w.advance(1);
  return {
    id,
    hears: () => sma.hears(id),
    state: () => sma.leg(id).state,
    hangUp: async () => {
      sma.hangUp(id);
      await w.advance(1);
    },
  };
}

async function anaIsReady(): Promise<void> {
  await ana.post('/v1/sessions', {});
  await ana.put('/v1/sessions/current/presence', { status: 'ready' });
  await w.advance(1);
}

/** Ana takes the call that she is offered, with her browser. */
async function anaAnswers(): Promise<string> {
  const { body } = await ana.get('/v1/offers');
  const accepted = await ana.post(`/v1/offers/${body.items[0]?.id}/acceptance`);
  expect(accepted.status).toBeLessThan(300);
  await ana.get(`/v1/interactions/${accepted.body.id}/media`);
  await w.advance(3);
  return accepted.body.id;
}

it('waits with music, talks to the agent, is put on hold and back, and hears nothing after the end', async () => {
  const customer = await customerCalls();
  expect(customer.hears()).toEqual(MUSIC);

  await anaIsReady();
  const id = await anaAnswers();
  const legOfAna = await legOf(id, 'ana');
  expect(customer.hears()).toEqual([`attendee:${legOfAna}`]);
  expect((await ana.get(`/v1/interactions/${id}`)).body.status).toBe('active');

  await ana.post(`/v1/interactions/${id}/hold`);
  await w.advance(3);
  expect(customer.hears()).toEqual(MUSIC);

  await ana.delete(`/v1/interactions/${id}/hold`);
  await w.advance(3);
  expect(customer.hears()).toEqual([`attendee:${legOfAna}`]);

  await ana.post(`/v1/interactions/${id}/end`);
  await w.advance(3);
  expect(customer.state()).toBe('disconnected');
  expect(w.system.sma.live).toEqual({ transactions: 0, legs: 0, meetings: 0 });
});

it('hangs up, and nothing stays connected', async () => {
  const customer = await customerCalls();
  await anaIsReady();
  const id = await anaAnswers();

  await customer.hangUp();
  await w.advance(3);

  expect((await ana.get(`/v1/interactions/${id}`)).body.status).not.toBe('active');
  expect(w.system.sma.live).toEqual({ transactions: 0, legs: 0, meetings: 0 });
});

it('hears music for as long as nobody comes, however long that is', async () => {
  const customer = await customerCalls();

  await w.advance(1800);

  expect(customer.hears()).toEqual(MUSIC);
});

it('is turned away at a number that leads nowhere', async () => {
  const id = w.system.sma.call({ from: CUSTOMER, to: '+15550999' });
  await w.advance(2);

  expect(w.system.sma.leg(id)).toMatchObject({ state: 'disconnected', answered: false, cause: 480 });
});

async function legOf(interactionId: string, agentId: string): Promise<string> {
  const { body } = await ana.get(`/v1/interactions/${interactionId}/call`);
  return body.parties.find((one: { party: { agentId?: string } }) => one.party.agentId === agentId)?.legId;
}
