import { describe, expect, it } from 'vitest';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import { commandsOf } from '#shared/domain/voice/commands.ts';
import { dial } from '#shared/domain/voice/dial.ts';
import { heard, type LegFact } from '#shared/domain/voice/heard.ts';
import { mayRest } from '#shared/domain/voice/lay-to-rest.ts';
import { told } from '#shared/domain/voice/orders.ts';
import { type Scene, steer } from '#shared/domain/voice/steer.ts';
import {
  activeInteraction,
  endedInteraction,
  interaction,
  NOW,
  offer,
  offeredInteraction,
} from '#test/support/builders.ts';
import { activityId, browser, call, customer, ids, legId } from './builders.ts';

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

    const commands = commandsOf({ before: call(), after: call({ legs: [customer(), dialled] }) });

    expect(commands).toMatchObject([{ kind: 'dial', from: '+15550100' }]);
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
  const dialling = browser({ endpoint: { kind: 'sip', user: 'desk' }, state: 'dialling', settled: false, ref: 'tx-2' });
  const done = (nth: number): LegFact => ({ kind: 'activity', activityId: activityId(nth), result: { kind: 'done' } });

  it.each<[string, Leg, LegFact]>([
    ['ringing after it was answered', customer(), { kind: 'ringing' }],
    ['answered twice', customer(), { kind: 'answered' }],
    ['about an activity that is over', customer(), done(7)],
    ['of the room for a telephone', customer(), { kind: 'room', present: false }],
    ['after the end', customer({ state: 'ended' }), { kind: 'answered' }],
    ['of an end after the end', customer({ state: 'ended' }), { kind: 'ended', cause: 'failed' }],
    ['that only ask', customer(), { kind: 'asked' }],
  ])('%s change nothing', (_, leg, fact) => {
    expect(heard(leg, fact, NOW)).toBe(leg);
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
