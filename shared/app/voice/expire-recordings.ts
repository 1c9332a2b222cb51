import { carryOut } from '#shared/app/work/carry-out.ts';
import { mendEach } from '#shared/app/work/mend-each.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { recordingDeleted } from '#shared/domain/voice/recording.ts';
import { findCall } from './call-in-hand.ts';
import type { RetentionPorts } from './ports.ts';

/** Files of one tenant that go in one sweep, at most; more of them wait for the next. */
const MOST = 40;

/**
 * Removes the files of recordings whose time is over, the oldest first, and puts each into the timeline. What
 * stops half way is done again: the file first, then the note of it, as where an administrator deletes.
 */
export async function expireRecordings(ports: RetentionPorts): Promise<void> {
  const { recordings } = ports;
  if (recordings === null) return;
  await mendEach(await ports.dueRecordings(MOST), async ({ interactionId, key, recordingId }) => {
    await recordings.remove(key);
    await noteExpiry(ports, interactionId, recordingId);
  });
}

const noteExpiry = (ports: RetentionPorts, interactionId: string, recordingId: string): Promise<null> =>
  carryOut(ports, async () => {
    const inHand = await findCall(ports, interactionId);
    return {
      change: inHand ? recordingDeleted(inHand, recordingId, null, ports.ctx.now) : nothing,
      answer: () => null,
    };
  });
