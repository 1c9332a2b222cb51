import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { voiceEvents } from '#schemas/voice/events.ts';
import type { CallRecord, Leg, Recording } from '#schemas/voice/model.ts';
import { nothing, outcome } from '#shared/domain/kit/change.ts';
import { announcements } from '#shared/domain/voice/announcements.ts';
import { callDeadlines } from '#shared/domain/voice/deadlines.ts';
import { mediaUp } from '#shared/domain/voice/media-up.ts';
import { callView, recordingView } from '#shared/domain/voice/view.ts';
import { activeInteraction, assignment, at, interaction, NOW, offeredInteraction } from '#test/support/builders.ts';
import { activityId, browser, call, customer, guest, legId } from './builders.ts';

const talking = call({ legs: [customer(), browser()] });
const typesOf = (before: CallRecord | null, after: CallRecord, of = activeInteraction()) => {
  const told = announcements(before, after, of);
  for (const { data, type } of told) {
    const known = Object.values(voiceEvents).find(event => event.type === type);
    expect(known?.payload.parse(data)).toEqual(data);
  }
  return told.map(({ type }) => type);
};

describe('desktops hear', () => {
  const consult = { agentId: 'ana', legId: legId(3) };
  const parked = { at: NOW, byAgentId: 'ana', endsAt: null };
  const legs = (...given: Leg[]) => ({ ...talking, legs: [customer(), ...given] });

  it.each<[string, CallRecord | null, CallRecord, string[]]>([
    ['nothing of what stays as it is', talking, talking, []],
    ['of everybody in a call that is new', null, call(), ['call.party-joined.v1']],
    ['that a telephone rings, once', call(), legs(guest({ state: 'ringing' })), ['call.ringing.v1']],
    ['nothing of one that rings on', legs(guest({ state: 'ringing' })), legs(guest({ state: 'ringing' })), []],
    ['who has come', legs(), talking, ['call.party-joined.v1']],
    [
      'that it is a conference',
      legs(browser(), guest({ state: 'ringing' })),
      legs(browser(), guest()),
      ['call.party-joined.v1', 'call.conference-started.v1'],
    ],
    [
      'that it is one no more',
      legs(browser(), guest()),
      legs(browser(), guest({ state: 'ended', endCause: 'hung-up' })),
      ['call.party-left.v1', 'call.conference-ended.v1'],
    ],
    [
      'of no conference with who is asked for advice',
      { ...legs(browser()), consult },
      { ...legs(browser(), guest({ id: consult.legId })), consult },
      ['call.party-joined.v1'],
    ],
    ['that people gather', talking, { ...talking, gathering: true }, ['call.gathering-started.v1']],
    ['that the conference begins', { ...talking, gathering: true }, talking, ['call.gathering-ended.v1']],
    ['who is muted', talking, legs(browser({ muted: true })), ['call.muted.v1']],
    [
      'nothing of how muted somebody was who has gone',
      talking,
      legs(browser({ state: 'ended', muted: true })),
      ['call.party-left.v1'],
    ],
    ['of a hold', talking, { ...talking, legs: [customer({ held: true }), browser()] }, ['interaction.held.v1']],
    ['of its end', { ...talking, legs: [customer({ held: true }), browser()] }, talking, ['interaction.resumed.v1']],
    ['that it is parked', talking, { ...talking, parked }, ['call.parked.v1']],
    ['that it is no more', { ...talking, parked }, talking, ['call.unparked.v1']],
    ['that somebody is asked', talking, { ...talking, consult }, ['call.consult-started.v1']],
    [
      'that another one is asked',
      { ...talking, consult },
      { ...talking, consult: { ...consult, legId: legId(4) } },
      ['call.consult-started.v1'],
    ],
    ['that nobody is asked any more', { ...talking, consult }, talking, ['call.consult-ended.v1']],
    ['of a recording', talking, { ...talking, recording: 'on' }, ['call.recording-changed.v1']],
    [
      'of a call that is over who has gone, alone',
      { ...talking, consult },
      { ...legs(browser({ state: 'ended' })), status: 'ended' },
      ['call.party-left.v1'],
    ],
  ])('%s', (_sentence, before, after, types) => {
    expect(typesOf(before, after)).toEqual(types);
  });

  it('whether who has gone had been there', () => {
    const gone = (state: Leg['state']) =>
      announcements(legs(guest({ state })), legs(guest({ state: 'ended', endCause: 'busy' })), activeInteraction())[0];

    expect(gone('connected')?.data).toMatchObject({ cause: 'busy', wasConnected: true });
    expect(gone('dialling')?.data).toMatchObject({ wasConnected: false });
  });

  it('it where they take part or are asked, each once', () => {
    const both = offeredInteraction({ assignments: [assignment(), assignment({ agentId: 'ben' })] });

    expect(announcements(null, call(), both)[0]?.agents).toEqual(['ana', 'ben']);
    expect(announcements(null, call(), interaction())[0]?.agents).toEqual([]);
  });
});

