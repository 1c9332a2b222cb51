import { describe, expect, it } from 'vitest';
import { ConfigurationEntity, ConfigurationVersionEntity } from '#schemas/admin/entity.ts';
import type { RoutingSettings } from '#schemas/admin/model.ts';
import {
  type ConfigurationCacheOptions,
  configurationCache,
} from '#shared/adapters/repositories/configuration-cache.ts';
import { type Faults, memoryStore } from '#shared/adapters/store/memory.ts';
import { put, type Store } from '#shared/adapters/store/store.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { queue, settings, user } from '../unit/admin/builders.ts';

const START = Date.parse('2026-11-21T09:00:00.000Z');
const at = (ms: number) => new Date(START + ms).toISOString();

function setUp(options: Partial<ConfigurationCacheOptions> = {}) {
  const faults: Faults = {};
  const calls: string[] = [];
  const { open } = memoryStore({ now: () => START, faults, meter: ({ operation }) => calls.push(operation) });
  const reads = () => calls.splice(0).filter(operation => operation !== 'commit');
  return { cache: configurationCache(options), open, store: open('demo'), faults, reads };
}

const save = (store: Store, version: number, kind: string, object: { id: string } | RoutingSettings) => {
  const id = 'id' in object ? object.id : kind;
  const row = { version: 1, kind, id, object: { ...object }, updatedAt: at(0), updatedBy: 'ada' };
  return store.commit([put(ConfigurationEntity, row, 'any'), put(ConfigurationVersionEntity, { version }, 'any')]);
};

