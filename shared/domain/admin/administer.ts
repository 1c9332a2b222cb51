import type { AdminKind, AuditEntry } from '#schemas/admin/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { auditEntry, type Stamp } from './audit.ts';
import type { Configuration } from './configuration.ts';
import { takenField, unknownReferences } from './references.ts';
import { type AdminObjects, type ObjectKind, type Stored, unsavedSettings } from './stored.ts';
import type { Use } from './usage.ts';

/** One administrative change, to be stored in one transaction. */
export interface AdminChange<Kind extends ObjectKind = ObjectKind> {
  readonly kind: Kind;
  readonly id: string;
  /** The version of the configuration that the decision rests on. The change makes the next one. */
  readonly configurationVersion: number;
  /** The version the stored row must still have. */
  readonly expect: number | 'absent';
  /** Null when the object is deleted. */
  readonly after: Stored<Kind> | null;
  readonly audit: AuditEntry;
}

/** A change that leaves an object behind. */
export interface Written<Kind extends ObjectKind = ObjectKind> extends AdminChange<Kind> {
  readonly after: Stored<Kind>;
}

/** An object as somebody wants it to be. */
export interface Wanted<Kind extends ObjectKind> {
  readonly kind: Kind;
  readonly id: string;
  readonly object: AdminObjects[Kind];
}

interface State<Kind extends ObjectKind> {
  readonly configuration: Configuration;
  /** The object of that kind and id as it is stored now. */
  readonly existing: Stored<Kind> | undefined;
}

/** @throws AppError `OBJECT_EXISTS` (naming the field), `REFERENCE_UNKNOWN` */
export function create<Kind extends AdminKind>(
  { configuration, existing }: State<Kind>,
  wanted: Wanted<Kind>,
  stamp: Stamp,
): Written<Kind> {
  if (existing) throw new AppError('OBJECT_EXISTS', { params: { field: 'id' } });
  return written(null, wanted, configuration, stamp);
}

/**
 * `ifMatch` is the version that the change was based on.
 *
 * @throws AppError `OBJECT_NOT_FOUND`, `PRECONDITION_REQUIRED`, `VERSION_STALE`, `OBJECT_EXISTS` (naming the field),
 * `REFERENCE_UNKNOWN`, `REQUEST_INVALID` for what cannot be taken back
 */
export function replace<Kind extends ObjectKind>(
  { configuration, existing }: State<Kind>,
  wanted: Wanted<Kind>,
  ifMatch: number | null,
  stamp: Stamp,
): Written<Kind> {
  const before = matching(existing, ifMatch);
  const issues = takenBack(before.object, wanted.object);
  if (issues.length > 0) throw new AppError('REQUEST_INVALID', { issues });
  return written(before, wanted, configuration, stamp);
}

/** A queue keeps its shards: contacts wait in all of them, and nobody would look into those that are gone. */
function takenBack(before: object, after: object): { path: string; message: string }[] {
  if (!('shards' in before && 'shards' in after) || Number(after.shards) >= Number(before.shards)) return [];
  return [{ path: 'shards', message: `can be raised, not lowered; it is ${before.shards}` }];
}

/** @throws AppError `OBJECT_NOT_FOUND`, `PRECONDITION_REQUIRED`, `VERSION_STALE`, `OBJECT_IN_USE` (naming its users) */
export function remove<Kind extends AdminKind>(
  { configuration, existing, usedBy }: State<Kind> & { readonly usedBy: readonly Use[] },
  ifMatch: number | null,
  stamp: Stamp,
): AdminChange<Kind> {
  const before = matching(existing, ifMatch);
  if (usedBy.length > 0) throw new AppError('OBJECT_IN_USE', { params: { usedBy: usedBy.slice(0, MAX_USES_NAMED) } });
  return {
    kind: before.kind,
    id: before.id,
    configurationVersion: configuration.version,
    expect: before.version,
    after: null,
    audit: auditEntry(before, before.object, null, stamp),
  };
}

const MAX_USES_NAMED = 20;

/** The object, if it is what the change was based on. */
function matching<Kind extends ObjectKind>(existing: Stored<Kind> | undefined, ifMatch: number | null): Stored<Kind> {
  if (!existing) throw new AppError('OBJECT_NOT_FOUND');
  if (ifMatch === null) throw new AppError('PRECONDITION_REQUIRED');
  if (ifMatch !== existing.version) {
    throw new AppError('VERSION_STALE', { params: { version: existing.version } });
  }
  return existing;
}

function written<Kind extends ObjectKind>(
  before: Stored<Kind> | null,
  wanted: Wanted<Kind>,
  configuration: Configuration,
  stamp: Stamp,
): Written<Kind> {
  check(wanted, configuration);
  const version = (before?.version ?? 0) + 1;
  return {
    kind: wanted.kind,
    id: wanted.id,
    configurationVersion: configuration.version,
    expect: isSaved(before) ? before.version : 'absent',
    after: { ...wanted, version, updatedAt: stamp.at, updatedBy: stamp.actorId },
    audit: auditEntry(wanted, before?.object ?? null, wanted.object, stamp),
  };
}

const isSaved = <Kind extends ObjectKind>(before: Stored<Kind> | null): before is Stored<Kind> =>
  before !== null && (before as Stored) !== unsavedSettings;

function check<Kind extends ObjectKind>({ kind, object }: Wanted<Kind>, configuration: Configuration): void {
  const field = takenField(kind, object, configuration);
  if (field) throw new AppError('OBJECT_EXISTS', { params: { field } });
  const issues = unknownReferences(kind, object, configuration);
  if (issues.length > 0) throw new AppError('REFERENCE_UNKNOWN', { issues });
}
