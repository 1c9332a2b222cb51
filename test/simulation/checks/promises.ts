import { IdempotencyEntity } from '#schemas/admin/entity.ts';
import type { Entry } from '#schemas/interactions/model.ts';
import { primaryKey } from '#schemas/kit/table.ts';
import { keyText } from '#shared/adapters/store/table-engine.ts';
import type { Table } from '../engine/table.ts';
import type { Reply, Request } from '../people/client.ts';
import type { Ledger } from './ledger.ts';

type Answer = Exclude<Reply, 'lost'>;

/** What clients have been told, held against what the system says later. */
export class Promises {
  readonly #ledger: Ledger;
  readonly #table: Table;
  readonly #offers: ReadonlyMap<string, string | undefined>;
  readonly #answers = new Map<string, string>();
  readonly #messages: { readonly chatId: string; readonly clientMessageId: string; readonly index: number }[] = [];
  readonly #chats: string[] = [];

  /** @param offers how each offer ended */
  constructor(ledger: Ledger, table: Table, offers: ReadonlyMap<string, string | undefined>) {
    this.#offers = offers;
    this.#ledger = ledger;
    this.#table = table;
  }

  /** An answer came: a keyed command answers the same whenever it succeeds, and what is acknowledged is remembered. */
  answered(request: Request, { body, status }: Answer, wasKept: boolean): void {
    const { identity, key, operation } = request;
    if (status === 500) this.#ledger.breach('no-internal-error', operation, JSON.stringify(body));
    if (status >= 400 && status < 500 && status !== 429 && wasKept) {
      this.#ledger.breach(
        'a-replay-gives-the-first-answer',
        `${operation} ${key}`,
        `${status} ${JSON.stringify(body)}`,
      );
    }
    if (status >= 300) return;
    if (operation === 'acceptOffer') {
      const offerId = request.path!['offerId']!;
      const resolution = this.#offers.get(offerId);
      // A part that somebody was called into bears the id of an offer that never was: he has what he accepts.
      if (resolution !== 'accepted' && this.#offers.has(offerId))
        this.#ledger.breach('accepted-means-accepted', JSON.stringify(request.path), `${resolution}`);
    }
    if (key !== undefined && IDEMPOTENT.has(operation)) {
      const name = `${identity?.tenantId} ${identity?.principal} ${operation} ${key} ${JSON.stringify(request.path)}`;
      const said = JSON.stringify(body);
      const before = this.#answers.get(name) ?? said;
      // Whoever got no chat has caused nothing that a repetition could cause again: he may ask until there is one.
      if (!wasTurnedDown(operation, body)) this.#answers.set(name, before);
      if (before !== said) this.#ledger.breach('same-key-same-answer', name, `${before} and then ${said}`);
    }
    if (operation === 'requestChat') this.#remember(this.#chats, (body as { chatId?: string | null }).chatId);
    if (operation === 'sendMessage' || operation === 'customerSendMessage') {
      const { clientMessageId } = request.body as { clientMessageId: string };
      const chatId = request.path!['chatId'] ?? request.path!['interactionId']!;
      this.#messages.push({ chatId, clientMessageId, index: (body as { index: number }).index });
    }
  }

  /** Whether the answer to this command is kept already. */
  isKept({ identity, key, operation }: Request): boolean {
    if (key === undefined || !IDEMPOTENT.has(operation) || !identity) return false;
    const { principal, tenantId } = identity;
    const at = primaryKey(IdempotencyEntity, { tenantId, principal, operation, key });
    return this.#table.rows(IdempotencyEntity.name).has(keyText(at));
  }

  /** A frame reached a socket: nothing of another tenant may be in it, and for a customer nothing of another chat. */
  delivered(
    to: { readonly tenantId: string; readonly chatId?: string },
    frame: string,
    tenantOf: (id: string) => string | undefined,
  ): void {
    for (const [id] of frame.matchAll(/int_[0-9A-Z]{26}/g)) {
      const tenantId = tenantOf(id);
      if (tenantId !== undefined && tenantId !== to.tenantId) {
        this.#ledger.breach('no-event-leaves-its-tenant', id, `reached ${to.tenantId}`);
      }
      if (to.chatId !== undefined && id !== to.chatId) {
        this.#ledger.breach('customers-hear-of-their-own', id, `reached ${to.chatId}`);
      }
    }
  }

  /** In the end: what was acknowledged is there, once. */
  check(): void {
    const entries = [...this.#table.rows('entry').values()] as unknown as Entry[];
    for (const { chatId, clientMessageId, index } of this.#messages) {
      const found = entries.filter(one => one.interactionId === chatId && one.clientMessageId === clientMessageId);
      const kept = found.length === 1 && found[0]?.index === index;
      if (!kept)
        this.#ledger.breach('acknowledged-messages-stay', chatId, `${clientMessageId} at ${index}: ${found.length}`);
    }
    const known = new Set([...this.#table.rows('interaction').values()].map(row => row['id']));
    for (const chatId of this.#chats) {
      if (!known.has(chatId)) this.#ledger.breach('no-interaction-lost', chatId, 'acknowledged, and not there');
    }
  }

  #remember(list: string[], id: string | null | undefined): void {
    if (id) list.push(id);
  }
}

const wasTurnedDown = (operation: string, body: unknown): boolean =>
  operation === 'requestChat' && (body as { chatId: string | null }).chatId === null;

const IDEMPOTENT: ReadonlySet<string> = new Set([
  ...['requestChat', 'openSession', 'acceptOffer', 'rejectOffer', 'pickUp', 'transfer', 'endInteraction'],
  ...['extendWrapUp', 'completeWrapUp', 'disposeInteraction'],
]);
