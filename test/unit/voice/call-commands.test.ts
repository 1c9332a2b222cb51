import { describe, expect, it } from 'vitest';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, Recording } from '#schemas/voice/model.ts';
import { type Change, nothing, outcomeOf } from '#shared/domain/kit/change.ts';
import { cancelConsult, completeConsult, confer, consult } from '#shared/domain/voice/consult.ts';
import { beginConference, gather } from '#shared/domain/voice/gather.ts';
import { handOver } from '#shared/domain/voice/hand-over.ts';
import { hold, resume } from '#shared/domain/voice/hold-call.ts';
import { muteAgent } from '#shared/domain/voice/mute-agent.ts';
import { park, parkEnded, pickUpParked, unpark } from '#shared/domain/voice/park-call.ts';
import {
  closeRecordings,
  controlRecording,
  noteFiles,
  recordFromNowOn,
  recordingDeleted,
  recordingReady,
  stopRecording,
} from '#shared/domain/voice/recording.ts';
import { startOutbound } from '#shared/domain/voice/start-outbound.ts';
import {
  activeInteraction,
  agent,
  assignment,
  at,
  campaign,
  interactionId,
  NOW,
  profile,
  queue,
  settings,
  talkingAgent,
  work,
} from '#test/support/builders.ts';
import { refused } from '../../support/changes.ts';
import { activityId, browser, call, customer, guest, ids, legId } from './builders.ts';

const ana = talkingAgent({ work: [work({ channel: 'voice', cost: 100 })] });
const ben = agent({ id: 'ben', profile: profile({ displayName: 'Ben' }) });
const talking = (given: Partial<CallRecord> = {}, of: Partial<InteractionRecord> = {}) => ({
  interaction: activeInteraction({ channel: 'voice', ...of }),
  call: call({ legs: [customer(), browser()], ...given }),
});
const moment = () => ({ now: NOW, newId: ids() });
const left = (one: Change, inHand: ReturnType<typeof talking>) => ({
  interaction: outcomeOf(one.interactions, inHand.interaction),
  call: outcomeOf(one.calls, inHand.call),
});
const switches = campaign().holds;
const withGuest = talking({ legs: [customer(), browser(), guest()] });

describe('a hold', () => {
  it('has the customer hear music alone, or everybody from outside where the campaign says so', () => {
    const held = (given: Partial<typeof switches>) =>
      left(hold(withGuest, 'ana', { ...switches, ...given }), withGuest).call.legs.map(leg => leg.held);

    expect(held({})).toEqual([true, false, false]);
    expect(held({ holdAllOnConference: true })).toEqual([true, false, true]);
  });

  it('is over for everybody at once', () => {
    const held = talking({ legs: [customer({ held: true }), browser(), guest({ held: true })], joining: legId(3) });

    expect(left(resume(held, 'ana'), held).call).toMatchObject({
      ...{ joining: null, consult: null },
      legs: [{ held: false }, { held: false }, { held: false }],
    });
  });
});

describe('people who gather', () => {
  const endpoint = { kind: 'sip' as const, user: 'lab' };
  const invited = {
    kind: 'outsider' as const,
    outsider: { endpoint, address: '7001', kind: 'extension' as const },
  };

  it('wait all alike, until the conference begins', () => {
    const held = talking({ legs: [customer({ held: true }), browser(), guest()], joining: legId(3) });

    const gathering = left(gather(held, 'ana'), held);
    const begun = left(beginConference(gathering, 'ana'), gathering);

    expect(gathering.call).toMatchObject({ gathering: true, joining: null, legs: [{ held: false }, {}, {}] });
    expect(begun.call.gathering).toBe(false);
  });

  it('are not put on hold for who is called in', () => {
    const gathering = talking({ gathering: true });
    const holds = campaign({ holds: { ...switches, holdBeforeConference: true } });

    const one = left(confer(gathering, ana, holds, invited, moment()), gathering);

    expect(one.call).toMatchObject({ joining: null, legs: [{ held: false }, {}, {}] });
  });

  it.each([
    ['begin what has begun', () => beginConference(talking(), 'ana'), 'talking'],
    ['gather twice', () => gather(talking({ gathering: true }), 'ana'), 'gathering'],
  ])('do not %s', (_sentence, command, currentState) => {
    expect(refused(command)).toMatchObject({ code: 'INTERACTION_STATE', currentState });
  });
});

