import type { Campaign } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import { laneOwner } from '#shared/domain/routing/lane.ts';
import { turnAway } from './end.ts';

/** What the hours of its queue say now. */
export interface QueueHours {
  readonly open: boolean;
  /** When to look again; undefined for a queue that is always open. */
  readonly closingLookAt: string | undefined;
  /** What those who still wait are told. */
  readonly closedText: string | null;
}

/**
 * Looks whether the queue of a waiting contact has closed (CHAT-34). Who is being offered may still be taken, and is
 * looked at again when nobody does; a conversation goes on for as long as its agent wants.
 *
 * @param deadline the instant this look was meant for; for any other than the one that holds now nothing happens
 * @param last who held it last, when he has handed it on or lost it
 */
export function checkQueueHours(
  interaction: InteractionRecord,
  hours: QueueHours,
  { last, campaign }: { readonly last: AgentRecord | undefined; readonly campaign: Campaign },
  deadline: string,
  now: string,
): Change {
  const { closingLookAt: held, lane, status } = interaction;
  const due = status === 'queued' && laneOwner(lane) === null && held === deadline && deadline <= now;
  if (!due) return nothing;
  if (!hours.open) return turnAway(interaction, last, campaign, hours.closedText, now);
  const { closingLookAt: _, ...rest } = interaction;
  const after = hours.closingLookAt === undefined ? rest : { ...rest, closingLookAt: hours.closingLookAt };
  return change({ interactions: [{ before: interaction, after }] });
}
