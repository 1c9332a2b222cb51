import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spokenKey } from '#shared/adapters/voice/chime/sound-files.ts';
import { administer, caughtUp, establish, signIn } from '../../support/journeys.ts';
import { type Caller, type Listener, type World, world } from '../../support/world.ts';

/*
 * Customers call a number that begins a call flow, over the real ports: what each hears is what the simulated telephone
 * service plays to him. Monday is a working day from nine to five.
 */

const CUSTOMER = '+14255550199';
const IMPORTANT = '+14255550177';
const NUMBER = '+15550120';
const OUTSIDE = '+14255550142';
const MUSIC = ['prompt:sounds/music.wav'];
const RINGBACK = ['prompt:sounds/ringback.wav'];

const say = (text: string) => [{ kind: 'speech' as const, text }];
const told = (text: string, language = 'en-US') => [`prompt:${spokenKey({ text, language })}`];
const asked = (text: string) => [`speech:"${text}"`];

const END = { end: { kind: 'hang-up' } };
const queue = (more: object = {}) => ({ kind: 'queue', queueId: 'support', closed: 'end', ...more });

let w: World;
let sue: Caller;
let dashboard: Listener;
/** The system from an instant on, with a supervisor who sees what happens in the queues. */
const opens = (startsAt: string) => async () => {
  w = await world({ startsAt, sweepEverySeconds: 3600 });
  sue = await w.tenant('demo').as('sue');
  dashboard = await w.socket(await w.tokenFor('sue'));
  dashboard.send({ action: 'resume' });
  await dashboard.next('welcome');
  dashboard.send({ action: 'subscribe', topics: ['queue:support', 'queue:sales'] });
  await dashboard.next('subscribed');
  await establish(w, 'business-hours', {
    id: 'office',
    name: 'Office',
    timeZone: 'UTC',
    week: { monday: [{ from: '09:00', to: '17:00' }] },
  });
};
afterEach(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

/** The number begins a flow of these steps, the first of which is its start. */
async function flowOf(steps: Readonly<Record<string, object>>, id = 'entry'): Promise<void> {
  await establish(w, 'flows', { id, name: id, start: Object.keys(steps)[0], steps });
  if (id === 'entry') await establish(w, 'phone-numbers', { id: 'entry', name: 'Entry', number: NUMBER, flowId: id });
}

// biome-ignore lint/suspicious/noExplicitAny: a story reads whatever the contract says is there
type Facts = any;

interface OnThePhone {
  hears(): readonly string[];
  press(digits: string): Promise<void>;
  /** Talks for so long. */
  talks(seconds: number): Promise<void>;
  hangUp(): Promise<void>;
  /** What became of his telephone. */
  leg(): ReturnType<World['system']['sma']['leg']>;
  /** The interaction of his call, as a supervisor sees it. */
  interaction(): Promise<Facts>;
}

async function calls(from = CUSTOMER): Promise<OnThePhone> {
  const { sma } = w.system;
  const seen = (await news('interaction.created.v1')).length;
  const leg = sma.call({ from, to: NUMBER });
  await w.advance(1);
  const [created] = (await news('interaction.created.v1')).slice(seen);
  return {
    hears: () => sma.hears(leg),
    leg: () => sma.leg(leg),
    press: async digits => {
      sma.press(leg, digits);
      await w.advance(1);
    },
    talks: async seconds => {
      sma.talk(leg, seconds);
      await w.advance(seconds);
    },
    hangUp: async () => {
      sma.hangUp(leg);
      await w.advance(1);
    },
    interaction: async () => (await sue.get(`/v1/interactions/${created.interactionId}`)).body,
  };
}

/** What the queues' dashboards were told of one kind so far. */
async function news(type: string): Promise<Facts[]> {
  const frames = await caughtUp(w, dashboard);
  const events = frames.flatMap(frame => (frame.event?.type === type ? [frame.event] : []));
  return [...new Map(events.map(event => [event.id, event.data])).values()];
}

/** Those of the queue support. */
async function figures(): Promise<Facts> {
  await w.settled();
  return (await sue.get('/v1/queues')).body.items.find((one: Facts) => one.queueId === 'support');
}

const nobodyIsLeft = () => expect(w.system.sma.live).toEqual({ transactions: 0, legs: 0, meetings: 0 });

const AFTER_HOURS = {
  opening: { kind: 'hours', hoursId: 'office', open: 'help', closed: 'mailbox' },
  help: queue({ closed: 'mailbox' }),
  mailbox: { kind: 'voicemail', prompts: say('Please leave a message.'), queueId: 'support', next: 'thanks' },
  thanks: { kind: 'say', prompts: say('Thank you for your message.'), next: 'end' },
  ...END,
};

describe('who calls in office hours', () => {
  beforeEach(opens('2026-11-23T12:00:00.000Z'));

  it('hears the greeting, then the music of the queue, and talks to who comes to work', async () => {
    await flowOf({
      greeting: { kind: 'say', prompts: say('Welcome to Tandem, the contact centre.'), next: 'help' },
      help: queue(),
      ...END,
    });
    const kim = await calls();

    expect(kim.hears()).toEqual(told('Welcome to Tandem, the contact centre.'));
    expect(await kim.interaction()).toMatchObject({ status: 'created', queueId: 'support', endedAt: null });
    await w.advance(3);
    expect(kim.hears()).toEqual(MUSIC);
    expect(await kim.interaction()).toMatchObject({ status: 'queued' });

    const ana = await signIn(w, 'ana');
    await w.advance(1);
    const { body } = await ana.accept();
    await ana.get(`/v1/interactions/${body.id}/media`);
    await w.advance(3);
    expect(kim.hears()).toEqual([expect.stringMatching(/^attendee:leg_/)]);
    await ana.post(`/v1/interactions/${body.id}/end`);
    await w.advance(3);
    nobodyIsLeft();
  });

  it('chooses by a key; the agent sees what was entered, and the call is as urgent as the flow says', async () => {
    await flowOf({
      menu: {
        kind: 'menu',
        prompts: say('For an order press one.'),
        failure: say('That is no choice.'),
        choices: { 1: 'number' },
        otherwise: 'end',
      },
      number: {
        kind: 'input',
        prompts: say('Your number, please.'),
        value: 'orderNumber',
        next: 'urgent',
        otherwise: 'end',
      },
      urgent: { kind: 'priority', class: 2, priority: 10, next: 'orders' },
      orders: queue({ queueId: 'sales' }),
      ...END,
    });
    const kim = await calls();

    expect(kim.hears()).toEqual(asked('For an order press one.'));
    await w.advance(3);
    await kim.press('1');
    expect(kim.hears()).toEqual(asked('Your number, please.'));
    await w.advance(3);
    await kim.press('4711#');

    expect(kim.hears()).toEqual(MUSIC);
    expect(await kim.interaction()).toMatchObject({
      ...{ status: 'queued', queueId: 'sales', class: 2, priority: 10 },
      profile: { orderNumber: '4711', calledNumber: NUMBER },
    });
  });

  it('hears the rest in the language that was chosen', async () => {
    await flowOf({
      german: { kind: 'language', language: 'de-DE', next: 'greeting' },
      greeting: { kind: 'say', prompts: say('Guten Tag, Sie sprechen mit Tandem.'), next: 'end' },
      ...END,
    });
    const kim = await calls();

    expect(kim.hears()).toEqual(told('Guten Tag, Sie sprechen mit Tandem.', 'de-DE'));
    await w.advance(5);
    expect(kim.leg().state).toBe('disconnected');
    expect(await kim.interaction()).toMatchObject({ status: 'closed', endedBy: 'system', endReason: 'flow-ended' });
    nobodyIsLeft();
  });

  it('comes first when the number that calls is an important one', async () => {
    await flowOf({
      who: { kind: 'caller', numbers: { [IMPORTANT]: 'urgent' }, otherwise: 'help' },
      urgent: { kind: 'priority', class: 0, next: 'help' },
      help: queue(),
      ...END,
    });
    await calls();
    await calls(IMPORTANT);

    const ana = await signIn(w, 'ana');
    await w.advance(1);

    expect(await ana.offers()).toMatchObject([{ customer: { phone: IMPORTANT } }]);
  });

  it('takes the way of strangers and is not asked for a callback when the number is hidden', async () => {
    await flowOf({
      who: { kind: 'caller', numbers: { '+1': 'callback' }, otherwise: 'greeting' },
      greeting: { kind: 'say', prompts: say('Good day, whoever you are.'), next: 'callback' },
      callback: {
        kind: 'callback-offer',
        prompts: say('One to be called back.'),
        queueId: 'support',
        declined: 'help',
      },
      help: queue(),
      ...END,
    });

    const stranger = await calls('anonymous');

    expect(stranger.hears()).toEqual(told('Good day, whoever you are.'));
    await w.advance(4);
    expect(stranger.hears()).toEqual(MUSIC);
    expect(await stranger.interaction()).toMatchObject({ status: 'queued', customer: { phone: null } });
    const ana = await signIn(w, 'ana');
    await w.advance(1);
    const [offer] = await ana.offers();
    expect(offer).toMatchObject({ customer: { phone: null }, profile: { calledNumber: NUMBER } });
    const { body } = await ana.accept();
    await ana.get(`/v1/interactions/${body.id}/media`);
    await w.advance(3);
    expect(stranger.hears()).toEqual([expect.stringMatching(/^attendee:leg_/)]);
    await stranger.hangUp();
    await w.advance(3);
    nobodyIsLeft();
  });

  it('comes to a queue that nobody serves, or where too many wait, and hears what the flow says then', async () => {
    await flowOf({
      help: queue({ full: 'crowd', unstaffed: 'nobody' }),
      crowd: { kind: 'hang-up', prompts: say('Too many are waiting. Please call later.'), cause: 'busy' },
      nobody: { kind: 'say', prompts: say('Nobody is here at the moment, I am sorry.'), next: 'end' },
      ...END,
    });
    await administer(w, 'queues/support', { thresholds: { maxWaiting: 1 } });

    const early = await calls();
    expect(early.hears()).toEqual(told('Nobody is here at the moment, I am sorry.'));
    await early.hangUp();

    const ana = await signIn(w, 'ana');
    await ana.put('/v1/sessions/current/presence', { status: 'not-ready', reasonId: 'lunch' });
    await w.advance(1);
    const first = await calls();
    expect(first.hears()).toEqual(MUSIC);
    const second = await calls(IMPORTANT);
    expect(second.hears()).toEqual(told('Too many are waiting. Please call later.'));
    await w.advance(5);
    expect(second.leg()).toMatchObject({ state: 'disconnected' });
    expect(await second.interaction()).toMatchObject({ status: 'closed', endReason: 'flow-ended' });
    expect((await figures()).today).toMatchObject({ offered: 1 });

    await first.hangUp();
    nobodyIsLeft();
  });

  describe('and waits when the last agent of the queue leaves', () => {
    const SORRY = 'Nobody is here any more, I am sorry.';
    const QUEUES = '/v1/sessions/current/queues';
    const sorry = { nobody: { kind: 'say', prompts: say(SORRY), next: 'end' }, ...END };
    const atLunch = async () => {
      await flowOf({ help: queue({ unstaffed: 'nobody' }), ...sorry });
      const ana = await signIn(w, 'ana');
      await ana.notReady('lunch');
      await w.advance(1);
      return ana;
    };

    it('goes where the flow says, as everybody else who waits there', async () => {
      const ana = await atLunch();
      const [kim, lee] = [await calls(), await calls(IMPORTANT)];
      const heard = [kim.hears(), lee.hears()];

      await ana.delete('/v1/sessions/current');
      await w.advance(1);

      expect(heard).toEqual([MUSIC, MUSIC]);
      expect([kim.hears(), lee.hears()]).toEqual([told(SORRY), told(SORRY)]);
      await w.advance(6);
      expect(await kim.interaction()).toMatchObject({ status: 'closed', endReason: 'flow-ended' });
      expect((await figures()).today).toMatchObject({ offered: 0, abandoned: 0 });
      nobodyIsLeft();
    });

    it('as well when he comes in the moment in which the agent leaves', async () => {
      const ana = await atLunch();

      const [kim] = await Promise.all([calls(), ana.delete('/v1/sessions/current')]);
      await w.advance(1);

      expect(kim.hears()).toEqual(told(SORRY));
    });

    it('as well when the agent stays and only logs out of the queue', async () => {
      const ana = await atLunch();
      const kim = await calls();

      await ana.put(QUEUES, { queueIds: ['sales'] });
      await w.advance(1);

      expect(kim.hears()).toEqual(told(SORRY));
    });

    it('as well when it rings at the agent who leaves', async () => {
      await flowOf({ help: queue({ unstaffed: 'nobody' }), ...sorry });
      const ana = await signIn(w, 'ana');
      await w.advance(1);
      const kim = await calls();
      const offers = await ana.offers();

      await ana.delete('/v1/sessions/current');
      await w.advance(1);

      expect(offers).toHaveLength(1);
      expect(kim.hears()).toEqual(told(SORRY));
    });

    it('goes on waiting while another agent of the queue is there, though he takes no calls', async () => {
      const ana = await atLunch();
      const ben = await signIn(w, 'ben', { ready: false });
      const kim = await calls();

      await ana.delete('/v1/sessions/current');
      await w.advance(5);
      const stays = kim.hears();
      await ben.delete('/v1/sessions/current');
      await w.advance(1);

      expect(stays).toEqual(MUSIC);
      expect(kim.hears()).toEqual(told(SORRY));
    });

    it('goes on waiting for an agent who was cut off, until his grace is over', async () => {
      await administer(w, 'routing-settings', { graceSeconds: 20 });
      const ana = await atLunch();
      const kim = await calls();

      await ana.socket.close();
      await w.advance(12);
      const status = (await ana.session()).status;
      const stays = kim.hears();
      await w.advance(20);

      expect([status, stays]).toEqual(['grace', MUSIC]);
      expect(kim.hears()).toEqual(told(SORRY));
    });

    it('goes on waiting where the flow says nothing of it', async () => {
      await flowOf({ help: queue(), ...END });
      const ana = await signIn(w, 'ana');
      await ana.notReady('lunch');
      await w.advance(1);
      const kim = await calls();

      await ana.delete('/v1/sessions/current');
      await w.advance(10);

      expect(kim.hears()).toEqual(MUSIC);
    });
  });

  it('waits in the queue that the agent hands him to, with music alone: the flow is over', async () => {
    await flowOf({
      help: queue({
        announcements: { everySeconds: 15, prompts: say('We are sorry to keep you waiting.') },
        overflow: { afterSeconds: 20, next: 'end' },
      }),
      ...END,
    });
    const kim = await calls();
    const ana = await signIn(w, 'ana');
    await w.advance(1);
    const { body } = await ana.accept();
    await ana.get(`/v1/interactions/${body.id}/media`);
    await w.advance(3);

    await ana.post(`/v1/interactions/${body.id}/transfer`, { target: { kind: 'queue', id: 'sales' } });
    await w.advance(2);

    expect(await kim.interaction()).toMatchObject({ status: 'queued', queueId: 'sales' });
    for (let seconds = 0; seconds < 60; seconds += 5) {
      expect(kim.hears()).toEqual(MUSIC);
      await w.advance(5);
    }
    const ben = await signIn(w, 'ben');
    await w.advance(1);
    const taken = await ben.accept();
    await ben.get(`/v1/interactions/${taken.body.id}/media`);
    await w.advance(3);
    expect(taken.body.id).toBe(body.id);
    expect(kim.hears()).toEqual([expect.stringMatching(/^attendee:leg_/)]);
    await kim.hangUp();
    await w.advance(3);
    nobodyIsLeft();
  });

  it('is told the place while waiting, and music goes on after it', async () => {
    await flowOf({
      help: queue({ announcements: { everySeconds: 30, position: say('You are number {position}.') } }),
      ...END,
    });
    await calls();
    const kim = await calls(IMPORTANT);

    expect(kim.hears()).toEqual(MUSIC);
    // Music of twelve seconds, three times.
    await w.advance(36);
    expect(kim.hears()).toEqual(told('You are number 2.'));
    await w.advance(3);
    expect(kim.hears()).toEqual(MUSIC);
  });

  it('does not have to hear an announcement out when somebody takes the call', async () => {
    const long = 'You are number {position}, and we are sorry that it takes so long today.';
    await flowOf({ help: queue({ announcements: { everySeconds: 15, position: say(long) } }), ...END });
    const kim = await calls();
    await w.advance(23);
    const ana = await signIn(w, 'ana');
    const { body } = await ana.accept();
    await w.advance(1);
    expect(kim.hears()).toEqual(MUSIC);

    await ana.get(`/v1/interactions/${body.id}/media`);
    await w.advance(2);
    expect(kim.hears()).toEqual([expect.stringMatching(/^attendee:leg_/)]);
  });

  it('is told before the queue that calls are recorded, and hears it out', async () => {
    const announcement = 'For your safety and ours this conversation may be recorded.';
    await administer(w, 'campaigns/inbound', { recording: { mode: 'always', announcement } });
    const ana = await signIn(w, 'ana');
    await flowOf({ help: queue(), ...END });
    const kim = await calls();

    const { body } = await ana.accept();
    await ana.get(`/v1/interactions/${body.id}/media`);
    await w.advance(1);
    expect(kim.hears()).toEqual(told(announcement));
    await w.advance(5);
    expect(kim.hears()).toContainEqual(expect.stringMatching(/^attendee:leg_/));
  });

  it('goes to another queue when nobody has come in time, and the figures of the first one are even', async () => {
    await flowOf({
      help: queue({ overflow: { afterSeconds: 45, next: 'sales' } }),
      sales: queue({ queueId: 'sales', music: 'ringback' }),
      ...END,
    });
    const kim = await calls();
    const waitedSince = (await kim.interaction()).firstEnqueuedAt;
    await w.advance(40);
    expect(await kim.interaction()).toMatchObject({ status: 'queued', queueId: 'support' });

    await w.advance(10);

    expect(kim.hears()).toEqual(RINGBACK);
    expect(await kim.interaction()).toMatchObject({ status: 'queued', queueId: 'sales', firstEnqueuedAt: waitedSince });
    expect(await figures()).toMatchObject({ waiting: 0, today: { offered: 0, answered: 0, abandoned: 0 } });
  });

  it('is not led away while somebody is asked, and is as soon as nobody has taken the call', async () => {
    await flowOf({
      help: queue({ overflow: { afterSeconds: 10, next: 'sorry' } }),
      sorry: { kind: 'say', prompts: say('Sorry, nobody has come in time.'), next: 'end' },
      ...END,
    });
    const kim = await calls();
    const ana = await signIn(w, 'ana');
    await w.advance(12);
    expect(await kim.interaction()).toMatchObject({ status: 'offered' });

    await ana.reject();
    await w.advance(1);

    expect(kim.hears()).toEqual(told('Sorry, nobody has come in time.'));
  });

  it('agrees to be called back: the line is free, and the place is handed on', async () => {
    await flowOf({
      help: queue({ overflow: { afterSeconds: 60, next: 'offer' } }),
      offer: {
        kind: 'callback-offer',
        prompts: say('Press one, and we call you back.'),
        queueId: 'support',
        confirmation: say('We will call you.'),
        declined: 'end',
      },
      ...END,
    });
    const kim = await calls();
    const { enqueuedAt } = await kim.interaction();
    await w.advance(61);
    expect(kim.hears()).toEqual(asked('Press one, and we call you back.'));
    await w.advance(3);
    await kim.press('1');
    expect(kim.hears()).toEqual(told('We will call you.'));
    await w.advance(3);

    expect(await kim.interaction()).toMatchObject({ status: 'closed', endReason: 'callback-requested' });
    expect(await news('callback.requested.v1')).toMatchObject([
      { number: CUSTOMER, queueId: 'support', language: 'en-US', enqueuedAt, rank: Date.parse(enqueuedAt) },
    ]);
    nobodyIsLeft();
  });

  it('hangs up in the flow, and has given up there and in no queue', async () => {
    await flowOf({
      greeting: { kind: 'say', prompts: say('Welcome to Tandem, the contact centre.'), next: 'help' },
      help: queue(),
      ...END,
    });
    const kim = await calls();

    await kim.hangUp();

    expect(await kim.interaction()).toMatchObject({
      ...{ status: 'closed', endedBy: 'customer', endReason: 'abandoned-in-flow' },
    });
    expect((await figures()).today).toMatchObject({ offered: 0, abandoned: 0 });
    expect(await news('interaction.ended.v1')).toMatchObject([{ endReason: 'abandoned-in-flow', waitedMs: 0 }]);
    nobodyIsLeft();
  });

  it('is forwarded outside, hears it ring, and talks to who answers', async () => {
    await flowOf({ out: { kind: 'forward', number: OUTSIDE, timeoutSeconds: 20, otherwise: 'end' }, ...END });
    const kim = await calls();

    expect(kim.hears()).toEqual(RINGBACK);
    await w.advance(6);
    expect(kim.hears()).toEqual([expect.stringMatching(/^attendee:leg_/)]);
    expect(await kim.interaction()).toMatchObject({ status: 'handed-over' });
    await kim.hangUp();
    await w.advance(3);
    expect(await kim.interaction()).toMatchObject({ status: 'closed', endReason: 'customer-left' });
    nobodyIsLeft();
  });

  it('goes on in the flow when nobody answers outside', async () => {
    w.system.sma.phones.set(OUTSIDE, { behavior: 'no-answer' });
    await flowOf({
      out: { kind: 'forward', number: OUTSIDE, timeoutSeconds: 10, otherwise: 'help' },
      help: queue(),
      ...END,
    });
    const kim = await calls();
    expect(kim.hears()).toEqual(RINGBACK);

    await w.advance(12);

    expect(kim.hears()).toEqual(MUSIC);
    expect(await kim.interaction()).toMatchObject({ status: 'queued' });
  });

  it('is forwarded to no number that agents may not call either: the flow is refused, and names the step', async () => {
    const forward = (number: string) => ({ kind: 'forward', number, otherwise: 'end' });
    const ada = await w.tenant('demo').as('ada');
    const body = { id: 'dear', name: 'Dear', start: 'dear', steps: { dear: forward('+19005551234'), ...END } };

    const refused = await ada.post('/v1/admin/flows', body);
    const tried = await ada.post('/v1/admin/flow-dry-runs', { flow: body, scenario: {} });

    expect([refused.status, refused.body.code]).toEqual([422, 'NUMBER_NOT_ALLOWED']);
    expect(refused.body.issues).toEqual([{ path: 'steps.dear.number', message: 'premium numbers are never called' }]);
    expect(tried.body.code).toBe('NUMBER_NOT_ALLOWED');
    await flowOf({ out: forward(OUTSIDE), ...END });
    expect((await ada.get('/v1/admin/flows/entry')).body.steps.out).toMatchObject({ country: 'US' });
    await administer(w, 'routing-settings', { voice: { countries: ['DE'] } });
    const replaced = await ada.post('/v1/admin/flows', { ...body, steps: { dear: forward(OUTSIDE), ...END } });
    expect(replaced.body.issues).toEqual([{ path: 'steps.dear.number', message: 'calls to US are not allowed' }]);
  });

  it('goes on in the flow when the country of a number is no longer called, and nobody is dialled', async () => {
    await flowOf({
      out: { kind: 'forward', number: OUTSIDE, timeoutSeconds: 20, otherwise: 'help' },
      help: queue(),
      ...END,
    });
    await administer(w, 'routing-settings', { voice: { countries: ['DE'] } });

    const kim = await calls();
    await w.advance(2);

    expect(kim.hears()).toEqual(MUSIC);
    expect(await kim.interaction()).toMatchObject({ status: 'queued' });
    expect(w.system.sma.legs().filter(({ to }) => to === OUTSIDE)).toEqual([]);
  });

  it('goes on in another flow with what was entered in the first', async () => {
    await flowOf(
      { bye: { kind: 'say', prompts: say('Goodbye, {name}, and thank you for your call.'), next: 'end' }, ...END },
      'farewell',
    );
    await flowOf({
      named: { kind: 'set', values: { name: 'Kim' }, next: 'on' },
      on: { kind: 'flow', flowId: 'farewell' },
    });

    const kim = await calls();

    expect(kim.hears()).toEqual(told('Goodbye, Kim, and thank you for your call.'));
  });

  it('hears the flow from its start when the step is taken away meanwhile', async () => {
    await flowOf({
      first: { kind: 'say', prompts: say('You have reached the first step.'), next: 'second' },
      second: { kind: 'say', prompts: say('You have reached the second step.'), next: 'end' },
      ...END,
    });
    const kim = await calls();
    await administer(w, 'flows/entry', {
      start: 'other',
      steps: { other: { kind: 'say', prompts: say('You have reached something else.'), next: 'end' }, ...END },
    });

    await w.advance(2);

    expect(kim.hears()).toEqual(told('You have reached something else.'));
  });

  it('is turned away with the cause that the flow names, without a word', async () => {
    await flowOf({ end: { kind: 'hang-up', cause: 'busy' } });
    const kim = await calls();
    await w.advance(1);

    expect(kim.leg()).toMatchObject({ state: 'disconnected', answered: false, cause: 486 });
    expect(await kim.interaction()).toMatchObject({ status: 'closed', endReason: 'flow-ended' });
  });
});

describe('who calls after hours', () => {
  beforeEach(opens('2026-11-23T18:00:00.000Z'));

  it('leaves a message after hours, which an agent is offered as a task with the number and the recording', async () => {
    await flowOf(AFTER_HOURS);
    const kim = await calls();

    expect(kim.hears()).toEqual(told('Please leave a message.'));
    await w.advance(3);
    await kim.talks(20);
    await w.advance(6);
    expect(kim.hears()).toEqual(told('Thank you for your message.'));
    await w.advance(3);

    const call = await kim.interaction();
    expect(call).toMatchObject({ status: 'closed', endReason: 'flow-ended' });
    nobodyIsLeft();
    const { body: recordings } = await sue.get(`/v1/interactions/${call.id}/recordings`);
    expect(recordings.items).toMatchObject([{ kind: 'message', available: true, endedAt: expect.any(String) }]);
    const ana = await signIn(w, 'ana');
    await w.advance(1);
    expect(await ana.offers()).toMatchObject([
      {
        ...{ channel: 'task', queueId: 'support', customer: { phone: CUSTOMER } },
        profile: { calledNumber: NUMBER, voicemailOf: call.id, recording: recordings.items[0].id },
      },
    ]);
    expect((await ana.accept()).body).toMatchObject({ channel: 'task', status: 'active' });
    expect((await ana.get(`/v1/interactions/${call.id}/recordings`)).body).toEqual(recordings);
  });

  it('leaves a message by hanging up after it, and has not given up', async () => {
    await flowOf(AFTER_HOURS);
    const kim = await calls();
    await w.advance(3);
    await kim.talks(10);

    await kim.hangUp();
    await w.advance(1);

    expect(await kim.interaction()).toMatchObject({ endedBy: 'customer', endReason: 'customer-left' });
    expect(await (await signIn(w, 'ana')).offers()).toMatchObject([{ channel: 'task', customer: { phone: CUSTOMER } }]);
  });
});

describe('who calls just before closing time', () => {
  beforeEach(opens('2026-11-23T16:59:00.000Z'));

  it('waits when the queue closes, and is led to the mailbox', async () => {
    await administer(w, 'queues/support', { hoursId: 'office' });
    await flowOf(AFTER_HOURS);
    const kim = await calls();
    expect(kim.hears()).toEqual(MUSIC);

    await w.advance(60);

    expect(kim.hears()).toEqual(told('Please leave a message.'));
    expect(await kim.interaction()).toMatchObject({ status: 'created', endedAt: null });
  });
});
