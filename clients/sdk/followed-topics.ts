/** Counts who follows what, so that a topic is left only when the last one has gone. */
export interface FollowedTopics {
  add(topics: readonly string[]): void;
  /** Takes followers away and returns the topics that have none any more. */
  remove(topics: readonly string[]): string[];
  all(): string[];
}

export function createFollowedTopics(): FollowedTopics {
  const followers = new Map<string, number>();
  return {
    add(topics) {
      for (const topic of topics) followers.set(topic, (followers.get(topic) ?? 0) + 1);
    },
    remove: topics =>
      topics.filter(topic => {
        const left = (followers.get(topic) ?? 1) - 1;
        if (left > 0) followers.set(topic, left);
        else followers.delete(topic);
        return left <= 0;
      }),
    all: () => [...followers.keys()],
  };
}

/** A list in pieces of at most `size`. */
export const pieces = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, piece) => items.slice(piece * size, (piece + 1) * size));
