/** One command as its caller saw it: when it was sent and answered, by a clock that counts such moments. */
export interface Observed<Op, Result> {
  readonly op: Op;
  readonly result: Result;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** What a thing may do, one command after the other. */
export interface Model<State, Op, Result> {
  readonly start: State;
  /** The state after the command if it may be answered so in this state; undefined when it may not. */
  next(state: State, op: Op, result: Result): State | undefined;
}

/**
 * Whether the commands can be put in an order in which each takes effect at one moment between its sending and its
 * answer, and the model allows every answer (Herlihy and Wing 1990). The search is that of Wing and Gong (1993): try
 * each command that may come first, remember which sets of commands in which states led nowhere (Lowe 2017).
 * Answers such an order, or undefined.
 */
export function linearization<State, Op, Result>(
  model: Model<State, Op, Result>,
  history: readonly Observed<Op, Result>[],
): readonly Observed<Op, Result>[] | undefined {
  if (history.length > 31) throw new RangeError('a history has 31 commands at most');
  const all = 2 ** history.length - 1;
  const hopeless = new Set<string>();

  /** `done` has one bit for each command that is in the order already. */
  function search(done: number, state: State): Observed<Op, Result>[] | undefined {
    if (done === all) return [];
    const seen = `${done} ${JSON.stringify(state)}`;
    if (hopeless.has(seen)) return undefined;
    const open = history.flatMap((one, at) => (done & (1 << at) ? [] : [{ one, at }]));
    const firstAnswer = Math.min(...open.map(({ one }) => one.answeredAt));
    for (const { at, one } of open.filter(candidate => candidate.one.sentAt < firstAnswer)) {
      const after = model.next(state, one.op, one.result);
      const rest = after === undefined ? undefined : search(done | (1 << at), after);
      if (rest) return [one, ...rest];
    }
    hopeless.add(seen);
    return undefined;
  }
  return search(0, model.start);
}
