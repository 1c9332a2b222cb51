/** Milliseconds since 1970 at which every simulation begins: 2026-11-21T09:30:00Z. */
export const BEGIN = Date.UTC(2026, 10, 21, 9, 30);

interface Event {
  readonly due: number;
  readonly order: number;
  readonly work: () => void;
}

/**
 * Owns time: nothing waits for anything but this. Events happen one by one in the order of their instants; before the
 * next one everything that the last one set going has come to a stop at a pause of its own.
 */
export class Scheduler {
  now = BEGIN;
  /** Events that have happened. */
  steps = 0;
  readonly #heap: Event[] = [];
  #orders = 0;

  /** Has the work done at the instant, or now when that has passed. */
  at(due: number, work: () => void): void {
    this.#orders += 1;
    push(this.#heap, { due: Math.max(due, this.now), order: this.#orders, work });
  }

  pause(ms: number): Promise<void> {
    return new Promise(resolve => this.at(this.now + ms, resolve));
  }

  /** @param afterEach looked at when an event and all it set going is over; true ends the run */
  async runUntil(instant: number, afterEach: () => boolean): Promise<void> {
    for (let next = this.#heap[0]; next && next.due <= instant; next = this.#heap[0]) {
      pop(this.#heap);
      this.now = next.due;
      this.steps += 1;
      next.work();
      await settled(this.steps);
      if (afterEach()) return;
    }
    this.now = Math.max(this.now, instant);
  }
}

/**
 * Promises that can go on have done so when a tick comes. A turn of the event loop would cost more than most events do;
 * it is taken now and then because that is when rejections nobody handled are told.
 */
const settled = (event: number): Promise<void> =>
  new Promise(resolve => (event % EVENTS_A_TURN === 0 ? setImmediate(resolve) : process.nextTick(resolve)));

const EVENTS_A_TURN = 16;

const before = (a: Event, b: Event): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(event, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
