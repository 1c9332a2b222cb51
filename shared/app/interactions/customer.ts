import type { Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import { changeInteraction } from '#shared/app/work/change-interaction.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { visible } from '#shared/app/work/visible.ts';
import { ownAssignment } from '#shared/domain/interactions/assignments.ts';
import { type CustomerDetails, changeCustomer, customerKeys } from '#shared/domain/interactions/customer-details.ts';

/** The agent corrects what is known of the customer. */
export const updateCustomer = (
  ports: WorkPorts,
  interactionId: string,
  details: CustomerDetails,
): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent) => {
    ownAssignment(interaction, agent.id);
    return changeCustomer(interaction, details);
  });

/** Lines of each earlier conversation. */
const LINES = 200;

/**
 * The earlier conversations of the same customer, newest first, with what was said (CHAT-50). Who may see this one may
 * read them, whatever queue they were in.
 */
export async function listPrevious(
  ports: WorkPorts,
  interactionId: string,
  limit: number,
): Promise<{ items: { interaction: InteractionRecord; entries: Entry[] }[] }> {
  const { interaction } = await visible(ports, interactionId);
  const ids = await ports.contacts(customerKeys(interaction.customer), limit + 1);
  const others = await ports.interactions(ids.filter(id => id !== interactionId));
  const earlier = others.filter(one => one.firstEnqueuedAt <= interaction.firstEnqueuedAt).slice(0, limit);
  const entries = await Promise.all(earlier.map(one => ports.entries(one.id, 0, LINES)));
  return { items: earlier.map((one, at) => ({ interaction: one, entries: entries[at] ?? [] })) };
}
