import type { Activity } from '#schemas/voice/activity.ts';
import type { Leg } from '#schemas/voice/model.ts';
import { give, type Moment } from './leg.ts';

/** Music goes on until something else is to be done: when it is over, it is played again. */
const MUSIC_REPEATS = 100;

/** Lets a party hear music: while waiting, on hold, parked. */
export const playMusic = (leg: Leg, { newId }: Moment): Leg =>
  give(
    leg,
    { kind: 'play', id: newId('act'), prompts: [{ kind: 'sound', name: 'music' }], repeat: MUSIC_REPEATS },
    null,
  );

export const isMusic = (activity: Activity): boolean =>
  activity.kind === 'play' && activity.prompts.every(prompt => prompt.kind === 'sound' && prompt.name === 'music');
