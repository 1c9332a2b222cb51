import type { RecordingSettings } from '#schemas/admin/model.ts';
import type { Activity, ActivityOf } from '#schemas/voice/activity.ts';
import type { Leg } from '#schemas/voice/model.ts';
import { give, type Moment } from './leg.ts';

/** What is heard while one waits. */
type WaitingSound = 'music' | 'ringback';

/** Music goes on until something else is to be done: when it is over, it is played again. */
const MUSIC_REPEATS = 100;

/** A sound that goes on for as long as one waits, or, `once`, until it is over. */
export const waitingMusic = (name: string, once = false): Omit<ActivityOf<'play'>, 'id'> => ({
  kind: 'play',
  prompts: [{ kind: 'sound', name }],
  repeat: once ? 1 : MUSIC_REPEATS,
});

/**
 * Lets a party hear music: while waiting, on hold, parked; or the ringing of the telephone that is called for him. Who
 * still has to answer has the time that takes.
 */
export const playMusic = (leg: Leg, { newId }: Moment, name: WaitingSound = 'music'): Leg =>
  give(leg, { ...waitingMusic(name), id: newId('act') }, leg.state === 'connected' ? null : leg.dueAt);

const WAITING_SOUNDS: ReadonlySet<string> = new Set<WaitingSound>(['music', 'ringback']);

export const isMusic = (activity: Activity): boolean =>
  activity.kind === 'play' &&
  activity.prompts.every(prompt => prompt.kind === 'sound' && WAITING_SOUNDS.has(prompt.name));

/**
 * Says what a customer must be told before anybody speaks, where calls may be recorded (REC-05); the leg as it is where
 * there is nothing to say.
 */
export const announce = (leg: Leg, { announcement, mode }: RecordingSettings, { newId }: Moment): Leg =>
  mode === 'never' || announcement === undefined
    ? leg
    : give(
        leg,
        { kind: 'play', id: newId('act'), prompts: [{ kind: 'speech', text: announcement }], repeat: 1 },
        leg.dueAt,
      );

export const isAnnouncement = (activity: Activity): boolean =>
  activity.kind === 'play' && activity.prompts.every(prompt => prompt.kind === 'speech');
