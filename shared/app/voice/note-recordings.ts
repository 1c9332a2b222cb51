import { carryOut } from '#shared/app/work/carry-out.ts';
import { mendEach } from '#shared/app/work/mend-each.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { noteFiles } from '#shared/domain/voice/recording.ts';
import type { RetentionPorts } from './ports.ts';

/** Files looked at in one sweep, at most. */
const MOST = 50;

/**
 * Recordings that were stored before files had rows are found by their files, which tell the call: it is stored with its
 * rows, by which they go in time. The files of a tenant are looked through once, some with each sweep; what cannot be
 * noted now is looked at again with the next.
 */
export async function noteRecordings(ports: RetentionPorts): Promise<void> {
  const { ctx, recordings } = ports;
  if (recordings === null) return;
  const from = await ports.recordingWalk();
  if (from === null) return;
  const { behind, interactionIds } = await recordings.recorded(ctx.tenantId, from, MOST);
  const noted = await mendEach(interactionIds, id => noteCall(ports, id));
  if (noted.length === interactionIds.length) await ports.saveRecordingWalk(behind);
}

const noteCall = (ports: RetentionPorts, interactionId: string): Promise<'noted'> =>
  carryOut(ports, async () => {
    const call = await ports.call(interactionId);
    return { change: call ? noteFiles(call) : nothing, answer: () => 'noted' };
  });
