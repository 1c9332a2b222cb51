import { type Chance, chance } from './chance.ts';
import { Lambda, type Outside } from './lambda.ts';

/** How an invocation ended: with a result, with what it threw, or with the process. */
export type Ending<T> = { readonly result: T } | { readonly thrown: unknown } | 'crashed';

/** How often a new environment comes although one is idle. */
const FOR_NO_REASON = 0.03;
/** How many of those that worked last may get the next work; what the others remember grows old. */
const IN_TURN = 4;

/** The execution environments that are warm; a new one comes when all are busy, and now and then for no reason. */
export class Pool {
  readonly #outside: Outside;
  #lambdas: Lambda[] = [];
  #started = 0;
  readonly #choice: Chance;

  constructor(outside: Outside) {
    this.#outside = outside;
    this.#choice = chance(outside.seed, 'pool');
  }

  /** Invokes what the work says in one environment. @param identity names the invocation once and for all */
  async invoke<T>(name: string, identity: string, work: (lambda: Lambda) => Promise<T>): Promise<Ending<T>> {
    const lambda = this.#idle();
    const { scheduler, seed } = this.#outside;
    const by = chance(seed, 'invocation', identity);
    lambda.invocation = { name, startedAt: scheduler.now, by, calls: 0, seen: new Set() };
    const ended = await new Promise<Ending<T>>(resolve => {
      lambda.onCrash = () => resolve('crashed');
      work(lambda).then(
        result => resolve({ result }),
        thrown => resolve({ thrown }),
      );
    });
    lambda.invocation = undefined;

    return ended;
  }

  /** Ends every process that is doing nothing: what comes next starts cold. */
  forgetIdle(): void {
    this.#lambdas = this.#lambdas.filter(one => one.invocation);
  }

  #idle(): Lambda {
    // What an invocation left behind may have crashed a process that was doing nothing else.
    this.#lambdas = this.#lambdas.filter(one => !one.dead);
    const idle = this.#lambdas.filter(one => !one.invocation);
    const warm = this.#choice.happens(FOR_NO_REASON) ? undefined : this.#choice.pick(idle.slice(-IN_TURN));
    const next = warm ?? this.#fresh();
    this.#lambdas = [...this.#lambdas.filter(one => one !== next), next];
    return next;
  }

  #fresh(): Lambda {
    this.#started += 1;
    return new Lambda(this.#outside, this.#started);
  }
}
