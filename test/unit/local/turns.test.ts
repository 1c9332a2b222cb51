import { expect, test } from 'vitest';
import { inTurns } from '#local/turns.ts';
import type { TableEngine } from '#shared/adapters/store/table-engine.ts';

test('an engine is asked so many things at once and no more, each in its turn, whatever fails', async () => {
  const open: PromiseWithResolvers<undefined>[] = [];
  const get = () => {
    const one = Promise.withResolvers<undefined>();
    open.push(one);
    return one.promise;
  };
  const engine = inTurns({ get, batchGet: get, query: get, commit: get } as unknown as TableEngine, 2);
  const call = { operation: 'get', entities: [] } as never;
  const outcomes: string[] = [];
  const ask = (name: string) =>
    engine.get(call, {} as never).then(
      () => outcomes.push(name),
      () => outcomes.push(`${name} failed`),
    );

  const asked = ['first', 'second', 'third', 'fourth'].map(ask);
  await Promise.resolve();
  const atOnce = open.length;
  open[0]?.reject(new Error('outage'));
  await asked[0];
  const afterOne = open.length;
  open[1]?.resolve(undefined);
  open[2]?.resolve(undefined);
  await Promise.all([asked[1], asked[2]]);
  open[3]?.resolve(undefined);
  await asked[3];

  expect([atOnce, afterOne]).toEqual([2, 3]);
  expect(outcomes).toEqual(['first failed', 'second', 'third', 'fourth']);
});
