import type { Leg } from '#schemas/voice/model.ts';

/** Lets nobody hear a party, who still hears the others (VOICE-09). */
export const setMuted = (leg: Leg, muted: boolean): Leg => (leg.muted === muted ? leg : { ...leg, muted });
