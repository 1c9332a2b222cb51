import type { CustomerWatch, Entry, InteractionRecord, Patience, Seen } from '#schemas/interactions/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';

/*
 * What a customer's silence and absence come to. Signs of life are frequent and lie apart from the interaction; a look
 * at its instant asks when the last one was, and is repeated later when that was lately. So one timer runs for each
 * period of silence, however much is said, and a look that comes late, twice or for an instant that has moved finds
 * nothing to do.
 */

export const unwatched: CustomerWatch = { idleLookAt: null, idleWarnedAt: null, pageLookAt: null, away: null };

/** The facts a look is about, beside the interaction. */
export interface Signs {
  /** Newest last. */
  readonly tail: readonly Entry[];
  readonly seen: Seen | null;
}

/** From the moment an agent takes the conversation on, silence counts (TIME-03). */
export function listening(
  { customerWatch, patience }: Pick<InteractionRecord, 'customerWatch' | 'patience'>,
  now: string,
): CustomerWatch | null {
  if (patience?.idleSeconds == null) return customerWatch;
  const idleLookAt = plusSeconds(now, idleLookAfter(patience, patience.idleSeconds));
  return { ...(customerWatch ?? unwatched), idleLookAt, idleWarnedAt: null };
}

/** Seconds of silence after which somebody should look: at the warning, where there is one. */
export const idleLookAfter = ({ idleWarningSeconds }: Patience, idleSeconds: number): number =>
  warns(idleWarningSeconds, idleSeconds) ? idleSeconds - idleWarningSeconds : idleSeconds;

/** A warning as long as the whole time would come at its beginning: it is left out. */
export const warns = (warningSeconds: number, seconds: number): boolean =>
  warningSeconds > 0 && warningSeconds < seconds;

/** The page has shown itself: from here on its absence counts (TIME-01). */
export function pageSeen(
  { customerWatch, patience }: Pick<InteractionRecord, 'customerWatch' | 'patience'>,
  now: string,
): CustomerWatch | null {
  if (patience?.pageLostSeconds == null) return customerWatch;
  return lookedFor(customerWatch ?? unwatched, patience, patience.pageLostSeconds, now);
}

/** The page is looked for as long after now as it may be away unmissed. */
export const lookedFor = (
  watch: CustomerWatch,
  patience: Patience,
  pageLostSeconds: number,
  now: string,
): CustomerWatch => ({ ...watch, pageLookAt: plusSeconds(now, pageLookAfter(patience, pageLostSeconds)) });

/** Seconds of absence after which somebody should look. */
export const pageLookAfter = ({ pageLostWarningSeconds }: Patience, pageLostSeconds: number): number =>
  warns(pageLostWarningSeconds, pageLostSeconds) ? pageLostSeconds - pageLostWarningSeconds : pageLostSeconds;

/**
 * Since when nobody has said anything: the last message of either side, a touch of the customer's keyboard, or the
 * beginning of the conversation with the agent who has it now. Who waits for an answer is not idle.
 */
export function silentSince(interaction: InteractionRecord, { seen, tail }: Signs): string {
  const said = tail.findLast(entry => entry.kind === 'message' && entry.author.kind !== 'system');
  const connected = interaction.assignments.findLast(one => one.status === 'active')?.connectedAt;
  return latest(said?.at, seen?.activeAt, connected, interaction.firstEnqueuedAt);
}

/** When the customer showed any sign of life last. */
export function seenLast(interaction: InteractionRecord, { seen, tail }: Signs): string {
  const line = tail.findLast(entry => entry.author.kind === 'customer');
  return latest(line?.at, seen?.seenAt, interaction.customerWatch?.away?.since, interaction.firstEnqueuedAt);
}

const latest = (...instants: readonly (string | null | undefined)[]): string =>
  instants.filter(instant => typeof instant === 'string').reduce((last, one) => (one > last ? one : last), '');
