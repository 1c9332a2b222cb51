/** A waiting line with Poisson arrivals, exponential service and patience, and one class. Rates per second. */
export interface Line {
  readonly agents: number;
  readonly arrivals: number;
  readonly service: number;
  /** How fast somebody who waits gives up; 0 when nobody does. */
  readonly impatience: number;
  /** Waiting places; without a limit when null. */
  readonly places: number | null;
}

export interface ExactFigures {
  /** Share of those let in who wait. */
  readonly waits: number;
  /** Mean seconds in line of those let in, served or not. */
  readonly meanWait: number;
  readonly meanLine: number;
  readonly utilisation: number;
  /** Share of those let in who give up. */
  readonly abandons: number;
  /** Share of arrivals turned away. */
  readonly blocked: number;
  /** Share of those let in who are answered within so many seconds. */
  readonly answeredWithin: (seconds: number) => number;
}

/** A line without limit is cut where its probability has vanished. */
const LONGEST_LINE = 3000;

/** The stationary figures of the birth-death chain: Erlang C, Erlang A and M/M/n/K are all cases of it. */
export function exactFigures(line: Line): ExactFigures {
  const { agents, arrivals, service, impatience } = line;
  const longest = agents + (line.places ?? LONGEST_LINE);
  const probability = stationary(line, longest);
  const blocked = line.places === null ? 0 : (probability[longest] ?? 0);
  const entering = probability.map((share, state) =>
    state === longest && line.places !== null ? 0 : share / (1 - blocked),
  );
  const meanLine = sum(probability.map((share, state) => share * Math.max(0, state - agents)));
  const letIn = arrivals * (1 - blocked);
  return {
    waits: sum(entering.slice(agents)),
    meanWait: meanLine / letIn,
    meanLine,
    utilisation: sum(probability.map((share, state) => share * Math.min(state, agents))) / agents,
    abandons: (impatience * meanLine) / letIn,
    blocked,
    answeredWithin: seconds => {
      const soon = answeredFrom(agents * service, impatience, entering.length - agents, seconds);
      return sum(entering.map((share, state) => (state < agents ? share : share * (soon[state - agents] ?? 0))));
    },
  };
}

function stationary({ agents, arrivals, service, impatience }: Line, longest: number): number[] {
  const weights = [1];
  for (let state = 1; state <= longest; state++) {
    const leaving = Math.min(state, agents) * service + Math.max(0, state - agents) * impatience;
    weights.push(((weights[state - 1] ?? 0) * arrivals) / leaving);
  }
  const total = sum(weights);
  return weights.map(weight => weight / total);
}

const STEPS = 4000;

/**
 * The chance of being answered within the time, by the number of people ahead: each of them leaves by service or
 * impatience, and so may the one who asks. Integrated by the classical Runge-Kutta rule.
 */
function answeredFrom(serving: number, impatience: number, positions: number, seconds: number): Float64Array {
  const count = Math.min(positions, 400);
  const slope = (values: Float64Array): Float64Array =>
    values.map((value, ahead) => {
      const next = ahead === 0 ? 1 : (values[ahead - 1] ?? 0);
      return (serving + ahead * impatience) * (next - value) - impatience * value;
    });
  const moved = (values: Float64Array, by: Float64Array, step: number): Float64Array =>
    values.map((value, at) => value + step * (by[at] ?? 0));
  const step = seconds / STEPS;
  let values = new Float64Array(count);
  for (let taken = 0; taken < STEPS; taken++) {
    const first = slope(values);
    const second = slope(moved(values, first, step / 2));
    const third = slope(moved(values, second, step / 2));
    const fourth = slope(moved(values, third, step));
    values = values.map(
      (value, at) =>
        value + (step / 6) * ((first[at] ?? 0) + 2 * (second[at] ?? 0) + 2 * (third[at] ?? 0) + (fourth[at] ?? 0)),
    );
  }
  return values;
}

/** Mean waits in seconds of classes that are served strictly in order, without interruption (Cobham 1954). */
export function priorityWaits({ agents, service }: Line, arrivalsOf: readonly number[]): number[] {
  const total = sum(arrivalsOf);
  const { waits } = exactFigures({ agents, service, arrivals: total, impatience: 0, places: null });
  let loaded = 0;
  return arrivalsOf.map(arrivals => {
    const before = 1 - loaded;
    loaded += arrivals / (agents * service);
    return waits / (agents * service) / (before * (1 - loaded));
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
