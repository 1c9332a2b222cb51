import type { ChatEvent, ChatState } from '#schemas/chat/model.ts';
import type { ChatCursor } from '#schemas/compat/chatservice/entity.ts';
import type { EndReason, Typing } from '#schemas/interactions/model.ts';
import { placeOf } from '#shared/app/work/outlook.ts';
import { ownChat } from '#shared/app/work/own-chat.ts';
import type { Conversation } from '#shared/app/work/ports.ts';
import { isConflict } from '#shared/app/work/store-change.ts';
import { chatEvent, chatState } from '#shared/domain/chat/view.ts';
import { lastIndex } from '#shared/domain/interactions/conversation.ts';
import { msBetween } from '#shared/domain/kit/instant.ts';
import type { ChatPorts } from './ports.ts';
import { conversationWith, linesAfter, noteListening } from './read-chat.ts';

/** What a client that keeps no index has not been given yet. */
export interface Untold {
  readonly lines: readonly ChatEvent[];
  /** The state and the place in the queue, where they are not those that were told last. */
  readonly moved: StateNow | null;
  readonly typing: Typing | null;
  /** Index of the last line that has been given. */
  readonly index: number;
}
export interface StateNow {
  readonly state: ChatState;
  readonly position: number | null;
  readonly estimatedWaitMs: number | null;
  readonly endReason: EndReason | null;
}

export interface Taking {
  /** Index of the last line that did arrive, where the client knows. */
  readonly after: number | null;
  readonly waitMs: number;
  /** Whether a line is worth answering for: the customer's own are not. */
  readonly concerns: (line: ChatEvent) => boolean;
}

/** Lines given at once. */
const LIMIT = 100;
/** A typing notice that is older says nothing about now. */
const TYPING_MS = 10_000;

/**
 * What has happened since the last call, for clients that leave the counting to the server (CHAT-09). The newest call
 * gets it: one that still waits on a connection that may be dead answers nothing once another has come.
 */
export async function takeChatEvents(ports: ChatPorts, chatId: string, taking: Taking): Promise<Untold> {
  const [looked, known] = await Promise.all([ownChat(ports, chatId), ports.chatCursor(chatId)]);
  const cursor = startingAt(chatId, known, taking.after);
  const hasNews = (found: Conversation) => isNews(ports, found, cursor, taking);
  if (taking.waitMs === 0 || hasNews(looked) || looked.interaction.endedAt !== null) {
    await noteListening(ports, looked, taking.waitMs);
    return give(ports, looked, cursor, known);
  }
  const waiting = { ...cursor, version: cursor.version + 1, index: lastIndex(looked.tail) };
  if (!(await saved(ports, waiting, known))) return nothingAt(waiting);
  const found = await conversationWith(ports, chatId, taking.waitMs, one => isNews(ports, one, waiting, taking));
  return give(ports, found, waiting, waiting);
}

const nothingAt = ({ index }: ChatCursor): Untold => ({ lines: [], moved: null, typing: null, index });

/** Where lines come again that were given once, so does the state. */
function startingAt(chatId: string, known: ChatCursor | undefined, after: number | null): ChatCursor {
  const cursor = known ?? { chatId, version: 0, index: 0, state: null, position: null, typingAt: null };
  if (after === null || after >= cursor.index) return cursor;
  return { ...cursor, index: after, state: null };
}

function isNews(ports: ChatPorts, found: Conversation, cursor: ChatCursor, { concerns }: Taking): boolean {
  const { interaction, tail } = found;
  const [first] = tail;
  const unseen = first !== undefined && first.index > cursor.index + 1;
  return (
    unseen ||
    chatState(interaction) !== cursor.state ||
    typingNow(ports, found, cursor) !== null ||
    tail.some(entry => entry.index > cursor.index && concerns(chatEvent(entry)))
  );
}

function typingNow({ ctx }: ChatPorts, { typing }: Conversation, { typingAt }: ChatCursor): Typing | null {
  if (typing === null || (typingAt !== null && typing.at <= typingAt)) return null;
  return msBetween(typing.at, ctx.now) < TYPING_MS ? typing : null;
}

async function give(
  ports: ChatPorts,
  found: Conversation,
  cursor: ChatCursor,
  known: ChatCursor | undefined,
): Promise<Untold> {
  const { interaction } = found;
  const lines = await linesAfter(ports, found, cursor.index, LIMIT);
  const index = lines.at(-1)?.index ?? cursor.index;
  const isAll = index >= lastIndex(found.tail);
  const place = await placeOf(ports, interaction);
  const state = chatState(interaction);
  const hasMoved = isAll && (state !== cursor.state || place.position !== cursor.position);
  const typing = isAll ? typingNow(ports, found, cursor) : null;
  const next: ChatCursor = {
    ...cursor,
    ...{ version: cursor.version + 1, index, typingAt: typing?.at ?? cursor.typingAt },
    ...(hasMoved && { state, position: place.position }),
  };
  const isNothing = lines.length === 0 && !hasMoved && typing === null;
  if (isNothing || !(await saved(ports, next, known))) return nothingAt(cursor);
  const moved = hasMoved ? { state, ...place, endReason: interaction.endReason } : null;
  return { lines, moved, typing, index };
}

/** Whether this call is still the newest. */
async function saved(ports: ChatPorts, next: ChatCursor, known: ChatCursor | undefined): Promise<boolean> {
  try {
    await ports.saveChatCursor(next, known);
    return true;
  } catch (thrown) {
    if (isConflict(thrown)) return false;
    throw thrown;
  }
}
