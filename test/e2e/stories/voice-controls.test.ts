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

describe('the wrap-up of a call weighs what its queue says', () => {
  beforeEach(() => story.administer('queues/support', { wrapUpWeights: { voice: 35 } }));
  const ben = { target: { kind: 'agent', id: 'ben' } };

  it.each([
    ['was asked for advice and has the call now', 'consult', ['post', 'consult/completion'], ben],
    ['was called into the conversation', 'conference', ['delete', 'conference'], ben],
    ['has picked the call up', 'park', ['post', 'pickup'], undefined],
  ] as const)('for who %s', async (_, begins, [method, goesOn], body) => {
    const { ana, customer, id } = await story.talking();
    const colleague = await story.agent('ben');

    await ana.does('post', id, begins, body);
    if (begins === 'park') await colleague.does(method, id, goesOn);
    await colleague.joins(id);
    if (begins !== 'park') await ana.does(method, id, goesOn);
    await customer.hangUp();

    for (const agent of [ana, colleague]) {
      const { work } = (await agent.api.get('/v1/sessions/current')).body;
      expect(work).toMatchObject([{ interactionId: id, state: 'wrap-up', cost: 35 }]);
    }
  });

  it('for who has called the customer', async () => {
    await story.administer('campaigns/inbound', { callerNumber: '+15550101' });
    await story.administer('queues/sales', { wrapUpWeights: { voice: 35 } });
    const ana = await story.agent('ana');
    const { body } = await ana.api.post('/v1/interactions', {
      ...{ channel: 'voice', campaignId: 'inbound', to: OUTSIDE.number, customer: { name: 'Kim Lee' } },
    });
    await ana.joins(body.id);
    await story.w.advance(5);

    await ana.does('post', body.id, 'end');

    expect((await ana.api.get('/v1/sessions/current')).body.work).toMatchObject([{ state: 'wrap-up', cost: 35 }]);
  });
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
