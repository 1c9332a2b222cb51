import type { AdminKind } from '#schemas/admin/model.ts';
import { create, replace } from '#shared/domain/admin/administer.ts';
import type { Configuration, ConfiguredKind } from '#shared/domain/admin/configuration.ts';
import type { AdminObjects } from '#shared/domain/admin/stored.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { carryOut, stamp } from './carry-out.ts';
import { claimNumber, releaseNumber } from './claim-number.ts';
import { judgedForwards } from './judge-forwards.ts';
import type { AdminPorts } from './ports.ts';
import { type Draft, type View, viewOf } from './view.ts';

/**
 * Creates an object under the given id or a new one.
 *
 * @throws AppError `OBJECT_EXISTS`, `REFERENCE_UNKNOWN`, `NUMBER_NOT_ALLOWED`, `IDEMPOTENCY_KEY_REUSED`, `WRITE_CONFLICT`
 */
export async function createObject<Kind extends AdminKind>(
  ports: AdminPorts,
  kind: Kind,
  draft: Draft<Kind>,
): Promise<View<Kind>> {
  const id = draft.id ?? madeId(ports, kind);
  const object = identified(draft, id);
  const decide = async () => {
    const configuration = await ports.configuration();
    const existing = await ports.object(kind, id);
    const wanted = { kind, id, object: await judged(ports, kind, object, configuration) };
    const change = create({ configuration, existing }, wanted, stamp(ports));
    await claimNumber(ports, kind, object);
    return change;
  };
  const created = await carryOut(ports, decide, change => ({ status: 201, body: viewOf(change.after) }));
  await ports.applied({ kind, id: created.id });
  return created;
}

/**
 * Replaces an object by a whole new one.
 *
 * @throws AppError `REQUEST_INVALID` when the body is about another object, `OBJECT_NOT_FOUND`, `VERSION_STALE`,
 * `OBJECT_EXISTS`, `REFERENCE_UNKNOWN`, `NUMBER_NOT_ALLOWED`, `WRITE_CONFLICT`
 */
export async function replaceObject<Kind extends AdminKind>(
  ports: AdminPorts,
  kind: Kind,
  id: string,
  draft: Draft<Kind>,
): Promise<View<Kind>> {
  if (draft.id !== undefined && draft.id !== id) throw invalidId('must be the id in the path, or left out');
  const object = identified(draft, id);
  let before: object | undefined;
  const decide = async () => {
    const configuration = await ports.configuration();
    const existing = await ports.object(kind, id);
    before = existing?.object;
    const wanted = { kind, id, object: await judged(ports, kind, object, configuration) };
    const change = replace({ configuration, existing }, wanted, ports.ctx.ifMatch, stamp(ports));
    await claimNumber(ports, kind, object);
    return change;
  };
  const replaced = await carryOut(ports, decide, change => ({ status: 200, body: viewOf(change.after) }));
  await releaseNumber(ports, kind, before, object);
  await ports.applied({ kind, id });
  return replaced;
}

const identified = <Kind extends AdminKind>(draft: Draft<Kind>, id: string): AdminObjects[Kind] =>
  ({ ...draft, id }) as unknown as AdminObjects[Kind];

/** The object as it is stored: what flows dial is judged. */
async function judged<Kind extends AdminKind>(
  ports: AdminPorts,
  kind: Kind,
  object: AdminObjects[Kind],
  { settings }: Configuration,
): Promise<AdminObjects[Kind]> {
  if (kind !== 'flows') return object;
  return (await judgedForwards(ports, object as AdminObjects['flows'], settings.voice)) as AdminObjects[Kind];
}

const prefixes: Readonly<Record<ConfiguredKind, string>> = {
  skills: 'skl',
  queues: 'que',
  campaigns: 'cmp',
  'presence-reasons': 'rsn',
  'outcome-schemes': 'sch',
  'business-hours': 'hrs',
  'chat-widgets': 'wdg',
  snippets: 'snp',
  'phone-numbers': 'num',
  extensions: 'ext',
  flows: 'flw',
};

/** The id of a user is the subject of the identity provider and cannot be made here. */
function madeId({ nextId }: AdminPorts, kind: AdminKind): string {
  if (kind === 'users') throw invalidId('is required');
  return nextId(prefixes[kind]);
}

const invalidId = (message: string) => new AppError('REQUEST_INVALID', { issues: [{ path: 'id', message }] });
