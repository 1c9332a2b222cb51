import { createHash } from 'node:crypto';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** What a cursor belongs to: the partition, and the start of the sort keys that are paged through. */
export interface CursorScope {
  readonly partition: string;
  readonly prefix: string;
}

const DIGEST_LENGTH = 16;

/** The position behind `sortKey`, unusable in any other scope. It hides nothing from who may read the rows. */
export function encodeCursor(scope: CursorScope, sortKey: string): string {
  const position = sortKey.slice(scope.prefix.length);
  return digest(scope, position) + Buffer.from(position).toString('base64url');
}

/**
 * The sort key to start behind.
 *
 * @throws AppError `REQUEST_INVALID` when the cursor is damaged or of another scope.
 */
export function decodeCursor(scope: CursorScope, cursor: string): string {
  const position = Buffer.from(cursor.slice(DIGEST_LENGTH), 'base64url').toString();
  if (encodeCursor(scope, scope.prefix + position) !== cursor) {
    throw new AppError('REQUEST_INVALID', { issues: [{ path: 'cursor', message: 'is not a cursor of this list' }] });
  }
  return scope.prefix + position;
}

/** A checksum, not a signature: whoever forges it still only moves within the partition that the caller was given. */
const digest = ({ partition, prefix }: CursorScope, position: string): string =>
  createHash('sha256')
    .update(JSON.stringify([partition, prefix, position]))
    .digest('base64url')
    .slice(0, DIGEST_LENGTH);
