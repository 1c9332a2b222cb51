import type { Activity, ActivityOf } from '#schemas/voice/activity.ts';
import type { LegOrders } from '#shared/app/voice/ports.ts';
import type { Told } from './attributes.ts';
import { collectSteps, collectTexts, spokenIn } from './collect.ts';
import { errandActions } from './errands.ts';
import { hangUp, isInRoom, pause, playAudio, type Scene, tagOf } from './scene.ts';
import { MOST_ACTIONS, type SmaAction } from './sma-answer.ts';
import { type Ends, endsOf } from './sma-event.ts';
import type { SpokenText } from './sound-files.ts';

export interface Rendered {
  readonly actions: readonly SmaAction[];
  /** What the leg knows after them. */
  readonly told: Told | null;
}

/** A leg that is in its room already; long enough to be an action, too short to be noticed. */
const ALREADY_THERE_MS = 100;
/** Nothing to play lasts this long, so that nothing again and again costs little. */
const NOTHING_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** Before anything after a prompt that could not be played: if that fails as well, the two do not race around. */
const AFTER_FAILURE_MS = 1000;
const AFTER_INVALID_ANSWER_MS = 5000;

/** The actions that carry orders out, within the documented limits, whatever the orders are. */
export function actionsFor(orders: LegOrders, scene: Scene): Rendered {
  const ends = endsOf(scene.event);
  const { activity } = orders;
  const before = [...pauseAfterFailure(scene, ends, activity), ...errandActions(orders, scene, ends)];
  if (!activity) return { actions: before, told: scene.told };
  const steps = stepsOf(activity, orders, scene, ends);
  const done = scene.rest && scene.told?.id === activity.id ? Math.max(0, steps.length - scene.told.left) : 0;
  const first = [...before, ...leaving(activity, scene, ends)];
  const taken = steps.slice(done, done + MOST_ACTIONS - first.length);
  const left = steps.length - done - taken.length;
  return { actions: [...first, ...taken], told: { kind: activity.kind, id: activity.id, left } };
}

/** Whether a leg has to be given a seat: it is to talk, and is not in its room yet. */
export function needsSeat({ activity }: LegOrders, scene: Scene): boolean {
  const ends = endsOf(scene.event);
  return activity?.kind === 'talk' && !ends.bridged && !isInRoom(scene, ends);
}

/** What must have been spoken into files before the orders can be carried out. */
export function textsOf({ activity, language }: LegOrders): SpokenText[] {
  if (activity?.kind === 'play') return spokenIn(activity.prompts, language);
  return activity?.kind === 'collect' ? collectTexts(activity, language) : [];
}

/**
 * A room is left before anything else is heard; the rest of the list follows by itself. A leg that was told to leave and
 * asks before it has left is not told again: taking down what is down already would fail, and with it what comes after.
 */
function leaving({ kind }: Activity, scene: Scene, ends: Ends): SmaAction[] {
  const stays = kind === 'talk' || kind === 'hang-up' || ends.bridged;
  return stays || !isInRoom(scene, ends) ? [] : [hangUp('LEG-B', 0)];
}

function pauseAfterFailure({ event }: Scene, ends: Ends, activity: Activity | null): SmaAction[] {
  const { InvocationEventType: type, ActionData } = event;
  if (activity === null || activity.kind === 'hang-up') return [];
  if (type === 'INVALID_LAMBDA_RESPONSE') return [pause(ends, AFTER_INVALID_ANSWER_MS)];
  return type === 'ACTION_FAILED' && ActionData.Type === 'PlayAudio' ? [pause(ends, AFTER_FAILURE_MS)] : [];
}

function stepsOf(activity: Activity, orders: LegOrders, scene: Scene, ends: Ends): SmaAction[] {
  switch (activity.kind) {
    case 'ring':
      return [pause(ends, Math.min(LONGEST_PAUSE_MS, activity.seconds * 1000))];
    case 'play':
      return playSteps(activity, orders, scene, ends);
    case 'collect':
      return collectSteps(activity, orders, scene, ends);
    case 'record-message':
      return [recordStep(activity, orders, scene, ends)];
    case 'talk':
      return [talkStep(scene, ends)];
    case 'hang-up': {
      const codes = { normal: 0, busy: 486, unavailable: 480 } as const;
      const tag = ends.bridged && !ends.party ? 'LEG-A' : tagOf(ends);
      return [hangUp(tag, codes[activity.cause])];
    }
  }
}

function playSteps({ prompts, repeat }: ActivityOf<'play'>, orders: LegOrders, scene: Scene, ends: Ends): SmaAction[] {
  const [only, ...others] = prompts;
  if (!only) return [pause(ends, NOTHING_MS)];
  if (others.length === 0) return [playAudio(only, repeat, orders, scene, ends)];
  const round = prompts.map(prompt => playAudio(prompt, 1, orders, scene, ends));
  return Array.from({ length: repeat }, () => round).flat();
}

/** The service wants a digit that ends a recording. */
const DEFAULT_TERMINATORS = ['#'];

function recordStep(
  { id, maxSeconds, silenceSeconds, terminators }: ActivityOf<'record-message'>,
  { tenantId, interactionId }: LegOrders,
  { places }: Scene,
  ends: Ends,
): SmaAction {
  return {
    Type: 'RecordAudio',
    Parameters: {
      ParticipantTag: tagOf(ends),
      RecordingDestination: {
        Type: 'S3',
        BucketName: places.recordingsBucket,
        Prefix: `messages/${tenantId}/${interactionId}/${id}`,
      },
      RecordingTerminators: terminators.length > 0 ? terminators : DEFAULT_TERMINATORS,
      DurationInSeconds: maxSeconds,
      SilenceDurationInSeconds: silenceSeconds,
    },
  };
}

/** @throws TypeError when nobody took a seat for it */
function talkStep(scene: Scene, ends: Ends): SmaAction {
  if (ends.bridged || isInRoom(scene, ends)) return pause(ends, ALREADY_THERE_MS);
  if (!scene.seat) throw new TypeError('a leg that is to talk needs a seat');
  const { joinToken, meetingId } = scene.seat;
  return {
    Type: 'JoinChimeMeeting',
    Parameters: { ParticipantTag: 'LEG-A', JoinToken: joinToken, MeetingId: meetingId },
  };
}
