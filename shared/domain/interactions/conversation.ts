import type { Entry, EntryAuthor, InteractionRecord, Receipt } from '#schemas/interactions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** A message somebody wants to add to a conversation. */
export interface Message {
  readonly text: string;
  readonly clientMessageId: string;
  readonly author: EntryAuthor;
  /** Set where the customer does not read it. */
  readonly audience?: Entry['audience'];
  /** The file that the line announces. */
  readonly attachment?: Entry['attachment'];
}

/**
 * The next line of a conversation, or the line that is already there when the same author sent the same
 * clientMessageId before.
 *
 * @param tail the newest lines, newest last; a repetition is recognised within it
 * @throws AppError `MESSAGE_TOO_LONG`
 */
export function say(
  interaction: Pick<InteractionRecord, 'id'>,
  tail: readonly Entry[],
  message: Message,
  maxLength: number,
  now: string,
): { readonly entry: Entry; readonly repeated: boolean } {
  assertLength(message.text, maxLength);
  const known = tail.find(entry => isSame(entry, message));
  if (known) return { entry: known, repeated: true };
  return {
    repeated: false,
    entry: {
      interactionId: interaction.id,
      index: lastIndex(tail) + 1,
      at: now,
      kind: 'message',
      author: message.author,
      text: message.text,
      clientMessageId: message.clientMessageId,
      ...(message.audience && { audience: message.audience }),
      ...(message.attachment && { attachment: message.attachment }),
    },
  };
}

/** A text that goes by the name of a file is not its announcement; a file that was uploaded twice under one name is. */
const isSame = (entry: Entry, { attachment, author, clientMessageId }: Message): boolean =>
  entry.clientMessageId === clientMessageId &&
  isBy(entry, author) &&
  (entry.attachment === undefined) === (attachment === undefined);

export const isBy = ({ author, kind }: Entry, { id, kind: side }: EntryAuthor): boolean =>
  kind === 'message' && author.kind === side && author.id === id;

/** Counts characters, as the contract does, not the units that some of them take two of. @throws AppError `MESSAGE_TOO_LONG` */
export function assertLength(text: string, maxLength: number): void {
  const { length } = Array.from(text);
  if (length > maxLength) throw new AppError('MESSAGE_TOO_LONG', { params: { maxLength, length } });
}

/** The line with which an agent joined; 0 when that is further back than these lines. */
export const joinedIndex = (tail: readonly Entry[], agentId: string): number =>
  tail.findLast(entry => entry.kind === 'agent-joined' && entry.author.id === agentId)?.index ?? 0;

export const lastIndex = (tail: readonly Entry[]): number => tail.at(-1)?.index ?? 0;

/** Customer messages since the last one of an agent (INT-28). */
export function unanswered(tail: readonly Entry[]): number {
  const messages = tail.filter(entry => entry.kind === 'message');
  const lastOfAgent = messages.findLastIndex(entry => entry.author.kind === 'agent');
  return messages.slice(lastOfAgent + 1).filter(entry => entry.author.kind === 'customer').length;
}

/** The receipt after somebody says how far he has read: it only moves forward, and never past the last line. */
export function read(
  receipts: readonly Receipt[],
  party: Receipt['party'],
  readIndex: number,
  last: number,
  now: string,
): { readonly receipt: Receipt; readonly moved: boolean; readonly known: Receipt | undefined } {
  const known = receipts.find(receipt => receipt.party === party);
  const reached = Math.min(readIndex, last);
  if (reached > (known?.readIndex ?? 0)) return { known, receipt: { party, readIndex: reached, at: now }, moved: true };
  return { known, receipt: known ?? { party, readIndex: 0, at: now }, moved: false };
}
