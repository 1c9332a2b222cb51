/** All that the simulator knows of time. The clocks of the local system fit, and so does one that tests move. */
export interface SmaClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs the work at the instant, or soon when that has passed. Returns what cancels it. */
  at(when: number, run: () => Promise<void>): () => void;
}
