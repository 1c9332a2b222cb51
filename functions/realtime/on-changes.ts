import { withNulls } from '#schemas/kit/table.ts';
import { fanOut, type RowChange, WATCHED } from '#shared/app/realtime/fan-out.ts';
import type { RealtimePorts } from '#shared/app/realtime/ports.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, systemContext } from '#shared/runtime/context.ts';
import type { ChangeHandler, StreamChange } from '#shared/runtime/stream.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';

export interface ChangeOptions {
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** Hands the changes of one tenant to the fan-out and counts the business events among them. */
export const onChanges =
  (open: (ctx: Context) => RealtimePorts, { now, telemetry }: ChangeOptions): ChangeHandler =>
  async (tenantId, changes) => {
    const requestId = `stream-${changes[0]?.sequence.replace(/^0+/, '')}`;
    const ports = open(systemContext(tenantId, { now: toInstant(now()), requestId }));
    await fanOut(ports, changes.map(whole));
    for (const change of changes) countEvents(change, telemetry);
  };

/** The change with rows as their schemas know them. */
function whole(change: StreamChange): RowChange {
  const entity = WATCHED.get(change.entityName);
  if (!entity) throw new TypeError(`nobody watches rows of ${change.entityName}`);
  const row = (image: StreamChange['before']) => image && withNulls(entity, image);
  return { ...change, before: row(change.before), after: row(change.after) } as RowChange;
}

interface StoredEvent {
  readonly type: string;
  readonly data: { readonly resolution?: unknown };
}

function countEvents({ entityName, after }: StreamChange, telemetry: Telemetry): void {
  if (entityName !== 'change' || !after) return;
  const expired = (after['events'] as StoredEvent[]).filter(
    ({ type, data }) => type === 'offer.resolved.v1' && data.resolution === 'expired',
  );
  for (const _ of expired) telemetry.offerExpired();
}
