import { ConfigurationEntity, ConfigurationVersionEntity } from '#schemas/admin/entity.ts';
import { type AdminKind, type AdminObject, adminKinds, RoutingSettings, User } from '#schemas/admin/model.ts';
import type { Store } from '#shared/adapters/store/store.ts';
import { type Configuration, configurationOf, settingsKey } from '#shared/domain/admin/configuration.ts';
import { LeastRecentlyUsed } from './least-recently-used.ts';

/**
 * What a process remembers of its tenants' configurations. `now` is the instant of the request. What is handed out is at
 * most `freshForMs` behind the store; parallel callers share one load.
 */
export interface ConfigurationCache {
  /** The configuration from memory, as long as its version was checked lately. */
  configuration(store: Store, now: string): Promise<Configuration>;
  /** The configuration as the store has it at this moment: what decisions about configuration are based on. */
  current(store: Store, now: string): Promise<Configuration>;
  user(store: Store, userId: string, now: string): Promise<User | undefined>;
  /** Forgets what was checked, after a change made by this process. */
  invalidate(tenantId: string): void;
}

export interface ConfigurationCacheOptions {
  readonly freshForMs: number;
  readonly maxTenants: number;
  readonly maxUsers: number;
}

const DEFAULTS: ConfigurationCacheOptions = { freshForMs: 3000, maxTenants: 200, maxUsers: 20_000 };

export function configurationCache(options: Partial<ConfigurationCacheOptions> = {}): ConfigurationCache {
  const { freshForMs, maxTenants, maxUsers } = { ...DEFAULTS, ...options };
  const tenants = new LeastRecentlyUsed<TenantMemory>(maxTenants);
  const users = new LeastRecentlyUsed<Remembered<User | undefined>>(maxUsers);

  function memoryOf({ tenantId }: Store): TenantMemory {
    const memory = tenants.get(tenantId) ?? {};
    tenants.set(tenantId, memory);
    return memory;
  }

  function check(memory: TenantMemory, store: Store, now: string): Promise<number> {
    return readVersion(store).then(version => {
      memory.known = { version, checkedAt: Date.parse(now) };
      return version;
    });
  }

  async function lately(memory: TenantMemory, store: Store, now: string): Promise<number> {
    if (memory.known && Date.parse(now) - memory.known.checkedAt < freshForMs) return memory.known.version;
    memory.checking ??= check(memory, store, now).finally(() => {
      delete memory.checking;
    });
    return memory.checking;
  }

  function configurationAt(version: number, memory: TenantMemory, store: Store): Promise<Configuration> {
    if (memory.loaded?.version === version) return memory.loaded.value;
    const loaded = { version, value: loadConfiguration(store, version) };
    memory.loaded = loaded;
    loaded.value.catch(() => {
      if (memory.loaded === loaded) delete memory.loaded;
    });
    return loaded.value;
  }

  return {
    async configuration(store, now) {
      const memory = memoryOf(store);
      return configurationAt(await lately(memory, store, now), memory, store);
    },

    async current(store, now) {
      const memory = memoryOf(store);
      return configurationAt(await check(memory, store, now), memory, store);
    },

    async user(store, userId, now) {
      const version = await lately(memoryOf(store), store, now);
      const key = `${store.tenantId}#${userId}`;
      const known = users.get(key);
      if (known?.version === version) return known.value;
      const loaded = { version, value: loadUser(store, userId) };
      users.set(key, loaded);
      loaded.value.catch(() => {
        if (users.get(key) === loaded) users.delete(key);
      });
      return loaded.value;
    },

    invalidate: tenantId => tenants.delete(tenantId),
  };
}

/** Something loaded when the configuration had this version. */
interface Remembered<T> {
  readonly version: number;
  readonly value: Promise<T>;
}

interface TenantMemory {
  known?: { readonly version: number; readonly checkedAt: number };
  checking?: Promise<number>;
  loaded?: Remembered<Configuration>;
}

async function readVersion(store: Store): Promise<number> {
  const row = await store.get(ConfigurationVersionEntity, {});
  return row?.version ?? 0;
}

/** Changes that overtake a load are rare: after so many of them the next check of the version mends what was torn. */
const LOAD_TRIES = 3;

/** Loads until no change happened on the way, so that references between the objects hold. */
async function loadConfiguration(store: Store, version: number, tries = LOAD_TRIES): Promise<Configuration> {
  const configuration = await readConfiguration(store, version);
  const after = await readVersion(store);
  return after === version || tries === 1 ? configuration : loadConfiguration(store, after, tries - 1);
}

async function readConfiguration(store: Store, version: number): Promise<Configuration> {
  const [skills, queues, campaigns, reasons, schemes, hours, widgets, snippets, numbers, extensions, flows, settings] =
    await Promise.all([
      objectsOf(store, 'skills'),
      objectsOf(store, 'queues'),
      objectsOf(store, 'campaigns'),
      objectsOf(store, 'presence-reasons'),
      objectsOf(store, 'outcome-schemes'),
      objectsOf(store, 'business-hours'),
      objectsOf(store, 'chat-widgets'),
      objectsOf(store, 'snippets'),
      objectsOf(store, 'phone-numbers'),
      objectsOf(store, 'extensions'),
      objectsOf(store, 'flows'),
      store.get(ConfigurationEntity, settingsKey),
    ]);
  return configurationOf(version, {
    skills,
    queues,
    campaigns,
    'presence-reasons': reasons,
    'outcome-schemes': schemes,
    'business-hours': hours,
    'chat-widgets': widgets,
    snippets,
    'phone-numbers': numbers,
    extensions,
    flows,
    settings: settings && RoutingSettings.parse(settings.object),
  });
}

/** All objects of one kind, as stored. */
export async function objectsOf<Kind extends AdminKind>(store: Store, kind: Kind): Promise<AdminObject<Kind>[]> {
  const rows = await store.query(ConfigurationEntity, { kind });
  return rows.map(row => parsedOnce(row.object, object => adminKinds[kind].parse(object) as AdminObject<Kind>));
}

const parsed = new WeakMap<object, unknown>();

/** A row that stays in memory, as those of the in-memory store do, is parsed no more often than it is written. */
function parsedOnce<T>(stored: Readonly<Record<string, unknown>>, parse: (stored: unknown) => T): T {
  const known = parsed.get(stored) as T | undefined;
  if (known !== undefined) return known;
  const fresh = parse(stored);
  parsed.set(stored, fresh);
  return fresh;
}

async function loadUser(store: Store, userId: string): Promise<User | undefined> {
  const row = await store.get(ConfigurationEntity, { kind: 'users', id: userId });
  return row && User.parse(row.object);
}
