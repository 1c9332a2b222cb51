/**
 * The constant place of a contact inside its class, ascending: the instant it first came, moved forward by its head
 * start. Ageing is built in: everybody grows older at the same pace (Part 4, rule 4).
 *
 * @param priority head start in minutes
 */
export const rankOf = (firstEnqueuedAt: string, priority: number): number =>
  Date.parse(firstEnqueuedAt) - 60_000 * priority;
