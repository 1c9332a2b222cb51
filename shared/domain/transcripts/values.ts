import type { Queue, User } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { lastHolder } from '#shared/domain/interactions/assignments.ts';
import type { Values } from './fill.ts';
import type { Moments } from './moments.ts';

/** Who a text is about. */
export interface Parties {
  readonly interaction: InteractionRecord;
  readonly queue: Pick<Queue, 'name' | 'transcript'>;
  /** Who speaks for the tenant; undefined when nobody did or he is gone. */
  readonly agent: User | undefined;
}

/** What the placeholders stand for in a text for the customer of a conversation. */
export function valuesOf({ agent, interaction, queue }: Parties, moments: Moments, now: string): Values {
  const { customer, firstEnqueuedAt, hidesAgentNames } = interaction;
  const shown = lastHolder(interaction)?.agentName ?? '';
  // Who is not named to the customer in the conversation is not named in the mail (CHAT-43).
  const named = (name: string | undefined) => (hidesAgentNames ? '' : (name ?? ''));
  const agentName = named(agent?.name ?? shown);
  return {
    Date: moments.date(now),
    Time: moments.time(now),
    Received: moments.both(firstEnqueuedAt),
    'Received.Date': moments.date(firstEnqueuedAt),
    'Received.Time': moments.time(firstEnqueuedAt),
    ServiceGroup: queue.name,
    'ServiceGroup.Name': queue.name,
    'ServiceGroup.Email': queue.transcript.senderAddress ?? '',
    Agent: agentName,
    'Agent.Name': agentName,
    'Agent.FirstName': named(agent?.firstName),
    'Agent.LastName': named(agent?.lastName),
    'Agent.ChatName': named(agent?.chatDisplayName ?? agent?.name ?? shown),
    Customer: customer.name ?? '',
    'Customer.Name': customer.name ?? '',
    'Customer.Email': customer.email ?? '',
    'Customer.Number': customer.phone ?? '',
  };
}
