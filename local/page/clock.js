let offsetMs = 0;

/** Learns what time it is at the server. */
export function learnTime(serverTime) {
  offsetMs = Date.parse(serverTime) - Date.now();
}

export const serverNow = () => Date.now() + offsetMs;

const countdowns = new Map();

/**
 * Counts down to an instant of the server's clock.
 *
 * @param {HTMLElement} owner the countdown ends when it has left the page
 * @param {(leftMs: number) => void} show
 */
export function countDown(owner, until, show) {
  const end = Date.parse(until);
  const look = () => show(Math.max(0, end - serverNow()));
  countdowns.set(owner, look);
  look();
}

export const stopCountDown = owner => countdowns.delete(owner);

setInterval(() => {
  for (const [owner, look] of countdowns) {
    if (owner.isConnected) look();
    else countdowns.delete(owner);
  }
}, 250);