describe('an agent who mutes himself', () => {
  it('is not heard, once', () => {
    const muted = left(muteAgent(talking(), 'ana', true), talking());

    expect(muted.call.legs.map(leg => leg.muted)).toEqual([false, true]);
    expect(muteAgent(muted, 'ana', true)).toBe(nothing);
  });

  it('must have a leg for it', () => {
    const absent = talking({ legs: [customer()] });

    expect(refused(() => muteAgent(absent, 'ana', false))).toMatchObject({
      ...{ code: 'INTERACTION_STATE', currentState: 'talking', allowedCommands: ['getMedia'] },
    });
  });
});

describe('a recording', () => {
  const recording = (given: Partial<Recording> = {}): Recording => ({
    ...{ id: activityId(5), legId: legId(1), kind: 'call', byAgentId: 'ana', startedAt: at(-20), endedAt: null },
    ...{ pauses: [], deletesAt: at(90 * 86_400), deletedAt: null, key: null, seconds: null, ...given },
  });
  const old = recording({ id: activityId(4), legId: legId(9), startedAt: at(-50), endedAt: at(-40) });
  const onDemand = campaign({ recording: { mode: 'on-demand' } });
  const control = (inHand: ReturnType<typeof talking>, action: Parameters<typeof controlRecording>[3], by = onDemand) =>
    left(controlRecording(inHand, 'ana', by, action, moment()), inHand).call;

  it('is started, paused, resumed and stopped, with what was left out', () => {
    const started = control(talking({ recordings: [old] }), 'start');
    const paused = control({ ...talking(), call: started }, 'pause');
    const resumed = control({ ...talking(), call: paused }, 'resume');
    const stopped = control({ ...talking(), call: resumed }, 'stop');

    expect([started, paused, resumed, stopped].map(one => one.recording)).toEqual(['on', 'paused', 'on', 'stopped']);
    expect(paused.recordings).toMatchObject([old, { byAgentId: 'ana', pauses: [{ from: NOW, to: null }] }]);
    expect(stopped.recordings).toMatchObject([old, { endedAt: NOW, pauses: [{ from: NOW, to: NOW }] }]);
    expect(stopped.legs[0]?.errands.map(errand => errand.kind === 'recording' && errand.to)).toEqual([
      ...['start', 'pause', 'resume', 'stop'],
    ]);
  });

  it('keeps the ends of pauses that are over', () => {
    const pauses = [{ from: at(-15), to: at(-10) }];
    const running = talking({ recording: 'on', recordings: [recording({ pauses })] });

    expect(control(running, 'stop').recordings).toMatchObject([{ pauses }]);
  });

  it('is not for a campaign that records nothing', () => {
    expect(refused(() => control(talking(), 'start', campaign())).code).toBe('RECORDING_NOT_ALLOWED');
  });

  it.each([
    ['twice', 'on', 'start', ['pause', 'stop']],
    ['again after it was stopped', 'stopped', 'start', []],
    ['before it has begun', 'off', 'pause', ['start']],
  ] as const)('is not begun or paused %s', (_sentence, state, action, actions) => {
    expect(refused(() => control(talking({ recording: state }), action))).toMatchObject({
      code: 'INTERACTION_STATE',
      currentState: `recording ${state}`,
      params: { actions },
    });
  });

  it('that the campaign begins is begun once, with somebody to record', () => {
    const begun = recordFromNowOn(call(), 90, moment());
    const nobody = call({ legs: [browser()] });

    expect(begun).toMatchObject({ recording: 'on', recordings: [{ byAgentId: null, deletesAt: at(90 * 86_400) }] });
    expect(recordFromNowOn(begun, 90, moment())).toBe(begun);
    expect(recordFromNowOn(nobody, 90, moment())).toBe(nobody);
  });

  it('ends when the agent leaves the customer to somebody else, where it runs', () => {
    const off = call();
    const gone = call({ recording: 'on', legs: [browser()] });

    expect(stopRecording(call({ recording: 'paused', recordings: [recording()] }), moment()).recording).toBe('stopped');
    expect(stopRecording(off, moment())).toBe(off);
    expect(stopRecording(gone, moment())).toBe(gone);
  });

  it('gets its file once, and none where nobody knows it or it was deleted', () => {
    const file = { key: 'x.wav', seconds: 20 };
    const both = call({ recordings: [old, recording()] });

    const ready = recordingReady(both, legId(1), file).calls[0]?.after;

    expect(ready?.recordings).toEqual([old, { ...recording(), ...file }]);
    expect(ready && recordingReady(ready, legId(1), file).calls).toEqual([]);
    expect(recordingReady(both, legId(7), file).calls).toEqual([]);
  });

  it('that runs ends with its call', () => {
    expect(closeRecordings([old, recording()], NOW)).toEqual([old, recording({ endedAt: NOW })]);
  });

  it('that is deleted is known of, alone', () => {
    const both = call({ recordings: [recording({ key: 'x.wav', seconds: 20 }), old] });

    const inHand = talking({ recordings: both.recordings });

    const deleted = recordingDeleted(inHand, activityId(5), 'ada', NOW);
    const expired = recordingDeleted(inHand, activityId(5), null, NOW);

    const { call: after } = left(deleted, inHand);
    expect(after.recordings).toEqual([recording({ deletedAt: NOW }), old]);
    expect(left(expired, inHand).call).toEqual(after);
    expect(deleted.events).toMatchObject([
      { type: 'recording.deleted.v1', data: { recordingId: activityId(5), userId: 'ada' } },
    ]);
    expect(expired.events).toMatchObject([{ type: 'recording.expired.v1', data: { recordingId: activityId(5) } }]);
    expect(recordingDeleted({ ...inHand, call: after }, activityId(5), 'ada', NOW)).toEqual(nothing);
    expect(recordingDeleted(inHand, activityId(77), 'ada', NOW)).toEqual(nothing);
  });

  it('whose file is there has its call stored with a row for it, and one without a file changes nothing', () => {
    const there = call({ recordings: [recording({ key: 'x.wav' })] });

    expect(noteFiles(there).calls).toEqual([{ before: { ...there, recordings: [] }, after: there }]);
    expect(noteFiles(call({ recordings: [recording()] }))).toEqual(nothing);
  });
});

