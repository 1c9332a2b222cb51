import { describe, expect, it } from 'vitest';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { change, nothing, outcome, outcomeOf } from '#shared/domain/kit/change.ts';
import { commandsOf } from '#shared/domain/voice/commands.ts';
import { dial } from '#shared/domain/voice/dial.ts';
import { follow } from '#shared/domain/voice/follow.ts';
import { heard, type LegFact } from '#shared/domain/voice/heard.ts';
import { mayRest } from '#shared/domain/voice/lay-to-rest.ts';
import { told } from '#shared/domain/voice/orders.ts';
import { type Scene, steer } from '#shared/domain/voice/steer.ts';
import {
  activeInteraction,
  assignment,
  at,
  endedInteraction,
  interaction,
  NOW,
  offer,
  offeredInteraction,
} from '#test/support/builders.ts';
import { activityId, browser, call, customer, guest, ids, legId } from './builders.ts';

const scene = (given: Partial<Scene> = {}): Scene => ({
  now: NOW,
  newId: ids(),
  interaction: interaction({ channel: 'voice' }),
  extensionOf: () => ({ kind: 'browser' }),
  recording: { mode: 'never', retentionDays: 90 },
  ...given,
});
const doing = ({ activity, state }: Leg) => `${state} ${activity.kind}`;
const voice = { channel: 'voice' as const };

