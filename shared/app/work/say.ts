import type { Entry, EntryAuthor, InteractionRecord } from '#schemas/interactions/model.ts';
import type { EventEnvelope } from '#schemas/realtime/model.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { effectiveLimits } from '#shared/domain/chat/limits.ts';
import { participants } from '#shared/domain/interactions/assignments.ts';
import { say as decide, isBy, type Message } from '#shared/domain/interactions/conversation.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { chatPrincipal, userPrincipal } from '#shared/domain/kit/principal.ts';
import { customerSpeaks } from './customer-speaks.ts';
import type { Conversation, Listeners, WorkPorts } from './ports.ts';
import type { Speaker } from './speaker.ts';
import { isConflict } from './store-change.ts';

/** How often a line is tried at the next index when others write at the same moment. */
const ATTEMPTS = 8;

/** What is said; who says it is known by then. */
type Words = Omit<Message, 'author'>;

export interface Said {
  readonly entry: Entry;
  /** The conversation as it was read for it, with or without the line. */
  readonly conversation: Conversation;
}

/**
 * Adds a message to a conversation by one conditional write. The index has no gaps because it is taken only where the one
 * before it is known. The same clientMessageId again gives the first line.
 *
 * @throws AppError `MESSAGE_TOO_LONG`, `WRITE_CONFLICT`, and what the speaker is refused with
 */
export async function say(ports: WorkPorts, speaker: Speaker, words: Words): Promise<Said> {
  const said = (await sayFromMemory(ports, speaker, words)) ?? (await sayAfresh(ports, speaker, words));
  const { interaction } = said.conversation;
  if (speaker.side === 'customer' && interaction.silence?.lookAt === null) await customerSpeaks(ports, interaction);
  return said;
}

/**
 * Writes behind the last line that this process knows of, and glances at the conversation meanwhile. Whatever changes who
 * may write adds a line, so that a line that finds its index free was decided on what is true; the rest is taken from
 * the glance. Whoever is refused, or may be repeating himself, has to ask again.
 */
async function sayFromMemory(ports: WorkPorts, speaker: Speaker, words: Words): Promise<Said | undefined> {
  const known = speaker.recall();
  const entry = known && (await newLine(ports, speaker, words, known));
  if (!entry) return undefined;
  const agents = participants(known.interaction);
  const [glanced, isStored, listeners] = await Promise.all([
    speaker.glance().catch(nothingIfRefused),
    appended(ports, entry),
    ports.listeners(listenersTo(speaker, agents)),
  ]);
  if (!isStored) return undefined;
  const conversation = glanced ?? known;
  const still = participants(conversation.interaction);
  await announce(
    ports,
    agents.filter(agentId => still.includes(agentId)),
    entry,
    listeners,
  );
  return { conversation, entry };
}

/** A line that is stored was said, whatever is refused from now on. */
function nothingIfRefused(thrown: unknown): undefined {
  if (!(thrown instanceof AppError)) throw thrown;
}

/** The line, unless it is refused, or was there before, as far as these lines can tell. */
async function newLine(ports: WorkPorts, speaker: Speaker, words: Words, { interaction, tail }: Conversation) {
  const author = speaker.author(interaction);
  if (!reachesBackTo(tail, author)) return undefined;
  try {
    speaker.assertMayWrite(interaction);
    const { maxMessageLength } = limitsOf(await ports.configuration(), interaction, speaker.side);
    const { entry, repeated } = decide(interaction, tail, { ...words, author }, maxMessageLength, ports.ctx.now);
    return repeated ? undefined : entry;
  } catch (thrown) {
    if (thrown instanceof AppError) return undefined;
    throw thrown;
  }
}

/** Whether the index was still free. */
const appended = (ports: WorkPorts, entry: Entry): Promise<boolean> =>
  ports.append(entry).then(
    () => true,
    (thrown: unknown) => {
      if (isConflict(thrown)) return false;
      throw thrown;
    },
  );

async function sayAfresh(ports: WorkPorts, speaker: Speaker, words: Words): Promise<Said> {
  const configuration = await ports.configuration();
  let conversation = await speaker.load();
  for (let attempt = 1; ; attempt++) {
    const { interaction, tail } = conversation;
    const author = speaker.author(interaction);
    const lines = await backToAuthor(ports, interaction.id, tail, author);
    const { maxMessageLength } = limitsOf(configuration, interaction, speaker.side);
    const { entry, repeated } = decide(interaction, lines, { ...words, author }, maxMessageLength, ports.ctx.now);
    if (repeated) return { conversation, entry };
    speaker.assertMayWrite(interaction);
    const agents = participants(interaction);
    const [listeners, isStored] = await Promise.all([
      ports.listeners(listenersTo(speaker, agents)),
      appended(ports, entry),
    ]);
    if (isStored) {
      await announce(ports, agents, entry, listeners);
      return { conversation, entry };
    }
    if (attempt >= ATTEMPTS) throw new AppError('WRITE_CONFLICT');
    conversation = await speaker.load();
  }
}

const listenersTo = ({ interactionId }: Speaker, agents: readonly string[]): string[] => [
  ...agents.map(userPrincipal),
  chatPrincipal(interactionId),
];

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

/** Whether these lines show what this author has said last. */
const reachesBackTo = (tail: readonly Entry[], author: EntryAuthor): boolean =>
  (tail[0]?.index ?? 1) === 1 || tail.some(entry => isBy(entry, author));

/**
 * The newest lines, and older ones when none of the newest is by this author: he may have been away while others wrote,
 * and now sends again what he does not know to be stored.
 */
async function backToAuthor(
  ports: WorkPorts,
  interactionId: string,
  tail: readonly Entry[],
  author: EntryAuthor,
): Promise<readonly Entry[]> {
  if (reachesBackTo(tail, author)) return tail;
  const before = (tail[0]?.index ?? 1) - 1;
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
