import type { Errand } from '#schemas/voice/activity.ts';
import type { LegAddress, LegOrders } from '#shared/app/voice/ports.ts';
import { recordingPrefix } from './recording-key.ts';
import type { MediaPlaces, Scene } from './scene.ts';
import type { ActionOf, SmaAction } from './sma-answer.ts';
import type { Ends } from './sma-event.ts';

/** Digits that one answer sends: more in one moment than anybody types. */
const MOST_DIGIT_ACTIONS = 4;
const DIGITS_PER_ACTION = 50;

/** Errands come to their last word: a recording that is to be paused and resumed in one moment goes on. */
export function errandActions({ errands, ...leg }: LegOrders, { places }: Scene, { party }: Ends): SmaAction[] {
  if (!party) return [];
  const { CallId } = party;
  return [...recordingActions(errands, leg, CallId, places), ...digitActions(errands, CallId)];
}

function recordingActions(
  errands: readonly Errand[],
  leg: LegAddress,
  CallId: string,
  { recordingsBucket }: MediaPlaces,
): SmaAction[] {
  const wishes = errands.flatMap(errand => (errand.kind === 'recording' ? [errand.to] : []));
  const start: ActionOf<'StartCallRecording'> = {
    Type: 'StartCallRecording',
    Parameters: {
      CallId,
      Track: 'BOTH',
      Destination: {
        Type: 'S3',
        Location: `${recordingsBucket}/${recordingPrefix(leg)}`,
      },
    },
  };
  const last = wishes.at(-1);
  const begun = wishes.includes('start');
  switch (last) {
    case undefined:
      return [];
    case 'start':
      return [start];
    case 'resume':
      return begun ? [start] : [{ Type: 'ResumeCallRecording', Parameters: { CallId } }];
    case 'pause':
      return [...(begun ? [start] : []), { Type: 'PauseCallRecording', Parameters: { CallId } }];
    case 'stop':
      return [...(begun ? [start] : []), { Type: 'StopCallRecording', Parameters: { CallId } }];
  }
}

function digitActions(errands: readonly Errand[], CallId: string): SmaAction[] {
  const digits = errands.map(errand => (errand.kind === 'send-digits' ? errand.digits : '')).join('');
  const parts = digits.match(new RegExp(`.{1,${DIGITS_PER_ACTION}}`, 'g')) ?? [];
  return parts
    .slice(0, MOST_DIGIT_ACTIONS)
    .map(Digits => ({ Type: 'SendDigits' as const, Parameters: { CallId, Digits } }));
}
