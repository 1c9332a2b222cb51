/** Instants are ISO 8601 texts in UTC with milliseconds: text order is time order. */

export const toInstant = (epochMs: number): string => new Date(epochMs).toISOString();

export const plusMs = (instant: string, ms: number): string => toInstant(Date.parse(instant) + ms);

export const plusSeconds = (instant: string, seconds: number): string => plusMs(instant, seconds * 1000);

/** Milliseconds from one instant to another; negative when `to` is earlier. */
export const msBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