describe('a parked call', () => {
  const parked = (endsAt: string | null = at(60)) =>
    talking({ legs: [customer()], parked: { at: at(-9), byAgentId: 'ana', endsAt } }, { status: 'parked' });
  const parker = { agent: ana, campaign: campaign() };

  it('waits for as long as the tenant says, or for ever', () => {
    const until = (parkSeconds: number | null) =>
      left(park(talking(), ana, settings({ voice: { parkSeconds } }), NOW), talking()).call.parked?.endsAt;

    expect(until(300)).toBe(at(300));
    expect(until(null)).toBeNull();
  });

  it('is no conference', () => {
    expect(refused(() => park(withGuest, ana, settings(), NOW))).toMatchObject({ currentState: 'conference' });
  });

  it('changes no other work of the agent', () => {
    const other = work({ interactionId: interactionId(2) });
    const busy = { ...ana, work: [other, ...ana.work] };

    expect(park(talking(), busy, settings(), NOW).agents[0]?.after.work).toMatchObject([other, { parked: true }]);
  });

  it('is taken back, and on by somebody who has room for it', () => {
    const back = unpark(parked(), ana, NOW);
    const taken = pickUpParked(parked(), ben, parker, {}, NOW);

    expect(left(back, parked())).toMatchObject({ interaction: { status: 'connecting' }, call: { parked: null } });
    expect(left(taken, parked()).interaction).toMatchObject({
      ...{ status: 'connecting', queueVisits: 2, enqueuedAt: at(-9) },
      assignments: [
        { agentId: 'ana', status: 'wrap-up' },
        { agentId: 'ben', status: 'active', role: 'primary' },
      ],
    });
  });

  it.each([
    ['has no room', agent({ id: 'ben', work: [work({ interactionId: interactionId(2), cost: 30 })] }), null],
    ['has as many calls as he may', agent({ id: 'ben', profile: profile({ caps: { voice: 0 } }) }), 0],
  ])('is not taken on by who %s', (_sentence, who, cap) => {
    expect(refused(() => pickUpParked(parked(), who, parker, {}, NOW))).toMatchObject({
      ...{ code: 'CAPACITY_EXCEEDED', params: { cap, live: 0, cost: 100 } },
    });
  });

  it.each([
    ['it was taken back', talking(), ben],
    ['it is his own', parked(), ana],
    ['nobody has noted it', talking({ legs: [customer()] }, { status: 'parked' }), ben],
  ])('is not picked up where %s', (_sentence, inHand, who) => {
    expect(refused(() => pickUpParked(inHand, who, parker, {}, NOW)).code).toBe('INTERACTION_STATE');
  });

  it('that nobody picks up in time waits in front of its queue again', () => {
    const ended = left(parkEnded(parked(NOW), parker, settings(), NOW), parked(NOW));

    expect(ended.interaction).toMatchObject({ status: 'queued', queueVisits: 2, enqueuedAt: NOW });
    expect(ended.call.parked).toBeNull();
  });

  it.each([
    ['there is time', parked(at(1))],
    ['it waits for ever', parked(null)],
    ['it was picked up', talking()],
  ])('waits on where %s', (_sentence, inHand) => {
    expect(parkEnded(inHand, parker, settings(), NOW)).toBe(nothing);
  });
});

