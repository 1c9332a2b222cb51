import { IdempotencyEntity } from '#schemas/admin/entity.ts';
import { put, type Store, type Write } from '#shared/adapters/store/store.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';

const KEPT_FOR_SECONDS = 24 * 60 * 60;

/** The write that keeps the answer of a keyed command beside its effect; none when it has no key. */
export function answerWrites(ctx: Context, answer: { readonly status: number; readonly body: unknown }): Write[] {
  if (!ctx.idempotency) return [];
  const { operation, key, digest } = ctx.idempotency;
  const row = {
    version: 1,
    principal: ctx.principal,
    operation,
    key: keySegment(key),
    digest,
    status: answer.status,
    answer: answer.body,
    expiresAt: plusSeconds(ctx.now, KEPT_FOR_SECONDS),
  };
  return [put(IdempotencyEntity, row, 'absent')];
}

/** The answer that was kept for this command, if it has been carried out before. */
export async function keptAnswer(
  store: Store,
  ctx: Context,
): Promise<{ readonly answer: unknown; readonly digest: string } | undefined> {
  if (!ctx.idempotency) return undefined;
  const { operation, key } = ctx.idempotency;
  const row = await store.get(IdempotencyEntity, { principal: ctx.principal, operation, key: keySegment(key) });
  return row && { answer: row.answer, digest: row.digest };
}

/** Clients may use any visible character; `#` closes the segments of a row's key and cannot be part of one. */
const keySegment = (key: string): string => key.replaceAll('%', '%25').replaceAll('#', '%23');
