import type { FlowStep } from './flow-step.ts';

/** A way from one step to another. */
export interface FlowEdge {
  /** Where in the step the target is named. */
  readonly path: readonly string[];
  readonly target: string;
  /** The caller chose it; without a choice the call goes there by itself. */
  readonly chosen: boolean;
}

/** Where a step may lead, in the order of the document. */
export function edgesOf(step: FlowStep): FlowEdge[] {
  const to = (path: string, target: string | undefined): FlowEdge[] =>
    target === undefined ? [] : [{ path: path.split('.'), target, chosen: false }];
  const each = (path: string, targets: Readonly<Record<string, string>>, chosen: boolean): FlowEdge[] =>
    Object.entries(targets).map(([key, target]) => ({ path: [path, key], target, chosen }));
  switch (step.kind) {
    case 'say':
    case 'language':
    case 'set':
    case 'priority':
    case 'voicemail':
      return to('next', step.next);
    case 'menu':
      return [...each('choices', step.choices, true), ...to('otherwise', step.otherwise)];
    case 'input':
      return [{ path: ['next'], target: step.next, chosen: true }, ...to('otherwise', step.otherwise)];
    case 'hours':
      return [...to('open', step.open), ...to('closed', step.closed)];
    case 'caller':
      return [...each('numbers', step.numbers, false), ...to('otherwise', step.otherwise)];
    case 'branch':
      return [...each('cases', step.cases, false), ...to('otherwise', step.otherwise)];
    case 'queue':
      return [
        ...to('closed', step.closed),
        ...to('full', step.full),
        ...to('unstaffed', step.unstaffed),
        ...to('overflow.next', step.overflow?.next),
      ];
    case 'callback-offer':
      return to('declined', step.declined);
    case 'forward':
      return to('otherwise', step.otherwise);
    case 'flow':
    case 'hang-up':
      return [];
  }
}

export interface FlowFault {
  readonly path: readonly string[];
  readonly message: string;
}

interface Graph {
  readonly start: string;
  readonly steps: Readonly<Record<string, FlowStep>>;
}

/**
 * What is wrong with the ways of a flow: targets that do not exist, steps that nothing leads to, and circles that a call
 * would run through by itself for ever. A circle that needs a key of the caller is no fault.
 */
export function flowFaults({ start, steps }: Graph): FlowFault[] {
  const missing = missingTargets({ start, steps });
  return missing.length > 0 ? missing : [...unreachable({ start, steps }), ...circles(steps)];
}

const has = (steps: Graph['steps'], id: string): boolean => Object.hasOwn(steps, id);

function missingTargets({ start, steps }: Graph): FlowFault[] {
  const named = [
    { path: ['start'], target: start },
    ...Object.entries(steps).flatMap(([id, step]) =>
      edgesOf(step).map(({ path, target }) => ({ path: ['steps', id, ...path], target })),
    ),
  ];
  return named
    .filter(({ target }) => !has(steps, target))
    .map(({ path, target }) => ({ path, message: `there is no step ${target}` }));
}

function unreachable({ start, steps }: Graph): FlowFault[] {
  const reached = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...targetsOf(steps, id, () => true));
  }
  return Object.keys(steps)
    .filter(id => !reached.has(id))
    .map(id => ({ path: ['steps', id], message: 'nothing leads to this step' }));
}

/** One fault for each circle of ways that need no choice of the caller, at the step where it closes. */
function circles(steps: Graph['steps']): FlowFault[] {
  const done = new Set<string>();
  const faults: FlowFault[] = [];
  const visit = (id: string, way: readonly string[]): void => {
    if (done.has(id)) return;
    for (const target of targetsOf(steps, id, edge => !edge.chosen)) {
      const circle = [...way, id];
      const from = circle.indexOf(target);
      if (from === -1) visit(target, circle);
      else {
        const said = [...circle.slice(from), target].join(', ');
        faults.push({ path: ['steps', id], message: `goes round in circles without the caller: ${said}` });
      }
    }
    done.add(id);
  };
  for (const id of Object.keys(steps)) visit(id, []);
  return faults;
}

const targetsOf = (steps: Graph['steps'], id: string, taken: (edge: FlowEdge) => boolean): string[] => {
  const step = steps[id];
  return step
    ? edgesOf(step)
        .filter(taken)
        .map(edge => edge.target)
    : [];
};