describe('whoever should hear each other', () => {
  const unheard = assignment({ connectedAt: null });
  const connecting = (given: Partial<InteractionRecord> = {}) =>
    activeInteraction({ channel: 'voice', status: 'connecting', connectedAt: null, assignments: [unheard], ...given });
  const inRoom = (given: Partial<Leg> = {}) =>
    customer({ activity: { kind: 'talk', id: activityId(1) }, settled: true, ...given });
  const after = (of: InteractionRecord, one: CallRecord) => outcome(mediaUp(of, one, NOW).interactions, of.id);

  it('is connected as soon as both are in the room, which begins the conversation', () => {
    const one = mediaUp(connecting(), call({ legs: [inRoom(), browser()] }), NOW);

    expect(one.interactions[0]?.after).toMatchObject({
      ...{ status: 'active', connectedAt: NOW, assignments: [{ connectedAt: NOW }] },
    });
    expect(one.events.map(({ agents }) => agents)).toEqual([['ana']]);
  });

  it.each([
    ['the customer still hears music', call({ legs: [customer(), browser()] })],
    ['the customer is gone', call({ legs: [browser()] })],
    ['the agent is not there yet', call({ legs: [inRoom(), browser({ state: 'dialling' })] })],
    ['the agent has no leg', call({ legs: [inRoom()] })],
  ])('is not connected while %s', (_sentence, one) => {
    expect(mediaUp(connecting(), one, NOW)).toBe(nothing);
  });

  it('is connected when he is there, in a room without a customer', () => {
    expect(after(connecting(), call({ to: null, legs: [browser()] }))).toMatchObject({ status: 'active' });
  });

  it('who was called in is connected when he comes, which begins nothing and is told to nobody', () => {
    const called = assignment({ agentId: 'ben', role: 'conferenced', connectedAt: null });
    const shared = activeInteraction({ channel: 'voice', assignments: [assignment(), called] });
    const bens = browser({ id: legId(4), party: { kind: 'agent', agentId: 'ben' } });

    const one = mediaUp(shared, call({ legs: [inRoom(), browser(), bens] }), NOW);

    expect(one.interactions[0]?.after).toMatchObject({
      ...{ status: 'active', connectedAt: at(-40), assignments: [{ connectedAt: at(-40) }, { connectedAt: NOW }] },
    });
    expect(one.events).toEqual([]);
  });

  it('goes on when he takes a parked call back, and was connected before', () => {
    const back = connecting({ connectedAt: at(-40), assignments: [assignment()] });

    expect(after(back, call({ legs: [inRoom(), browser()] }))).toMatchObject({
      ...{ status: 'active', connectedAt: at(-40), assignments: [{ connectedAt: at(-40) }] },
    });
  });
});

describe('a call is looked at', () => {
  it('when somebody should have answered or a parked one should have been picked up, once for each instant', () => {
    const legs = [
      customer({ dueAt: at(5) }),
      browser({ dueAt: at(5) }),
      guest({ dueAt: at(9), state: 'ended' }),
      guest({ dueAt: null }),
    ];
    const parked = { at: NOW, byAgentId: 'ana', endsAt: at(60) };

    expect(callDeadlines(call({ legs, parked })).map(due => due.at)).toEqual([at(5), at(60)]);
    expect(callDeadlines(call({ parked: { ...parked, endsAt: null } }))).toEqual([]);
  });
});

describe('a call as its agents see it', () => {
  it('shows who takes part, and whether it is a conference', () => {
    const shown = callView(call({ legs: [customer(), browser(), guest()] }));

    expect(shown).toMatchObject({ conference: true, consulting: false, parked: false, recording: 'off' });
    expect(shown.parties.map(({ endpoint, party }) => [party.kind, endpoint])).toEqual([
      ['customer', 'phone'],
      ['agent', 'browser'],
      ['guest', 'phone'],
    ]);
    expect(callView(talking).conference).toBe(false);
  });

  it('has recordings that can be had while there is a file, and until they are deleted', () => {
    const recording: Recording = {
      ...{ id: activityId(5), legId: legId(1), kind: 'call', byAgentId: null, startedAt: NOW, endedAt: null },
      ...{ pauses: [], deletesAt: at(9), deletedAt: null, key: 'x.wav', seconds: 3 },
    };

    const available = (given: Partial<Recording>) => recordingView({ ...recording, ...given }, NOW).available;

    expect([available({}), available({ key: null }), available({ deletesAt: NOW })]).toEqual([true, false, false]);
  });
});
