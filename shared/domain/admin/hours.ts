import type { BusinessHours, Weekday } from '#schemas/admin/model.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';

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
  const open = periods.some(period => includes(period, time));
  return holiday ? { open, holiday: holiday.name } : { open };
}

type Period = BusinessHours['holidays'][number]['periods'][number];

const includes = ({ from, to }: Period, time: string): boolean => from <= time && time < to;

/**
 * When hours end that allow contacts at an instant: that instant itself where they do not, and not later than `latest`.
 * Periods that meet, over midnight too, are one; a clock change moves the end as it moves the clock on the wall.
 */
export function openUntil(hours: BusinessHours, instant: string, latest: string): string {
  for (let at = instant; at < latest; ) {
    const { date, weekday, time } = wallClock(hours.timeZone, at);
    const day = hours.holidays.find(one => one.date === date)?.periods ?? hours.week[weekday] ?? [];
    const period = day.find(one => includes(one, time));
    if (!period) return at;
    at = endOf(period, time, at, hours.timeZone);
  }
  return latest;
}

/** The instant at which the clock on the wall shows the end of a period; at least a minute on, where it skips that. */
function endOf({ to }: Period, time: string, at: string, timeZone: string): string {
  const minute = `${at.slice(0, 17)}00.000Z`;
  const straight = plusSeconds(minute, 60 * (minutes(to) - minutes(time)));
  const ahead = minutes(wallClock(timeZone, straight).time) - (minutes(to) % DAY);
  const shift = ahead - DAY * Math.round(ahead / DAY);
  const end = plusSeconds(straight, -60 * shift);
  return end > at ? end : plusSeconds(minute, 60);
}

const DAY = 24 * 60;
const minutes = (time: string): number => 60 * Number(time.slice(0, 2)) + Number(time.slice(3));

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
