import type { Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import type { Conversation } from '#shared/app/work/ports.ts';
import { lastIndex } from '#shared/domain/interactions/conversation.ts';
import { LeastRecentlyUsed } from './least-recently-used.ts';

/** Rows read and kept with an interaction, most of them its newest lines: a repeated clientMessageId is recognised within them. */
export const TAIL = 9;

/** Conversations as this process read or stored them last, by tenant and id. */
export class ConversationMemory {
  readonly #conversations: LeastRecentlyUsed<Conversation>;
  /** Those in which this process failed to add a line, for the most part because another one had: it will again. */
  readonly #shared: LeastRecentlyUsed<true>;

  constructor(size: number) {
    this.#conversations = new LeastRecentlyUsed(size);
    this.#shared = new LeastRecentlyUsed(size);
  }

  get(key: string): Conversation | undefined {
    return this.#conversations.get(key);
  }

  /** The conversation, where nobody else was seen writing to it. */
  recall(key: string): Conversation | undefined {
    return this.#shared.get(key) ? undefined : this.get(key);
  }

  /** What was stored while this was read is newer than what it shows. */
  read(key: string, found: Conversation): void {
    const known = this.get(key) ?? found;
    const tail = lastIndex(known.tail) > lastIndex(found.tail) ? known.tail : found.tail;
    const interaction = known.interaction.version > found.interaction.version ? known.interaction : found.interaction;
    this.#conversations.set(key, { ...found, interaction, tail });
  }

  /** The first thing that is known of it. */
  begin(key: string, interaction: InteractionRecord): void {
    this.#conversations.set(key, { interaction, tail: [], receipts: [], seen: null, typing: null });
  }

  /** The interaction has moved. */
  moved(key: string, interaction: InteractionRecord): void {
    const known = this.get(key);
    if (known) this.#conversations.set(key, { ...known, interaction });
  }

  /** Lines were added; a conversation of which lines in between are missing is forgotten. */
  added(key: string, lines: readonly Entry[]): void {
    const known = this.get(key);
    const fresh = known ? lines.filter(line => line.index > lastIndex(known.tail)) : [];
    if (!known || fresh[0] === undefined) return;
    if (fresh[0].index > lastIndex(known.tail) + 1) this.forget(key);
    else this.#conversations.set(key, { ...known, tail: [...known.tail, ...fresh].slice(-TAIL) });
  }

  /** A line could not be added. */
  refused(key: string): void {
    this.#shared.set(key, true);
  }

  forget(key: string): void {
    this.#conversations.delete(key);
  }
}
