/** Asking the runtime for a zone is slow, and the first time it loads all it knows of dates; UTC needs no asking. */
const known = new Set(['UTC']);

/** Whether the runtime knows the zone. */
export const isTimeZone = (name: string): boolean => {
  if (known.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  known.add(name);
  return true;
};
