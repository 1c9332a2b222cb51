import { TicketEntity } from '#schemas/realtime/entity.ts';
import type { TicketRecord } from '#schemas/realtime/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type OpenStore, remove } from '../store/store.ts';

/** Takes the ticket with this digest out of the store; undefined when there is none any more. */
export type TakeTicket = (tenantId: string, digest: string) => Promise<TicketRecord | undefined>;

/** Of any number of takers at once exactly one gets the ticket: the removal expects the version that was read. */
export const storedTickets =
  (openStore: OpenStore): TakeTicket =>
  async (tenantId, digest) => {
    const store = openStore(tenantId);
    const ticket = await store.get(TicketEntity, { digest });
    if (!ticket) return undefined;
    try {
      await store.commit([remove(TicketEntity, { digest }, ticket.version)]);
      return ticket;
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT') return undefined;
      throw thrown;
    }
  };
