import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallStory, callStory, MUSIC, NOTHING_LEFT } from '#test/support/call-story.ts';

/*
 * What agents do with calls, and what everybody hears of it.
 */

const OUTSIDE = { kind: 'phone', number: '+14155550142' } as const;

let story: CallStory;
beforeEach(async () => {
  story = await callStory();
});
afterEach(async () => {
  expect(story.w.defects).toEqual([]);
  await story.w.stop();
});

it('an agent who mutes himself is heard by nobody until he unmutes', async () => {
  const { ana, customer, id } = await story.talking();

  await ana.does('put', id, 'mute');
  expect(customer.hears()).toEqual(['silence']);

  await ana.does('delete', id, 'mute');
  expect(customer.hears()).toEqual([await story.voiceOf(id, 'ana')]);
});

it('digits of the agent reach the telephone of the customer, and the conversation goes on', async () => {
  const { ana, customer, id } = await story.talking();

  await ana.does('post', id, 'digits', { digits: '12#' });

  expect(customer.digits()).toBe('12#');
  expect(customer.hears()).toEqual([await story.voiceOf(id, 'ana')]);
});

describe('a parked call', () => {
  it('hears music until its agent takes it back', async () => {
    const { ana, customer, id } = await story.talking();

    await ana.does('post', id, 'park');
    expect(customer.hears()).toEqual(MUSIC);

    await ana.does('delete', id, 'park');
    await ana.joins(id);
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ana')]);
  });

  it('is picked up by another agent', async () => {
    const { ana, customer, id } = await story.talking();
    const ben = await story.agent('ben');
    await ana.does('post', id, 'park');

    await ben.does('post', id, 'pickup');
    await ben.joins(id);

    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ben')]);
    expect((await story.interaction(id)).assignments).toMatchObject([
      { agentId: 'ana', status: 'wrap-up' },
      { agentId: 'ben', status: 'active' },
    ]);
  });
});

describe('a blind transfer', () => {
  it('to an agent brings music, and then him', async () => {
    const { ana, customer, id } = await story.talking();
    const ben = await story.agent('ben');

    await ana.does('post', id, 'transfer', { target: { kind: 'agent', id: 'ben' } });
    expect(customer.hears()).toEqual(MUSIC);

    await ben.answers();
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ben')]);
  });

  it('to a queue brings music, and whoever works there', async () => {
    const { ana, customer, id } = await story.talking();
    const ben = await story.agent('ben');

    await ana.does('post', id, 'transfer', { target: { kind: 'queue', id: 'sales' } });
    expect(customer.hears()).toEqual(MUSIC);
    expect(await story.interaction(id)).toMatchObject({ queueId: 'sales' });

    await ben.answers();
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ben')]);
  });

  it('to the personal queue of an agent waits for him with music, and for nobody else', async () => {
    const { ana, customer, id } = await story.talking();
    await story.administer('users/ben', { personalQueue: true });
    const cleo = await story.agent('cleo');

    await ana.does('post', id, 'transfer', { target: { kind: 'personal-queue', id: 'ben' } });
    expect(customer.hears()).toEqual(MUSIC);
    expect(await cleo.offers()).toEqual([]);

    const ben = await story.agent('ben');
    await ben.answers();
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ben')]);
  });

  it('to a telephone brings music while it rings, and then the two together without the agent', async () => {
    const { ana, customer, id } = await story.talking();

    await ana.does('post', id, 'transfer', { target: OUTSIDE });
    await story.w.advance(4);

    expect(customer.hears()).toEqual([await story.voiceOf(id, 'guest')]);
    expect(story.telephone(OUTSIDE.number).hears()).toEqual([await story.voiceOf(id, 'customer')]);
    await customer.hangUp();
    expect(story.telephone(OUTSIDE.number).state()).toBe('disconnected');
    await story.w.advance(5);
    expect(story.w.system.sma.live).toEqual(NOTHING_LEFT);
  });
});

describe('a consultation', () => {
  it('is between the agents alone, and its completion leaves the customer with the second one', async () => {
    const { ana, customer, id } = await story.talking();
    const ben = await story.agent('ben');

    await ana.does('post', id, 'consult', { target: { kind: 'agent', id: 'ben' } });
    await ben.joins(id);
    expect(customer.hears()).toEqual(MUSIC);

    await ana.does('post', id, 'consult/completion');
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ben')]);
  });

  it('with somebody outside is cancelled: he is let go, and the customer is back with the agent', async () => {
    const { ana, customer, id } = await story.talking();

    await ana.does('post', id, 'consult', { target: OUTSIDE });
    await story.w.advance(3);
    expect(customer.hears()).toEqual(MUSIC);
    expect(story.telephone(OUTSIDE.number).hears()).toEqual([await story.voiceOf(id, 'ana')]);

    await ana.does('delete', id, 'consult');
    expect(customer.hears()).toEqual([await story.voiceOf(id, 'ana')]);
    expect(story.telephone(OUTSIDE.number).state()).toBe('disconnected');
  });
});

it('in a conference everybody hears everybody, and who leaves it is heard no more', async () => {
  const { ana, customer, id } = await story.talking();

  await ana.does('post', id, 'conference', { target: OUTSIDE });
  await story.w.advance(3);
  const [agent, guest] = [await story.voiceOf(id, 'ana'), await story.voiceOf(id, 'guest')];
  expect(customer.hears()).toEqual([agent, guest].sort());
  expect(story.telephone(OUTSIDE.number).hears()).toEqual([agent, await story.voiceOf(id, 'customer')].sort());

  await story.telephone(OUTSIDE.number).hangUp();
  expect(customer.hears()).toEqual([agent]);
});

it('an agent who ends the call takes everybody down', async () => {
  const { ana, customer, id } = await story.talking();
  await ana.does('post', id, 'conference', { target: OUTSIDE });
  await story.w.advance(3);

  await ana.does('post', id, 'end');
  await story.w.advance(3);

  expect([customer.state(), story.telephone(OUTSIDE.number).state()]).toEqual(['disconnected', 'disconnected']);
  expect(await story.interaction(id)).toMatchObject({ endedBy: 'agent' });
  expect(story.w.system.sma.live).toEqual(NOTHING_LEFT);
});
