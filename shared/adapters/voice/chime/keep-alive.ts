/*
 * What a call is answered when nobody can say what it is to do: a pause, after which it asks again. Each is longer than
 * the one before, because the service ends a call after 1,000 questions. They last a millisecond more than whole
 * seconds, which tells them from the pauses of a leg that rings.
 */

const PAUSES_MS = [501, 2001, 8001, 29_001] as const;

/** @param before how long the call has just waited, in ms, if it has */
export const keepAliveMs = (before: number | undefined): number =>
  isKeepAlive(before) ? (PAUSES_MS.find(ms => ms > before) ?? 29_001) : PAUSES_MS[0];

export const isKeepAlive = (ms: number | undefined): ms is number => PAUSES_MS.some(pause => pause === ms);
