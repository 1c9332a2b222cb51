import type { ObjectKind } from '#shared/domain/admin/stored.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { AdminPorts } from './ports.ts';

/**
 * Takes the telephone number of an object for the tenant before the object is stored, because calls find their tenant by
 * it: a number that is taken for nothing rings nowhere, one that two tenants have would ring at the wrong one.
 *
 * @throws AppError `OBJECT_EXISTS` when another tenant, or another object of this one, has it
 */
export async function claimNumber(ports: AdminPorts, kind: ObjectKind, object: object): Promise<void> {
  const number = numberOf(kind, object);
  if (number !== undefined && !(await ports.claimNumber(number))) {
    throw new AppError('OBJECT_EXISTS', { params: { field: 'number' } });
  }
}

/** Gives back the number that an object had and has no more. */
export async function releaseNumber(
  ports: AdminPorts,
  kind: ObjectKind,
  before: object | undefined,
  after: object | null,
): Promise<void> {
  const number = before && numberOf(kind, before);
  if (number !== undefined && (after === null || numberOf(kind, after) !== number)) await ports.releaseNumber(number);
}

const numberOf = (kind: ObjectKind, object: object): string | undefined =>
  kind === 'phone-numbers' && 'number' in object ? String(object.number) : undefined;
