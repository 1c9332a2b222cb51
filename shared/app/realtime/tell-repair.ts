import type { Repair } from '#shared/app/work/sweep.ts';
import { repairEvent } from '#shared/domain/routing/repair-event.ts';
import type { RealtimePorts } from './ports.ts';

/** Says what the sweeper mended to whoever follows a queue concerned. */
export async function tellRepair(ports: RealtimePorts, { queueIds, ...repair }: Repair): Promise<void> {
  const event = repairEvent(repair, ports.ctx.now);
  await Promise.all(
    queueIds.map(async queueId => {
      const topic = `queue:${queueId}`;
      const followers = await ports.followers(topic);
      await Promise.all(followers.map(follower => ports.post(follower, { topic, event })));
    }),
  );
}
