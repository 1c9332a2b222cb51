export type Unsubscribe = () => void;

/** Who listens for what; a listener that throws does not keep the others from hearing. */
export interface Listeners<Heard extends Readonly<Record<string, readonly unknown[]>>> {
  add<K extends keyof Heard>(name: K, listener: (...heard: Heard[K]) => void): Unsubscribe;
  tell<K extends keyof Heard>(name: K, ...heard: Heard[K]): void;
}

export function createListeners<Heard extends Readonly<Record<string, readonly unknown[]>>>(): Listeners<Heard> {
  const byName = new Map<keyof Heard, Set<(...heard: never[]) => void>>();
  return {
    add(name, listener) {
      const listening = byName.get(name) ?? new Set();
      // Wrapped, so that the same function added twice is removed once by each of its two ends.
      const entry = (...heard: never[]) => listener(...(heard as unknown as Heard[typeof name]));
      byName.set(name, listening.add(entry));
      return () => void listening.delete(entry);
    },
    tell(name, ...heard) {
      for (const listener of [...(byName.get(name) ?? [])]) {
        try {
          listener(...(heard as unknown as never[]));
        } catch (thrown) {
          queueMicrotask(() => {
            throw thrown;
          });
        }
      }
    },
  };
}
