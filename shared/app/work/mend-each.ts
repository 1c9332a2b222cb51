import { AppError } from '#shared/domain/kit/app-error.ts';

/** What may pass by itself: somebody was faster, or the store is busy. */
const PASSING: ReadonlySet<string> = new Set(['WRITE_CONFLICT', 'TRY_LATER']);

/** Mends one after the other. One that cannot be mended now is left to the next sweep and holds up nobody else. */
export async function mendEach<T, Found>(
  suspects: readonly T[],
  mend: (suspect: T) => Promise<Found | undefined>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const suspect of suspects) {
    try {
      const one = await mend(suspect);
      if (one) found.push(one);
    } catch (thrown) {
      if (!(thrown instanceof AppError && PASSING.has(thrown.code))) throw thrown;
    }
  }
  return found;
}