describe('steering', () => {
  it('leaves a caller with the music who waits', () => {
    const waiting = call();

    expect(steer(waiting, scene())).toBe(waiting);
  });

  it('lets customer and agent talk as soon as somebody is there', () => {
    const connecting = { interaction: activeInteraction({ ...voice, status: 'connecting' }) };

    const alone = steer(call(), scene(connecting));
    const together = steer(call({ legs: [customer(), browser()] }), scene(connecting));

    expect(alone.legs.map(doing)).toEqual(['connected play', 'dialling talk']);
    expect(together.legs.map(doing)).toEqual(['connected talk', 'connected talk']);
  });

  it('twice is steering once', () => {
    const given = scene({ interaction: activeInteraction({ ...voice, status: 'connecting' }) });
    const once = steer(call({ legs: [customer(), browser()] }), given);

    expect(steer(once, given)).toBe(once);
  });

  it.each<[string, Partial<CallRecord>, string[]]>([
    [
      'alone, until somebody is there',
      { legs: [browser({ state: 'dialling', settled: false }), guest()] },
      ['dialling talk', 'connected play'],
    ],
    [
      'who have not answered yet, either',
      { legs: [browser({ state: 'dialling', settled: false }), guest({ state: 'ringing' })] },
      ['dialling talk', 'ringing play'],
    ],
    ['while people gather', { legs: [browser(), guest()], gathering: true }, ['connected talk', 'connected play']],
    ['no longer when the conference has begun', { legs: [browser(), guest()] }, ['connected talk', 'connected talk']],
  ])('plays music to those who are called in, %s', (_sentence, given, expected) => {
    const room = call({ direction: 'outbound', to: null, ...given });
    const held = { interaction: activeInteraction({ ...voice, direction: 'outbound' }) };

    expect(steer(room, scene(held)).legs.map(doing)).toEqual(expected);
  });

  it('takes everybody from hold when the agent who held them has left (calls, seed 282)', () => {
    const held = call({ legs: [customer({ held: true }), guest({ held: true })] });

    const left = steer(held, scene({ interaction: activeInteraction({ ...voice, status: 'handed-over' }) }));

    expect(left.legs.slice(0, 2).map(leg => leg.held)).toEqual([false, false]);
  });

  it('lets a customer wait while people gather, and no longer than an agent has the call', () => {
    const gathering = call({ legs: [customer(), browser(), guest()], gathering: true });

    expect(steer(gathering, scene({ interaction: activeInteraction(voice) })).legs.map(doing)).toEqual([
      ...['connected play', 'connected talk', 'connected play'],
    ]);
    expect(steer(gathering, scene()).gathering).toBe(false);
  });

  it('keeps the time that somebody has to answer who will hear music', () => {
    const ringing = guest({ state: 'ringing', dueAt: at(40) });
    const room = call({ direction: 'outbound', to: null, legs: [browser(), ringing], gathering: true });

    const [, steered] = steer(room, scene({ interaction: activeInteraction(voice) })).legs;

    expect(steered).toMatchObject({ activity: { kind: 'play' }, dueAt: at(40) });
    expect(heard(steered as Leg, { kind: 'answered' }, NOW)).toMatchObject({ state: 'connected', dueAt: null });
  });

  it('plays the music again when it is over', () => {
    const over = steer(call({ legs: [customer({ settled: true })] }), scene());

    expect(over.legs[0]).toMatchObject({ settled: false, activity: { kind: 'play' } });
    expect(over.legs[0]?.activity.id).not.toBe(activityId(1));
  });

  it('takes everybody down when it is over, a browser at once', () => {
    const over = steer(call({ legs: [customer(), browser()] }), scene({ interaction: endedInteraction({ ...voice }) }));

    expect(over).toMatchObject({ status: 'ended', live: '0' });
    expect(over.legs.map(doing)).toEqual(['connected hang-up', 'ended hang-up']);
  });

  it('leaves nothing to look after but the room when the last leg has ended', () => {
    const ended = { interaction: endedInteraction({ ...voice }) };

    expect(mayRest(steer(call(), scene(ended)))).toBe(false);
    expect(mayRest(steer(call({ legs: [customer({ state: 'ended' })] }), scene(ended)))).toBe(true);
  });

  it("rings an agent's telephone at the offer, once for each", () => {
    const asked = scene({
      interaction: offeredInteraction({ ...voice, offer: offer() }),
      extensionOf: () => ({ kind: 'phone', number: '+14155550188' }),
    });

    const ringing = steer(call(), asked);
    const missed = ringing.legs.map(leg => (leg.party.kind === 'agent' ? { ...leg, state: 'ended' as const } : leg));

    expect(ringing.legs.map(doing)).toEqual(['connected play', 'dialling collect']);
    expect(steer({ ...ringing, legs: missed }, asked).legs).toHaveLength(2);
  });

  it('cuts off what the queue is announcing when an agent has the call, but not what must be heard', () => {
    const said = customer({
      activity: {
        kind: 'play',
        id: activityId(1),
        prompts: [{ kind: 'speech', text: 'You are number 2.' }],
        repeat: 1,
      },
    });
    const flow = (announcedAt: string | null) => ({
      ...{ flowId: 'f', stepId: 'q', steps: 1, values: {}, messageLeft: false },
      urgency: { class: null, priority: null },
      waiting: { since: NOW, announcedAt, announcedPosition: null },
    });
    const connecting = scene({ interaction: activeInteraction({ ...voice, status: 'connecting' }) });

    const [cut, heardOut] = [NOW, null].map(announcedAt =>
      steer(call({ legs: [said, browser()], flow: flow(announcedAt) }), connecting),
    );

    expect(cut).toMatchObject({ flow: null, legs: [{ activity: { kind: 'talk' } }, {}] });
    expect(heardOut).toMatchObject({ flow: null, legs: [{ activity: { kind: 'play' } }, {}] });
  });

  it('has a guest talk, hear music on hold, and go when nobody has the call any more', () => {
    const [free, held] = [guest(), guest({ held: true })].map(one => [customer(), browser(), one]);
    const talking = scene({ interaction: activeInteraction(voice) });
    const last = (legs: Leg[] | undefined, at: Scene) => doing(steer(call({ legs: legs ?? [] }), at).legs.at(-1)!);

    expect(last(free, talking)).toBe('connected talk');
    expect(last(held, talking)).toBe('connected play');
    expect(last(free, scene())).toBe('connected hang-up');
  });

  it('calls the customer of an outbound call as soon as his agent is there, and not without one', () => {
    const outbound = call({ direction: 'outbound', to: '+15550177', from: '+15550100', legs: [browser()] });
    const nobodys = activeInteraction({ ...voice, status: 'connecting', assignments: [] });
    const recording = { mode: 'always' as const, retentionDays: 90, announcement: 'We record.' };

    const called = steer(outbound, scene({ interaction: activeInteraction(voice), recording }));

    expect(called.legs.map(doing)).toEqual(['connected talk', 'dialling play']);
    expect(steer({ ...outbound, legs: [] }, scene({ interaction: nobodys })).legs).toEqual([]);
  });

  it('forgets who is consulted or awaited when that is over, and brings the customer back', () => {
    const held = [customer({ held: true }), browser(), guest()];
    const awaited = guest({ state: 'ringing', settled: false });
    const active = scene({ interaction: activeInteraction(voice) });
    const asked = (given: Parameters<typeof call>[0], at: Scene = active) => steer(call({ legs: held, ...given }), at);
    const consult = { agentId: 'ana', legId: legId(3) };

    expect(asked({ consult })).toMatchObject({ consult, legs: [{ held: true }, {}, {}] });
    expect(asked({ consult: { ...consult, agentId: 'ben' } })).toMatchObject({
      consult: null,
      legs: [{ held: false }, {}, {}],
    });
    expect(asked({ consult: { ...consult, legId: legId(9) } })).toMatchObject({
      consult: null,
      legs: [{ held: false }, {}, {}],
    });
    expect(asked({ joining: legId(3) })).toMatchObject({ joining: null, legs: [{ held: false }, {}, {}] });
    expect(asked({ joining: legId(3), legs: [customer({ held: true }), browser(), awaited] })).toMatchObject({
      ...{ joining: legId(3), legs: [{ held: true }, {}, {}] },
    });
    expect(asked({ consult }, scene())).toMatchObject({ consult: null });
  });

  it('keeps no colleague consulted who takes no part', () => {
    const bens = browser({ id: legId(4), party: { kind: 'agent', agentId: 'ben' } });
    const consult = { agentId: 'ana', legId: legId(4) };
    const asking = call({ legs: [customer(), browser(), bens], consult });
    const conferenced = assignment({ agentId: 'ben', role: 'conferenced' });
    const shared = activeInteraction({ ...voice, assignments: [assignment(), conferenced] });

    expect(steer(asking, scene({ interaction: shared })).consult).toEqual(consult);
    expect(steer(asking, scene({ interaction: activeInteraction(voice) })).consult).toBeNull();
  });

  it('keeps a parked customer parked as long as he is, with music and nobody else', () => {
    const parked = call({ legs: [customer(), browser()], parked: { at: NOW, byAgentId: 'ana', endsAt: null } });

    const kept = steer(parked, scene({ interaction: activeInteraction({ ...voice, status: 'parked' }) }));

    expect(kept.parked).not.toBeNull();
    expect(kept.legs.map(doing)).toEqual(['connected play', 'ended hang-up']);
    expect(
      steer(parked, scene({ interaction: activeInteraction({ ...voice, status: 'connecting' }) })).parked,
    ).toBeNull();
  });

  it('ends a recording with its call', () => {
    const over = steer(call({ recording: 'on' }), scene({ interaction: endedInteraction(voice) }));

    expect(over).toMatchObject({ status: 'ended', recording: 'stopped' });
  });

  it('has a customer on hold hear music, whoever is there', () => {
    const held = steer(
      call({ legs: [customer({ held: true, settled: true }), browser()] }),
      scene({ interaction: activeInteraction(voice) }),
    );

    expect(held.legs.map(doing)).toEqual(['connected play', 'connected talk']);
  });

  it('leaves to the flow what a caller hears', () => {
    const flow = {
      ...{ flowId: 'f', stepId: 'a', steps: 1, values: {}, messageLeft: false, waiting: null },
      urgency: { class: null, priority: null },
    };
    const inFlow = call({ flow, legs: [customer({ settled: true })] });

    expect(steer(inFlow, scene({ interaction: interaction({ ...voice, status: 'created' }) }))).toBe(inFlow);
  });

  it('has a customer who is being called join whoever calls him, within the time he has for it', () => {
    const ringing = customer({ state: 'ringing', direction: 'outbound', dueAt: NOW });
    const connecting = scene({ interaction: activeInteraction({ ...voice, status: 'connecting' }) });

    const [leg] = steer(call({ legs: [ringing, browser()] }), connecting).legs;

    expect(leg).toMatchObject({ activity: { kind: 'talk' }, dueAt: NOW });
  });

  it('lets a desk phone ring that is answered by a person', () => {
    const desk = browser({ endpoint: { kind: 'sip', user: 'desk' }, direction: 'outbound', state: 'ringing' });
    const ringing = call({ legs: [customer(), desk] });

    expect(steer(ringing, scene({ interaction: offeredInteraction(voice) }))).toBe(ringing);
  });

  it('has an agent who was muted come back muted', () => {
    const lost = browser({ state: 'ended', muted: true });

    const { legs } = steer(call({ legs: [customer(), lost] }), scene({ interaction: activeInteraction(voice) }));

    expect(legs.map(({ muted }) => muted)).toEqual([false, true, true]);
  });

  it('asks whoever answers the telephone of an agent to confirm, once', () => {
    const asked = scene({ interaction: offeredInteraction(voice) });
    const phone = browser({ endpoint: { kind: 'phone', number: '+14155550188' }, direction: 'outbound' });

    const asking = steer(call({ legs: [customer(), phone] }), asked);

    expect(asking.legs.map(doing)).toEqual(['connected play', 'connected collect']);
    expect(steer(asking, asked)).toBe(asking);
  });

  it('calls nobody back who was told to go', () => {
    const going = browser({
      endpoint: { kind: 'sip', user: 'desk' },
      activity: { kind: 'hang-up', id: activityId(3), cause: 'normal' },
    });

    const steered = steer(call({ legs: [customer(), going] }), scene({ interaction: activeInteraction(voice) }));

    expect(steered.legs.map(doing)).toEqual(['connected play', 'connected hang-up', 'dialling talk']);
  });
});