describe('a call that is handed to somebody outside', () => {
  const outsider = {
    endpoint: { kind: 'phone' as const, number: '+15550177' },
    address: '+15550177',
    kind: 'phone' as const,
  };

  it('goes on without the agent, whose part is over', () => {
    const handed = left(handOver(talking(), ana, campaign(), outsider, null, moment()), talking());

    expect(handed.interaction).toMatchObject({ status: 'handed-over', assignments: [{ status: 'wrap-up' }] });
    expect(handed.call.legs).toMatchObject([
      { activity: { id: activityId(1) } },
      { party: { kind: 'agent' } },
      { party: { kind: 'guest', name: '+15550177' }, state: 'dialling' },
    ]);
  });

  it('lets the customer hear it ring where the campaign says so, if he is still there', () => {
    const by = campaign({ holds: { unholdBeforeTransfer: true } });

    const handed = left(handOver(talking(), ana, by, outsider, null, moment()), talking());

    expect(handed.call.legs[0]).toMatchObject({ activity: { prompts: [{ name: 'ringback' }] } });
  });

  it('is not handed on over the heads of other agents', () => {
    const conference = talking(
      {},
      { assignments: [assignment(), assignment({ agentId: 'ben', role: 'conferenced' })] },
    );

    expect(refused(() => handOver(conference, ana, campaign(), outsider, null, moment()))).toMatchObject({
      currentState: 'conference',
    });
  });
});

