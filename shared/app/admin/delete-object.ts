import type { AdminKind } from '#schemas/admin/model.ts';
import { remove } from '#shared/domain/admin/administer.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { type UsageFacts, usedBy } from '#shared/domain/admin/usage.ts';
import { carryOut, stamp } from './carry-out.ts';
import { releaseNumber } from './claim-number.ts';
import type { AdminPorts } from './ports.ts';

/**
 * Deletes an object that nothing needs any more.
 *
 * @throws AppError `OBJECT_NOT_FOUND`, `VERSION_STALE`, `OBJECT_IN_USE`, `WRITE_CONFLICT`
 */
export async function deleteObject(ports: AdminPorts, kind: AdminKind, id: string): Promise<null> {
  let before: object | undefined;
  const decide = async () => {
    const configuration = await ports.configuration();
    const [existing, facts] = await Promise.all([ports.object(kind, id), usageFacts(ports, kind, id, configuration)]);
    before = existing?.object;
    return remove({ configuration, existing, usedBy: usedBy(kind, id, facts) }, ports.ctx.ifMatch, stamp(ports));
  };
  await carryOut(ports, decide, () => ({ status: 204, body: null }));
  await releaseNumber(ports, kind, before, null);
  await ports.applied({ kind, id });
  return null;
}

type Loader<Fact extends keyof UsageFacts> = (ports: AdminPorts, id: string) => Promise<UsageFacts[Fact]>;

/** What has to be read beside the configuration to know whether an object of a kind is in use. */
interface Needs {
  readonly users?: Loader<'users'>;
  readonly agents?: Loader<'agents'>;
  readonly liveWork?: Loader<'liveWork'>;
}

const allUsers: Loader<'users'> = ports => ports.users();

const needs: Readonly<Record<AdminKind, Needs>> = {
  users: {
    agents: async (ports, id) => [await ports.agent(id)].filter(agent => agent !== undefined),
    liveWork: (ports, id) => ports.liveWork('users', id),
  },
  skills: { users: allUsers },
  queues: { users: allUsers, liveWork: (ports, id) => ports.liveWork('queues', id) },
  campaigns: { liveWork: (ports, id) => ports.liveWork('campaigns', id) },
  'presence-reasons': { agents: ports => ports.liveAgents() },
  'outcome-schemes': {},
  'business-hours': {},
  'chat-widgets': {},
  snippets: {},
  'phone-numbers': {},
  extensions: {},
  flows: {},
};

async function usageFacts(
  ports: AdminPorts,
  kind: AdminKind,
  id: string,
  configuration: Configuration,
): Promise<UsageFacts> {
  const loaders = needs[kind];
  const [users = [], agents = [], liveWork = []] = await Promise.all([
    loaders.users?.(ports, id),
    loaders.agents?.(ports, id),
    loaders.liveWork?.(ports, id),
  ]);
  return { configuration, users, agents, liveWork };
}