describe('dialling', () => {
  it('remembers a bounded number of legs, and forgets those first that were never answered', () => {
    const phone = { kind: 'phone' as const, number: '+14155550188' };
    const missed = Array.from({ length: 28 }, (_, nth) =>
      browser({ id: legId(100 + nth), endpoint: phone, state: 'ended', answeredAt: null }),
    );
    const spoken = browser({ id: legId(50), state: 'ended' });
    const full = call({ legs: [customer(), spoken, ...missed] });

    const { legs } = dial(full, { kind: 'agent', agentId: 'ben' }, phone, { now: NOW, newId: ids() });

    expect(legs).toHaveLength(30);
    expect(legs.slice(0, 3).map(({ id }) => id)).toEqual([legId(1), legId(50), legId(101)]);
  });

  it('forgets who ended first where everybody had answered', () => {
    const spoken = Array.from({ length: 29 }, (_, nth) => browser({ id: legId(100 + nth), state: 'ended' }));

    const { legs } = dial(
      call({ legs: [customer(), ...spoken] }),
      { kind: 'agent', agentId: 'ben' },
      { kind: 'browser' },
      { now: NOW, newId: ids() },
    );

    expect(legs.slice(0, 2).map(({ id }) => id)).toEqual([legId(1), legId(101)]);
  });
});