describe('configuration cache', () => {
  it('a tenant without configuration has the default settings and nothing else', async () => {
    const { cache, store } = setUp();

    const configuration = await cache.configuration(store, at(0));

    expect(configuration).toMatchObject({ version: 0, settings: settings() });
    expect(configuration.queues.size).toBe(0);
  });

  it('answers from memory while fresh, then with one read as long as the version stays', async () => {
    const { cache, store, reads } = setUp();
    await save(store, 1, 'queues', queue());
    const first = await cache.configuration(store, at(0));
    reads();

    const second = await cache.configuration(store, at(2999));
    const whileFresh = reads();
    const third = await cache.configuration(store, at(3000));
    const afterwards = reads();

    expect([second, third]).toEqual([first, first]);
    expect([whileFresh, afterwards]).toEqual([[], ['get']]);
  });

  it("follows another process's change when it is no longer fresh", async () => {
    const { cache, store } = setUp();
    await save(store, 1, 'queues', queue());
    await cache.configuration(store, at(0));
    await save(store, 2, 'queues', queue({ name: 'مبيعات' }));

    const names = [];
    for (const ms of [2999, 3000]) {
      const { queues, version } = await cache.configuration(store, at(ms));
      names.push([version, queues.get('sales')?.name]);
    }

    expect(names).toEqual([
      [1, 'Sales'],
      [2, 'مبيعات'],
    ]);
  });

  it('follows the own change at once after an invalidation', async () => {
    const { cache, store } = setUp();
    await save(store, 1, 'routing-settings', settings({ coolDownSeconds: 1 }));
    await cache.configuration(store, at(0));
    await save(store, 2, 'routing-settings', settings({ coolDownSeconds: 2 }));
    cache.invalidate('demo');

    const configuration = await cache.configuration(store, at(1));

    expect(configuration.settings.coolDownSeconds).toBe(2);
  });

  it('is exact, not only fresh, where decisions about configuration ask', async () => {
    const { cache, store } = setUp();
    await cache.configuration(store, at(0));
    await save(store, 1, 'queues', queue());

    const configuration = await cache.current(store, at(1));

    expect([...configuration.queues.keys()]).toEqual(['sales']);
  });

  it('parallel callers share one load', async () => {
    const { cache, store, reads } = setUp();
    await save(store, 1, 'users', user());
    await cache.configuration(store, at(0));
    const alone = reads().length;
    cache.invalidate('demo');

    const found = await Promise.all([0, 1, 2, 3].map(() => cache.configuration(store, at(1))));
    const together = reads().length;
    const users = await Promise.all([0, 1, 2, 3].map(() => cache.user(store, 'ana', at(1))));

    expect(new Set(found).size).toBe(1);
    expect(together).toBe(alone);
    expect(users.map(one => one?.name)).toEqual(['Ana', 'Ana', 'Ana', 'Ana']);
    expect(reads()).toEqual(['get']);
  });

  it('loads again when a change overtakes the load, so that references hold', async () => {
    const { cache, store, faults } = setUp();
    let changes = 1;
    faults.before = async ({ operation }) => {
      if (operation !== 'query' || changes === 0) return;
      changes -= 1;
      await save(store, 1, 'queues', queue());
    };

    const configuration = await cache.configuration(store, at(0));

    expect(configuration.version).toBe(1);
    expect([...configuration.queues.keys()]).toEqual(['sales']);
  });

  it('gives up following changes that never stop', async () => {
    const { cache, store, faults } = setUp();
    let version = 0;
    faults.before = async ({ operation }) => {
      if (operation !== 'query') return;
      version += 1;
      await save(store, version, 'queues', queue());
    };

    const configuration = await cache.configuration(store, at(0));

    expect(configuration.queues.size).toBe(1);
  });

  it('does not remember a failed load', async () => {
    const { cache, store, faults } = setUp();
    await save(store, 1, 'users', user());
    const failing = (operation: string) => {
      faults.before = call => {
        if (call.operation === operation) throw new AppError('TRY_LATER');
      };
    };
    failing('query');
    const whole = await cache.configuration(store, at(0)).catch(error => error.code);
    failing('get');
    const one = await cache.user(store, 'ana', at(0)).catch(error => error.code);
    faults.before = undefined;

    const configuration = await cache.configuration(store, at(0));
    const found = await cache.user(store, 'ana', at(0));

    expect([whole, one]).toEqual(['TRY_LATER', 'TRY_LATER']);
    expect(configuration.version).toBe(1);
    expect(found?.name).toBe('Ana');
  });

  it('does not remember a failed check', async () => {
    const { cache, store, faults } = setUp();
    faults.before = () => {
      throw new AppError('TRY_LATER');
    };
    const failed = await cache.configuration(store, at(0)).catch(error => error.code);
    faults.before = undefined;

    const configuration = await cache.configuration(store, at(0));

    expect([failed, configuration.version]).toEqual(['TRY_LATER', 0]);
  });

  it('remembers users, unknown ones too, until the version moves', async () => {
    const { cache, store, reads } = setUp();
    await cache.user(store, 'ana', at(0));
    await cache.user(store, 'ana', at(1));
    const unknownReads = reads();
    await save(store, 1, 'users', user({ name: 'أنا' }));

    const found = await Promise.all([cache.user(store, 'ana', at(2)), cache.user(store, 'ana', at(3000))]);

    expect(unknownReads).toEqual(['get', 'get']);
    expect(found.map(one => one?.name)).toEqual([undefined, 'أنا']);
  });

  it('keeps tenants apart', async () => {
    const { cache, open } = setUp();
    await save(open('demo'), 1, 'users', user());
    await save(open('demo'), 1, 'queues', queue());
    await cache.user(open('demo'), 'ana', at(0));
    await cache.configuration(open('demo'), at(0));

    const foreign = await cache.user(open('acme'), 'ana', at(0));
    const configuration = await cache.configuration(open('acme'), at(0));

    expect(foreign).toBeUndefined();
    expect(configuration.queues.size).toBe(0);
  });

  it('lets go of the tenants and users that were not asked for the longest', async () => {
    const { cache, open, reads } = setUp({ maxTenants: 2, maxUsers: 2 });
    for (const tenant of ['one', 'two', 'one', 'three']) await cache.user(open(tenant), 'ana', at(0));
    reads();

    const costs = [];
    for (const tenant of ['one', 'two']) {
      await cache.user(open(tenant), 'ana', at(0));
      costs.push(reads().length);
    }

    expect(costs).toEqual([0, 2]);
  });
});
