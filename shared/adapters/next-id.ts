import { monotonicFactory } from 'ulid';
import type { NextId } from '#shared/app/work/ports.ts';

/** Ids of the form `int_<ulid>`. Those made by one process sort in the order they were made. */
export function ulids(now: () => number): NextId {
  const next = monotonicFactory();
  return prefix => `${prefix}_${next(now())}`;
}