describe('a room that its agent has lost', () => {
  it('before he called anybody is closed: there is no customer to wait for another one', () => {
    const room = { call: call({ direction: 'outbound', to: null, legs: [] }), interaction: interaction(voice) };

    const one = follow(nothing, room, scene());

    expect(outcome(one.interactions, room.call.id)).toMatchObject({ status: 'closed', endReason: 'agent-lost' });
    expect(outcome(one.calls, room.call.id)?.status).toBe('ended');
  });
});

describe('a call whose interaction has moved', () => {
  const recording = (mode: 'always' | 'never') => scene({ recording: { mode, retentionDays: 90 } });
  const talking = {
    call: call({ legs: [customer({ activity: { kind: 'talk', id: activityId(1) }, settled: true }), browser()] }),
    interaction: activeInteraction(voice),
  };

  it('is recorded from the conversation on, where all calls of the campaign are', () => {
    const recorded = (mode: 'always' | 'never') =>
      outcome(follow(nothing, talking, recording(mode)).calls, talking.call.id);

    expect(recorded('always')).toMatchObject({ recording: 'on' });
    expect(recorded('never')).toBeUndefined();
  });

  it('is not recorded any more when its agent has left it to somebody outside', () => {
    const handed = {
      call: { ...talking.call, recording: 'on' as const, legs: [...talking.call.legs, guest()] },
      interaction: activeInteraction({ ...voice, status: 'handed-over', assignments: [] }),
    };

    expect(outcome(follow(nothing, handed, recording('always')).calls, handed.call.id)?.recording).toBe('stopped');
  });

  it('stays as it is where nothing follows', () => {
    const waiting = { call: call(), interaction: interaction(voice) };

    expect(follow(nothing, waiting, scene())).toMatchObject({ calls: [], interactions: [], events: [] });
  });

  it('moves its interaction with it where desktops hear of it', () => {
    const ringing = { call: call({ legs: [customer()] }), interaction: interaction(voice) };
    const left = customer({ state: 'ringing' });
    const heardOf = change({ calls: [{ before: ringing.call, after: { ...ringing.call, legs: [left] } }] });

    const one = follow(heardOf, ringing, scene());

    expect(one.events.map(({ type }) => type)).toEqual(['call.ringing.v1']);
    expect(one.interactions).toMatchObject([{ before: { id: ringing.interaction.id } }]);
  });
});

