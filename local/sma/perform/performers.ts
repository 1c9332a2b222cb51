import { type ActionType, type ParsedAction, SYSTEM_ERROR } from '../actions.ts';
import { playAudioAndGetDigits, receiveDigits, sendDigits, speakAndGetDigits } from './digits.ts';
import { callAndBridge, hangup } from './legs.ts';
import { joinChimeMeeting, modifyChimeMeetingAttendees } from './meeting.ts';
import { pause, playAudio, speak } from './playback.ts';
import {
  pauseCallRecording,
  recordAudio,
  resumeCallRecording,
  startCallRecording,
  stopCallRecording,
} from './recording.ts';
import type { Perform, Performance, Stage } from './stage.ts';

/** The audio is not simulated, so that there is nothing to suppress. */
const voiceFocus: Perform<'VoiceFocus'> = (_, { done }) => {
  done();
  return undefined;
};

/** An account may use no bots until its quota is raised. */
const startBotConversation: Perform<'StartBotConversation'> = (_, { failed }) => {
  failed(SYSTEM_ERROR);
  return undefined;
};

const performers: { readonly [T in ActionType]: Perform<T> } = {
  PlayAudio: playAudio,
  PlayAudioAndGetDigits: playAudioAndGetDigits,
  Speak: speak,
  SpeakAndGetDigits: speakAndGetDigits,
  ReceiveDigits: receiveDigits,
  SendDigits: sendDigits,
  RecordAudio: recordAudio,
  Pause: pause,
  Hangup: hangup,
  CallAndBridge: callAndBridge,
  JoinChimeMeeting: joinChimeMeeting,
  ModifyChimeMeetingAttendees: modifyChimeMeetingAttendees,
  StartCallRecording: startCallRecording,
  StopCallRecording: stopCallRecording,
  PauseCallRecording: pauseCallRecording,
  ResumeCallRecording: resumeCallRecording,
  VoiceFocus: voiceFocus,
  StartBotConversation: startBotConversation,
};

export function perform({ type, parameters }: ParsedAction, stage: Stage): Performance | undefined {
  const performer = performers[type] as (parameters: unknown, stage: Stage) => Performance | undefined;
  return performer(parameters, stage);
}
