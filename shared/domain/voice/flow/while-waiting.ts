import type { FlowStepOf, QueueAnnouncements } from '#schemas/voice/flow-step.ts';
import type { FlowState } from '#schemas/voice/model.ts';
import { msBetween } from '#shared/domain/kit/instant.ts';
import { waitingMusic } from '../play.ts';
import { spoken } from './prompts.ts';
import type { ActivityPlan } from './walk.ts';

/** What is known of a caller's wait. */
export interface Waiting {
  /** Counts from 1; null where it is not known. */
  readonly position: number | null;
  /** Expected wait from now in ms; null where there is no honest figure. */
  readonly etaMs: number | null;
}

const MINUTE_MS = 60_000;

/** Wherever a flow says nothing else, or does not know the queue any more. */
export const MUSIC_ALONE: Pick<FlowStepOf<'queue'>, 'music' | 'announcements'> = { music: 'music' };

/**
 * What a waiting caller hears next: music, which goes on by itself where nothing is announced, or an announcement when its time has come. Music first: an announcement right
 * after the greeting would repeat it. A place is never announced that is worse than the one announced before.
 */
export function whileWaiting(
  step: Pick<FlowStepOf<'queue'>, 'music' | 'announcements'>,
  state: FlowState,
  language: string,
  place: () => Waiting,
  now: string,
): { readonly state: FlowState; readonly activity: ActivityPlan } {
  const { announcements } = step;
  const music = waitingMusic(step.music, announcements !== undefined);
  const before = state.waiting;
  if (!announcements || !before || !isTime(announcements, before, now)) return { state, activity: music };
  const waiting = place();
  const position = waiting.position !== null && !grown(before, waiting.position) ? waiting.position : null;
  const said = spoken(
    [
      ...announcements.prompts,
      ...(position === null ? [] : announcements.position),
      ...(waiting.etaMs === null ? [] : announcements.estimate),
    ],
    language,
    { ...state.values, position: String(position), minutes: String(minutesOf(waiting.etaMs ?? 0)) },
  ).slice(0, MOST_PROMPTS);
  const announcedPosition = position ?? before.announcedPosition;
  return {
    state: { ...state, waiting: { ...before, announcedAt: now, announcedPosition } },
    activity: said.length > 0 ? { kind: 'play', prompts: said, repeat: 1 } : music,
  };
}

/** Prompts of one activity. */
const MOST_PROMPTS = 10;

const isTime = (
  { everySeconds }: QueueAnnouncements,
  { announcedAt, since }: NonNullable<FlowState['waiting']>,
  now: string,
): boolean => msBetween(announcedAt ?? since, now) >= everySeconds * 1000;

const grown = ({ announcedPosition }: NonNullable<FlowState['waiting']>, position: number): boolean =>
  announcedPosition !== null && position > announcedPosition;

const minutesOf = (ms: number): number => Math.max(1, Math.ceil(ms / MINUTE_MS));
