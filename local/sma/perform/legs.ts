import { FOREIGN_CALLER_ID, INVALID_ACTION, INVALID_AUDIO, SYSTEM_ERROR } from '../actions.ts';
import type { Conformance } from '../conformance.ts';
import { isMeeting, isTalking, type Leg } from '../leg.ts';
import { audioMs, promptOf } from './playback.ts';
import type { Perform, Told } from './stage.ts';

const NOT_ANSWERED = { type: 'CallNotAnswered', message: 'Call not answered' };
const RINGBACK = 'tone:ringback';

/** Calls a second party and connects the two. Neither hangs up when the other does. */
export const callAndBridge: Perform<'CallAndBridge'> = (parameters, stage) => {
  const { world, call, leg } = stage;
  const { RingbackTone: tone, CallerIdNumber: callerId } = parameters;
  const [endpoint] = parameters.Endpoints;
  if (!endpoint || call.legB) {
    stage.failed(INVALID_ACTION);
    return undefined;
  }
  if (!world.owns(callerId) && callerId !== leg.from) {
    stage.failed(FOREIGN_CALLER_ID);
    return undefined;
  }
  if (tone && audioMs(world, tone) === undefined) {
    stage.failed({ ...INVALID_AUDIO, message: 'Cannot access S3 bucket or audio file.' });
    return undefined;
  }
  if (world.activeCalls() >= world.quotas.activeCalls) {
    stage.failed(SYSTEM_ERROR);
    return undefined;
  }

  const { Uri: to, BridgeEndpointType: type } = endpoint;
  const sipHeaders = type === 'AWS' ? parameters.SipHeaders : undefined;
  const legB = call.addLegB({ kind: type === 'AWS' ? 'sip' : 'phone', from: callerId, to, sipHeaders });
  const fail = () => {
    call.removeLegB();
    stage.failed(NOT_ANSWERED);
  };
  stage.play(tone ? promptOf(tone) : RINGBACK);
  stage.after(parameters.CallTimeoutSeconds * 1000, fail);
  stage.after(world.timing.ring, () => {
    const phone = world.phones.behaviorOf(to);
    legB.state = 'ringing';
    if (phone.behavior === 'busy') return fail();
    if (phone.behavior === 'no-answer') return;
    if (phone.behavior === 'voicemail') legB.voice = `voicemail:${to}`;
    stage.after(phone.afterSeconds * 1000, () => {
      call.answer(legB);
      call.answer(leg);
      stage.done();
    });
  });
  return { stop: () => call.removeLegB() };
};

const BRIDGED = { both: 'told', hangup: 'awaited', 'action-successful': 'silent' } as const;

/** Whether `HANGUP` tells of a leg that the application hangs up while the other one lives. */
function toldOf(leg: Leg, flag: Conformance['hangupOfBridgedLeg']): Told {
  if (leg.tag === 'LEG-A') return BRIDGED.hangup;
  return isMeeting(leg) ? 'silent' : BRIDGED[flag];
}

/** Whether it alone does, so that there is no success of the action to be told. */
export const isToldByHangup = (leg: Leg, flag: Conformance['hangupOfBridgedLeg']): boolean =>
  toldOf(leg, flag) === 'awaited';

/** Ends a leg. Of a meeting leg it is the way out of the meeting, and of an inbound leg that rings the refusal. */
export const hangup: Perform<'Hangup'> = ({ SipResponseCode: code }, stage) => {
  const { call, leg, world } = stage;
  const { hangupWhileRinging, hangupOfBridgedLeg } = world.conformance;
  const isTwo = isTalking(leg === call.legA ? call.legB : call.legA);
  if (leg.direction === 'Outbound' && !leg.answered && hangupWhileRinging === 'fails') {
    stage.failed(INVALID_ACTION);
    return undefined;
  }
  call.end(leg, code, isTwo ? toldOf(leg, hangupOfBridgedLeg) : 'told');
  stage.done();
  return undefined;
};
