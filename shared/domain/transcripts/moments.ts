/** Short formats of a locale, as mails show dates and times (LOC-03). */
export interface Moments {
  date(instant: string): string;
  time(instant: string): string;
  both(instant: string): string;
}

/** A locale that nobody knows falls back to the one of the queue. */
export function momentsOf(wanted: string | null, fallback: string, timeZone: string): Moments {
  const locale = wanted !== null && isKnown(wanted) ? wanted : fallback;
  const shown = (style: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...style });
    return (instant: string) => format.format(new Date(instant));
  };
  return {
    date: shown({ dateStyle: 'short' }),
    time: shown({ timeStyle: 'short' }),
    both: shown({ dateStyle: 'short', timeStyle: 'short' }),
  };
}

function isKnown(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
