const known = new Set<string>();

/** Whether the runtime knows the zone. Asking it is slow, so that zones it knows are asked for once. */
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
