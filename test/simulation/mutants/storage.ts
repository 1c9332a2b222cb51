import type { Mutant } from './mutant.ts';

const of =
  (file: string) =>
  (name: string, find: string, put: string): Mutant => ({ name, file, find, put });
const rows = of('shared/adapters/repositories/change-rows.ts');
const work = of('shared/adapters/repositories/work.ts');
const counters = of('shared/app/realtime/queue-counters.ts');

/** Mistakes in what is stored together, and under which condition. */
export const STORAGE: readonly Mutant[] = [
  rows('leave a waiting row', '...(moved ? [remove(WaitingEntity, waitingKey(before))] : []),', ''),
  rows('write no waiting row', "...(after ? [put(WaitingEntity, after, 'any')] : []),", ''),
  rows('leave a routable row', '...(moved ? [remove(RoutableEntity, routableKey(before))] : []),', ''),
  rows('write no routable row', "...(after && !same ? [put(RoutableEntity, after, 'any')] : []),", ''),
  // The timeline has one row for each version of an interaction: its condition stands behind the one of the version.
  {
    ...rows(
      'skip the version of interactions',
      "put(InteractionEntity, move.after, move.before?.version || 'absent')",
      "put(InteractionEntity, move.after, 'any')",
    ),
    also: { find: "      },\n      'absent',", put: "      },\n      'any'," },
  },
  rows(
    'skip the version of agents',
    "put(AgentEntity, move.after, move.before?.version || 'absent')",
    "put(AgentEntity, move.after, 'any')",
  ),
  rows(
    'number feeds twice',
    "expiresAt: plusSeconds(now, DAY_SECONDS) }, 'absent')",
    "expiresAt: plusSeconds(now, DAY_SECONDS) }, 'any')",
  ),
  rows('write no queue profile', '.filter(served => !isListed(served, known(served.queueId)))', '.filter(() => false)'),
  work(
    'overwrite lines',
    "...entries.map(entry => put(EntryEntity, { ...entry, version: 1 }, 'absent')),",
    "...entries.map(entry => put(EntryEntity, { ...entry, version: 1 }, 'any')),",
  ),
  work(
    'overwrite messages',
    "await store.commit([put(EntryEntity, { ...entry, version: 1 }, 'absent')]);",
    "await store.commit([put(EntryEntity, { ...entry, version: 1 }, 'any')]);",
  ),
  work(
    'commit in two steps',
    'await Promise.all([store.commit(writes), listening]);',
    'await Promise.all([store.commit(writes.slice(0, 1)).then(() => store.commit(writes.slice(1))), listening]);',
  ),
  work('keep no answer', '...answerWrites(ctx, { status: 200, body: answer }),', ''),
  work('let an old session beat', "known?.version ?? 'absent')", "'any')"),
  of('shared/adapters/repositories/idempotency.ts')(
    'keep the last answer',
    "return [put(IdempotencyEntity, row, 'absent')];",
    "return [put(IdempotencyEntity, row, 'any')];",
  ),
  of('shared/app/work/carry-out.ts')(
    'look for no earlier answer',
    'const before = thrown instanceof AppError ? await earlierAnswer<T>(ports, thrown) : undefined;',
    'const before = undefined as { answer: T } | undefined;',
  ),
  of('shared/adapters/repositories/admin.ts')(
    'change without a trail',
    "put(AuditEntity, { ...audit, version: 1 }, 'absent'),",
    '',
  ),
  counters(
    'count twice',
    "added.filter(one => one.sequence > (stats.positions[one.shard] ?? ''))",
    'added.filter(() => true)',
  ),
  of('shared/adapters/repositories/realtime.ts')('overwrite counters', "stats.version || 'absent')", "'any')"),
  of('shared/domain/routing/queue-stats.ts')(
    'count what is and not what was',
    'const deltas = [...present(before, -1), ...present(after, 1)];',
    'const deltas = present(after, 1);',
  ),
];
