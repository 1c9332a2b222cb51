import type { BusinessHours, Weekday } from '#schemas/admin/model.ts';

/** Whether business hours allow contacts at an instant; `holiday` names the day whose own rules decided. */
export interface Opening {
  readonly open: boolean;
  readonly holiday?: string;
}

/**
 * Judges by the wall clock of the hours' time zone (QUE-09). A period includes its first minute and excludes the minute
 * named by `to`; an hour that a clock change skips never comes, one that it repeats counts twice.
 */
export function isOpen(hours: BusinessHours, instant: string): Opening {
  const { date, weekday, time } = wallClock(hours.timeZone, instant);
  const holiday = hours.holidays.find(one => one.date === date);
  const periods = holiday ? holiday.periods : (hours.week[weekday] ?? []);
  const open = periods.some(({ from, to }) => from <= time && time < to);
  return holiday ? { open, holiday: holiday.name } : { open };
}

interface WallClock {
  /** `2026-11-21` */
  readonly date: string;
  readonly weekday: Weekday;
  /** `09:30` */
  readonly time: string;
}

function wallClock(timeZone: string, instant: string): WallClock {
  const parts = formatOf(timeZone).formatToParts(new Date(instant));
  const shown = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return {
    date: `${shown['year']}-${shown['month']}-${shown['day']}`,
    weekday: shown['weekday']?.toLowerCase() as Weekday,
    time: `${shown['hour']}:${shown['minute']}`,
  };
}

/** Making a format takes far longer than using it; there are some hundred time zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}
