import { FOREIGN_ATTENDEES, INVALID_ACTION, INVALID_JOIN_TOKEN, NOT_IN_MEETING } from '../actions.ts';
import { isTalking } from '../leg.ts';
import type { Perform } from './stage.ts';

/** How a meeting is called from the telephone network. */
export const MEETING_NUMBER = '+17035550122';

/** Takes the caller into a meeting; the second leg is his seat there. */
export const joinChimeMeeting: Perform<'JoinChimeMeeting'> = ({ JoinToken, MeetingId }, stage) => {
  const { world, call } = stage;
  if (call.legB) {
    stage.failed(INVALID_ACTION);
    return undefined;
  }
  const valid = () => world.meetings.attendeeOf(MeetingId, JoinToken);
  if (!valid()) {
    stage.failed(INVALID_JOIN_TOKEN);
    return undefined;
  }
  const legB = call.addLegB({ kind: 'meeting', from: 'SMA', to: MEETING_NUMBER });
  const fail = () => {
    call.removeLegB();
    stage.failedWith('ErrorJoiningMeeting: Error while joining meeting.');
  };
  stage.after(world.timing.join, () => {
    const attendee = valid();
    if (!attendee || world.faults.joinFails?.(attendee.AttendeeId)) return fail();
    legB.connection = world.meetings.connect(MeetingId, attendee, 'phone', () => call.end(legB, 0));
    call.answer(legB);
    stage.done();
  });
  return { stop: () => call.removeLegB() };
};

/** Mutes telephones of the meeting that this call has joined. */
export const modifyChimeMeetingAttendees: Perform<'ModifyChimeMeetingAttendees'> = (parameters, stage) => {
  const { call, leg, world } = stage;
  const { MeetingId, AttendeeList, Operation } = parameters;
  if (!isTalking(call.legB) && leg === call.legA && !leg.connection) stage.failed(INVALID_ACTION);
  else if (leg.connection?.meetingId !== MeetingId) stage.failed(NOT_IN_MEETING);
  else if (!world.meetings.mute(MeetingId, AttendeeList, Operation === 'Mute')) stage.failed(FOREIGN_ATTENDEES);
  else stage.done();
  return undefined;
};
