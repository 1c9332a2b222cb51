import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { ComposedMail } from '#schemas/transcripts/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { lastHolder } from '#shared/domain/interactions/assignments.ts';
import { composeMail, mailObstacle } from '#shared/domain/transcripts/compose.ts';

/** Lines of a conversation that a transcript holds at most. */
export const LINES = 2000;

/** The mail of a conversation as it would go out now, or why it cannot. */
export async function mailOf(
  ports: WorkPorts,
  interaction: InteractionRecord,
): Promise<{ mail: ComposedMail; unavailable: null } | { mail: null; unavailable: 'no-sender' | 'no-address' }> {
  const { queue } = rulesOf(await ports.configuration(), interaction);
  const unavailable = mailObstacle(interaction, queue.transcript);
  if (unavailable) return { mail: null, unavailable };
  const holder = lastHolder(interaction)?.agentId;
  const [entries, agent] = await Promise.all([
    ports.entries(interaction.id, 0, LINES),
    holder === undefined ? undefined : ports.user(holder),
  ]);
  return { mail: composeMail({ interaction, entries, queue, agent, now: ports.ctx.now }), unavailable: null };
}