describe('what a leg is told', () => {
  const errand = { kind: 'send-digits' as const, id: activityId(6), digits: '1' };
  const of = (leg: Leg, isIdle = false) => told(nothing, call({ legs: [leg] }), legId(1), { isIdle });

  it('is what it does not know yet, once', () => {
    const untold = customer({ untold: true });

    const { change: made, orders } = of(untold);

    expect(orders).toEqual({ errands: [], activity: untold.activity });
    expect(of(made.calls[0]!.after.legs[0]!)).toEqual({ change: nothing, orders: { errands: [], activity: null } });
  });

  it('is all of it where it is idle, unless it has ended', () => {
    expect(of(customer(), true).orders.activity).toEqual(customer().activity);
    expect(of(customer({ state: 'ended' }), true).orders.activity).toBeNull();
  });

  it('is an errand alone where it goes on with what it does', () => {
    expect(of(customer({ errands: [errand] })).orders).toEqual({ errands: [errand], activity: null });
  });

  it('is nothing where nobody knows it', () => {
    expect(told(nothing, call(), legId(9))).toEqual({ change: nothing, orders: { errands: [], activity: null } });
  });
});

describe('what the service is asked for', () => {
  const untold = customer({ activity: { kind: 'talk', id: activityId(9) }, untold: true });

  it('is to ask for what a leg was not told, once for each change', () => {
    const before = call();
    const after = call({ legs: [untold] });

    expect(commandsOf({ before, after })).toMatchObject([{ kind: 'nudge', ref: 'tx-1' }]);
    expect(commandsOf({ before: after, after })).toEqual([]);
    expect(commandsOf({ before: null, after })).toMatchObject([{ kind: 'nudge' }]);
  });

  it('is nothing for a leg that was told in the answer to its event', () => {
    const after = call({ legs: [{ ...untold, untold: false }] });

    expect(commandsOf({ before: call(), after })).toEqual([]);
  });

  it('is to take the place of a browser away, and to close the room with the call', () => {
    const before = call({ legs: [customer(), browser()] });
    const after = call({ status: 'ended', legs: [customer(), browser({ state: 'ended' })] });

    expect(commandsOf({ before, after })).toEqual([{ kind: 'dismiss', legId: legId(2) }, { kind: 'close-room' }]);
  });

  it('shows those who are called the number that was called', () => {
    const dialled = browser({
      ...{ id: legId(3), endpoint: { kind: 'sip', user: 'desk' }, direction: 'outbound', state: 'dialling' },
      ...{ ref: null, untold: true, settled: false },
    });

    const commands = (given: Parameters<typeof call>[0]) =>
      commandsOf({ before: call(), after: call({ legs: [customer(), dialled], ...given }) });

    expect(commands({})).toMatchObject([{ kind: 'dial', from: '+15550100' }]);
    expect(commands({ direction: 'outbound', from: '+15550111' })).toMatchObject([{ kind: 'dial', from: '+15550111' }]);
  });

  it('is to mute who is muted, and not who begins unmuted', () => {
    const desk = { endpoint: { kind: 'sip' as const, user: 'desk' }, ref: 'tx-2' };
    const commands = (before: Leg, after: Leg) =>
      commandsOf({ before: call({ legs: [before] }), after: call({ legs: [after] }) });

    expect(commands(browser(), browser({ muted: true }))).toMatchObject([{ kind: 'set-muted', muted: true }]);
    expect(commands(browser({ ...desk, muted: true }), browser(desk))).toMatchObject([
      { kind: 'set-muted', muted: false },
    ]);
    expect(commands(browser({ state: 'dialling' }), browser())).toEqual([]);
  });

  it('is to take down what still rings at once', () => {
    const ringing = guest({ state: 'ringing' });
    const going = {
      ...ringing,
      untold: true,
      activity: { kind: 'hang-up' as const, id: activityId(8), cause: 'normal' as const },
    };

    expect(commandsOf({ before: call({ legs: [ringing] }), after: call({ legs: [going] }) })).toMatchObject([
      { kind: 'nudge', cancel: true },
    ]);
  });
});

