import type { Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import type { EventEnvelope } from '#schemas/realtime/model.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { effectiveLimits } from '#shared/domain/chat/limits.ts';
import { participants } from '#shared/domain/interactions/assignments.ts';
import { say as decide, isBy, type Message } from '#shared/domain/interactions/conversation.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { chatPrincipal, userPrincipal } from '#shared/domain/kit/principal.ts';
import { customerSpeaks } from './customer-speaks.ts';
import type { Conversation, Listeners, WorkPorts } from './ports.ts';
import { isConflict } from './store-change.ts';

/** How often a line is tried at the next index when others write at the same moment. */
const ATTEMPTS = 8;

/**
 * Adds a message to a conversation: one read, one conditional write. The index has no gaps because it is taken only
 * where the one before it is known. The same clientMessageId again gives the first line.
 *
 * @param check refuses who may not write, and conversations that are over
 * @throws AppError `MESSAGE_TOO_LONG`, `WRITE_CONFLICT`
 */
export async function say(
  ports: WorkPorts,
  load: () => Promise<Conversation>,
  message: Message,
  check: (interaction: InteractionRecord) => void,
): Promise<Entry> {
  const configuration = await ports.configuration();
  for (let attempt = 1; ; attempt++) {
    const { interaction, tail } = await load();
    const lines = await backToAuthor(ports, interaction.id, tail, message.author);
    const { maxMessageLength } = limitsOf(configuration, interaction, message.author.kind);
    const { entry, repeated } = decide(interaction, lines, message, maxMessageLength, ports.ctx.now);
    const wasSilent = message.author.kind === 'customer' && interaction.silence?.lookAt === null;
    if (repeated) {
      if (wasSilent) await customerSpeaks(ports, interaction);
      return entry;
    }
    check(interaction);
    const agents = participants(interaction);
    const principals = [...agents.map(userPrincipal), chatPrincipal(interaction.id)];
    let listeners: Listeners;
    try {
      [listeners] = await Promise.all([ports.listeners(principals), ports.append(entry)]);
    } catch (thrown) {
      if (!isConflict(thrown) || attempt >= ATTEMPTS) throw thrown;
      continue;
    }
    await announce(ports, agents, entry, listeners);
    if (wasSilent) await customerSpeaks(ports, interaction);
    return entry;
  }
}

/** What somebody may send in a conversation; a queue or widget that is gone narrows nothing any more. */
export function limitsOf(
  { chatWidgets, queues, settings }: Configuration,
  { entryPoint, queueId }: Pick<InteractionRecord, 'entryPoint' | 'queueId'>,
  side: Entry['author']['kind'],
) {
  const widget = entryPoint?.kind === 'widget' ? chatWidgets.get(entryPoint.id) : undefined;
  return effectiveLimits(side === 'customer' ? 'customer' : 'agent', { settings, queue: queues.get(queueId), widget });
}

/** Lines looked at beyond the newest ones. */
const LOOK_BACK = 200;

/**
 * The newest lines, and older ones when none of the newest is by this author: he may have been away while others wrote,
 * and now sends again what he does not know to be stored.
 */
async function backToAuthor(
  ports: WorkPorts,
  interactionId: string,
  tail: readonly Entry[],
  author: Entry['author'],
): Promise<readonly Entry[]> {
  const before = (tail[0]?.index ?? 1) - 1;
  if (before === 0 || tail.some(entry => isBy(entry, author))) return tail;
  const from = Math.max(0, before - LOOK_BACK);
  return [...(await ports.entries(interactionId, from, before - from)), ...tail];
}

/**
 * Puts the line into the feeds of the agents who take part, and pushes it to both sides. The line is stored: where the
 * feed is too busy now, the stream consumer puts it there.
 */
async function announce(
  ports: WorkPorts,
  agents: readonly string[],
  entry: Entry,
  listeners: Listeners,
): Promise<void> {
  const fed = await ports.feed(agents, messageEvent(entry)).catch((thrown: unknown) => {
    if (isConflict(thrown)) return [];
    throw thrown;
  });
  await ports.push({ fed, entries: [entry], listeners });
}

export const messageEvent = (entry: Entry): EventEnvelope => ({
  id: `${entry.interactionId}.entry.${entry.index}`,
  type: 'message.created.v1',
  time: entry.at,
  subject: `interaction/${entry.interactionId}`,
  aggregateVersion: entry.index,
  actor: { kind: entry.author.kind, id: entry.author.id },
  data: entry,
});

/** @throws AppError `CHAT_ENDED` */
export function assertOpen(interaction: InteractionRecord): void {
  if (interaction.endedAt !== null) throw new AppError('CHAT_ENDED', { currentState: interaction.status });
}