describe('somebody who is asked for advice', () => {
  const outsider = { endpoint: { kind: 'sip' as const, user: 'lab' }, address: '7001', kind: 'extension' as const };
  const invited = { kind: 'outsider' as const, outsider };
  const asking = (given: Partial<CallRecord> = {}, of: Partial<InteractionRecord> = {}) =>
    talking(
      {
        legs: [customer({ held: true }), browser(), guest()],
        consult: { agentId: 'ana', legId: legId(3) },
        ...given,
      },
      of,
    );
  const conferenced = assignment({ agentId: 'ben', role: 'conferenced' });
  const askedParty = { agent: agent({ id: 'ben', work: [work()] }), campaign: campaign() };

  it('is called while the customer hears music', () => {
    const asked = left(consult(talking(), ana, invited, moment()), talking());

    expect(asked.call.legs).toMatchObject([{ held: true }, {}, { party: { kind: 'guest', name: '7001' } }]);
    expect(asked.call.consult).toEqual({ agentId: 'ana', legId: asked.call.legs[2]?.id });
  });

  it('may be a colleague, who takes part', () => {
    const colleague = { kind: 'agent' as const, agent: ben, endpoint: { kind: 'browser' as const }, rules: {} };

    const asked = left(consult(talking(), ana, colleague, moment()), talking());

    expect(asked.interaction.assignments).toMatchObject([{ agentId: 'ana' }, { agentId: 'ben', role: 'conferenced' }]);
    expect(asked.call.legs[2]).toMatchObject({ party: { kind: 'agent', agentId: 'ben' } });
  });

  it('joins at once, or has the customer wait until he has answered', () => {
    const joined = (holdBeforeConference: boolean) =>
      left(confer(talking(), ana, campaign({ holds: { holdBeforeConference } }), invited, moment()), talking()).call;

    expect(joined(false)).toMatchObject({ joining: null, legs: [{ held: false }, {}, {}] });
    expect(joined(true)).toMatchObject({ legs: [{ held: true }, {}, {}] });
    expect(joined(true).joining).toBe(joined(true).legs[2]?.id);
  });

  it('gets the customer, by the number or the name he was called by', () => {
    const extension = asking({ legs: [customer(), browser(), guest({ endpoint: { kind: 'sip', user: 'lab' } })] });
    const [outside, inside] = [asking(), extension].map(inHand => completeConsult(inHand, ana, campaign(), NOW));
    const target = (one?: Change) => one?.events.find(({ type }) => type === 'interaction.transferred.v1')?.data;

    expect(outside && left(outside, asking())).toMatchObject({
      interaction: { status: 'handed-over' },
      call: { consult: null, legs: [{ held: false }, {}, {}] },
    });
    expect(target(outside)).toMatchObject({ target: { id: '+15550177' } });
    expect(target(inside)).toMatchObject({ target: { id: legId(3) } });
  });

  it('gets the customer as a colleague', () => {
    const colleague = asking(
      {
        legs: [
          customer({ held: true }),
          browser(),
          browser({ id: legId(3), party: { kind: 'agent', agentId: 'ben' } }),
        ],
      },
      { assignments: [assignment(), conferenced] },
    );

    expect(left(completeConsult(colleague, ana, campaign(), NOW), colleague).interaction.assignments).toMatchObject([
      { status: 'wrap-up' },
      { agentId: 'ben', status: 'active', role: 'primary' },
    ]);
  });

  it.each([
    ['has not answered', asking({ legs: [customer(), browser(), guest({ state: 'ringing' })] })],
    ['was asked by somebody else', asking({ consult: { agentId: 'ben', legId: legId(3) } })],
  ])('does not get the customer who %s', (_sentence, inHand) => {
    expect(refused(() => completeConsult(inHand, ana, campaign(), NOW))).toMatchObject({
      ...{ currentState: 'consulting', allowedCommands: ['cancelConsult'] },
    });
  });

  it('is not sent away twice', () => {
    const gone = asking({ legs: [customer(), browser()] });

    expect(refused(() => cancelConsult(gone, 'ana', undefined, moment()))).toMatchObject({
      ...{ code: 'INTERACTION_STATE', allowedCommands: [] },
    });
  });

  it('is sent away, and the customer is back', () => {
    const back = left(cancelConsult(asking(), 'ana', undefined, moment()), asking()).call;

    expect(back).toMatchObject({ consult: null, legs: [{ held: false }, {}, { activity: { kind: 'hang-up' } }] });
  });

  it.each([
    ['wraps up, where he has spoken', at(-5), 'wrap-up'],
    ['has nothing to wrap up, where he never came', null, 'done'],
  ])('is sent away as a colleague and %s', (_sentence, connectedAt, status) => {
    const inHand = asking({}, { assignments: [assignment(), { ...conferenced, connectedAt }] });

    const back = left(cancelConsult(inHand, 'ana', askedParty, moment()), inHand);

    expect(back.interaction.assignments).toMatchObject([{ status: 'active' }, { agentId: 'ben', status }]);
  });

  it('has left already', () => {
    const inHand = asking({}, { assignments: [assignment()] });

    expect(left(cancelConsult(inHand, 'ana', askedParty, moment()), inHand).interaction).toBe(inHand.interaction);
  });
});

describe('a call that an agent makes', () => {
  const outbound = {
    ...{ id: interactionId(7), tenantId: 'demo', to: '+15550177', language: 'en-US' },
    customer: { id: null, name: null, email: null, phone: '+15550177' },
    gathering: false,
  };
  const caller = campaign({ callerNumber: '+15550100' });
  const start = (to: string | null = outbound.to, who = agent(), by = caller) =>
    startOutbound({ ...outbound, to }, who, by, queue({ channels: ['voice'] }), settings(), NOW);

  it('is his at once, shows the number of the campaign, and begins with himself', () => {
    const one = start();

    expect(one.interactions[0]?.after).toMatchObject({
      ...{ status: 'connecting', direction: 'outbound', queueVisits: 0, profile: { calledNumber: '+15550177' } },
      assignments: [{ agentId: 'ana', status: 'active' }],
    });
    expect(one.calls[0]?.after).toMatchObject({ from: '+15550100', to: '+15550177', legs: [] });
  });

  it('is a room of his own without anybody to call', () => {
    expect(start(null).interactions[0]?.after.profile).toEqual({});
  });

  it('needs a number that is shown', () => {
    expect(refused(() => start(outbound.to, agent(), campaign())).code).toBe('CALLER_NUMBER_MISSING');
  });

  it.each([
    ['room', agent({ work: [work({ cost: 30 })] }), null],
    ['a call left', agent({ profile: profile({ caps: { voice: 0 } }) }), 0],
  ])('needs %s', (_sentence, who, cap) => {
    expect(refused(() => start(outbound.to, who))).toMatchObject({ code: 'CAPACITY_EXCEEDED', params: { cap } });
  });
});