describe('the answer to a report', () => {
  const untold = customer({ activity: { kind: 'talk', id: activityId(9) }, untold: true });
  const digits = { kind: 'send-digits', id: activityId(5), digits: '1' } as const;
  const ask = (one: CallRecord, report: string) => {
    const { change, orders } = told(nothing, one, legId(1), { report });
    return { orders, change, after: outcomeOf(change.calls, one) };
  };

  it('is given again to the same report, and changes nothing the second time', () => {
    const first = ask(call({ legs: [{ ...untold, errands: [digits] }] }), '-4');
    const again = ask(first.after, '-4');
    const next = ask(first.after, '-5');

    expect(first.orders).toEqual({ errands: [digits], activity: untold.activity });
    expect([again.orders, again.change]).toEqual([first.orders, nothing]);
    expect([next.orders, next.change]).toEqual([{ errands: [], activity: null }, nothing]);
  });

  it('has what is new by then, too, when the report comes again', () => {
    const { after } = ask(call({ legs: [{ ...untold, errands: [digits] }] }), '-4');
    const music = customer().activity;
    const moved = { ...after, legs: after.legs.map(leg => ({ ...leg, activity: music, untold: true })) };

    const again = ask(moved, '-4');

    expect(again.orders).toEqual({ errands: [digits], activity: music });
    expect(again.after.legs[0]).toMatchObject({ untold: false, errands: [] });
  });

  it('leaves the activity alone that the leg is at, when it was about something else', () => {
    const { after } = ask(call({ legs: [customer({ errands: [digits] })] }), '-4');

    expect(ask(after, '-4').orders).toEqual({ errands: [digits], activity: null });
  });
});

