import { carryOut } from '#shared/app/work/carry-out.ts';
import { mendEach } from '#shared/app/work/mend-each.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { change, nothing } from '#shared/domain/kit/change.ts';
import { recordingDeleted } from '#shared/domain/voice/recording.ts';
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
    const [conversation, call] = await Promise.all([ports.interaction(interactionId), ports.call(interactionId)]);
    const isThere = call?.recordings.some(one => one.id === recordingId && one.key !== null);
    if (!conversation || !call || !isThere) return { change: nothing, answer: () => null };
    const { interaction } = conversation;
    return {
      change: change({
        interactions: [{ before: interaction, after: interaction }],
        calls: [{ before: call, after: recordingDeleted(call, recordingId, ports.ctx.now) }],
        events: [
          {
            type: 'recording.expired.v1',
            subject: `interaction/${interactionId}`,
            agents: [],
            data: { ...about(interaction), recordingId },
          },
        ],
      }),
      answer: () => null,
    };
  });
