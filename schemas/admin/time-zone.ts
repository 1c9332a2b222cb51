/** UTC is known without asking: the platform takes some 10 ms to load all it knows of dates, which most tenants never need. */
export const isTimeZone = (name: string): boolean => name === 'UTC' || isKnown(name);

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
