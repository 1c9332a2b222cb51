import type { Entry, Receipt, TimelineEvent } from '#schemas/interactions/model.ts';
import { callerId } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { listed } from '#shared/app/work/snapshot.ts';
import { visible } from '#shared/app/work/visible.ts';
import { envelopesOf } from '#shared/domain/kit/outbox.ts';
import { openAgent } from '#shared/domain/sessions/close.ts';

/** The caller's live interactions, or those whose outcome is still owed (INT-02, ROUT-19). */
export async function listMyInteractions(ports: WorkPorts, state: 'live' | 'outcome-pending') {
  const atWork = await ports.agent(callerId(ports));
  if (!atWork) return { items: [] };
  if (ports.ctx.sessionId !== null) openAgent(atWork.agent, ports.ctx.sessionId);
  const ids = state === 'live' ? atWork.agent.work.map(one => one.interactionId) : atWork.agent.outcomesPending;
  return { items: await listed(ports, ids) };
}

/** One interaction, for whoever may see it: supervisors all, agents those they have or had or could pick. */
export async function getInteraction(ports: WorkPorts, interactionId: string) {
  return (await visible(ports, interactionId)).interaction;
}

export async function getTimeline(ports: WorkPorts, interactionId: string): Promise<{ items: TimelineEvent[] }> {
  const [timeline] = await Promise.all([ports.timeline(interactionId), visible(ports, interactionId)]);
  return {
    items: timeline.flatMap(envelopesOf).map(event => ({
      id: event.id,
      type: event.type,
      at: event.time,
      actor: event.actor,
      aggregateVersion: event.aggregateVersion,
      data: event.data,
    })),
  };
}

/** What the web site attached for integrations alone (CHAT-37): the route lets no agent and no customer through. */
export async function getPrivateData(ports: WorkPorts, interactionId: string) {
  const { interaction } = await visible(ports, interactionId);
  return { privateData: interaction.privateData };
}

export async function listMessages(
  ports: WorkPorts,
  interactionId: string,
  range: { readonly after: number; readonly limit: number },
): Promise<{ items: Entry[]; receipts: Receipt[] }> {
  const [{ receipts }, items] = await Promise.all([
    visible(ports, interactionId),
    ports.entries(interactionId, range.after, range.limit),
  ]);
  return { items, receipts: [...receipts] };
}