describe('facts about a leg', () => {
  it('name a telephone whose name was lost with the answer to the request to dial (calls, seed 5)', () => {
    const unnamed = guest({ ref: null, state: 'ringing' });

    expect(heard(unnamed, { kind: 'answered', ref: 'sma-7' }, NOW)).toMatchObject({ ref: 'sma-7', state: 'connected' });
    expect(heard(guest({ ref: 'sma-1' }), { kind: 'asked', ref: 'sma-7' }, NOW).ref).toBe('sma-1');
    expect(heard(browser({ ref: null }), { kind: 'room', present: true, ref: 'sma-7' }, NOW).ref).toBeNull();
  });

  const dialling = browser({ endpoint: { kind: 'sip', user: 'desk' }, state: 'dialling', settled: false, ref: 'tx-2' });
  const done = (nth: number): LegFact => ({ kind: 'activity', activityId: activityId(nth), result: { kind: 'done' } });

  it.each<[string, Leg, LegFact]>([
    ['ringing after it was answered', customer(), { kind: 'ringing' }],
    ['answered twice', customer(), { kind: 'answered' }],
    ['about an activity that is over', customer(), done(7)],
    ['of the room for a telephone', customer(), { kind: 'room', present: false }],
    ['after the end', customer({ state: 'ended' }), { kind: 'answered' }],
    [
      'that a browser has left the room into which it never came',
      browser({ state: 'dialling' }),
      { kind: 'room', present: false },
    ],
    ['that a browser is in the room where it is', browser(), { kind: 'room', present: true }],
    ['of an end after the end', customer({ state: 'ended' }), { kind: 'ended', cause: 'failed' }],
    ['that only ask', customer(), { kind: 'asked' }],
  ])('%s change nothing', (_, leg, fact) => {
    expect(heard(leg, fact, NOW)).toBe(leg);
  });

  it('of an end, of ringing and of a browser that comes and goes are what they say', () => {
    const late = browser({ state: 'dialling', settled: false });

    expect(heard(dialling, { kind: 'ringing' }, NOW).state).toBe('ringing');
    expect(heard(customer(), { kind: 'ended', cause: 'hung-up' }, NOW)).toMatchObject({
      state: 'ended',
      endCause: 'hung-up',
    });
    expect(heard(late, { kind: 'room', present: true }, NOW)).toMatchObject({
      state: 'connected',
      settled: true,
      answeredAt: expect.any(String),
    });
    expect(heard(browser({ answeredAt: null, settled: false }), { kind: 'room', present: true }, NOW).answeredAt).toBe(
      NOW,
    );
    expect(heard(browser(), { kind: 'room', present: false }, NOW)).toMatchObject({
      state: 'ended',
      endCause: 'hung-up',
    });
  });

  it('of an activity settle it', () => {
    const talking = customer({ activity: { kind: 'talk', id: activityId(1) } });
    const failed: LegFact = { kind: 'activity', activityId: activityId(1), result: { kind: 'failed', reason: 'gone' } };

    expect([customer(), talking].map(leg => heard(leg, done(1), NOW).settled)).toEqual([true, true]);
    expect(heard(talking, failed, NOW)).toMatchObject({ settled: true, dueAt: null });
  });

  it('come in any order: answered before ringing', () => {
    const answered = heard(dialling, { kind: 'answered' }, NOW);

    expect(heard(answered, { kind: 'ringing' }, NOW)).toMatchObject({ state: 'connected', answeredAt: NOW });
  });

  it('of a sound that cannot be played have it tried again in a while, not at once', () => {
    const failed: LegFact = { kind: 'activity', activityId: activityId(1), result: { kind: 'failed', reason: 'gone' } };

    expect(heard(customer(), failed, NOW)).toMatchObject({ settled: false, dueAt: expect.any(String) });
  });
});
