import { describe, expectTypeOf, it } from 'vitest';
import type { createSocket } from '#clients/sdk/create-socket.ts';
import type { Client } from '#clients/sdk/types.ts';
import type { ErrorCode, EventData, EventEnvelope, Interaction, Session } from '#schemas/client.ts';

declare const client: Client;
declare const socket: ReturnType<typeof createSocket>;
/** Checked by the compiler and never run. */
const unrun = (_: () => unknown) => undefined;

describe('the types of the client', () => {
  it('give each operation its reply', () => {
    expectTypeOf<Client['sessions']['openSession']>().returns.resolves.toEqualTypeOf<Session>();
    expectTypeOf<Client['routing']['acceptOffer']>().returns.resolves.toEqualTypeOf<Interaction>();
    expectTypeOf<Client['sessions']['closeSession']>().returns.resolves.toEqualTypeOf<null>();
  });

  it('ask for what a route needs and no more', () => {
    unrun(() => client.sessions.getSession());
    unrun(() => client.interactions.listMyInteractions());
    unrun(() => client.routing.rejectOffer({ params: { offerId: 'off_1' } }));
    unrun(() => client.sessions.openSession({ body: {} }, { idempotencyKey: 'mine' }));
    // @ts-expect-error a path parameter is missing
    unrun(() => client.routing.acceptOffer());
    // @ts-expect-error a body is missing
    unrun(() => client.sessions.setPresence({}));
    // @ts-expect-error not a status
    unrun(() => client.sessions.setPresence({ body: { status: 'lunch' } }));
    // @ts-expect-error numbers travel as text in a query
    unrun(() => client.interactions.listMessages({ params: { interactionId: 'int_1' }, query: { after: 3 } }));
    // @ts-expect-error no such operation
    unrun(() => client.sessions.acceptOffer());
  });

  it('give each event its data', () => {
    unrun(() =>
      socket.on('offer.created.v1', (data, envelope) => {
        expectTypeOf(data).toEqualTypeOf<EventData<'offer.created.v1'>>();
        expectTypeOf(envelope).toEqualTypeOf<EventEnvelope>();
      }),
    );
    // @ts-expect-error no such event
    unrun(() => socket.on('offer.created.v9', () => undefined));
  });

  it('know the codes of refusals', () => {
    expectTypeOf<'OFFER_NOT_PENDING'>().toExtend<ErrorCode>();
    expectTypeOf<'OFFER_LOST'>().not.toExtend<ErrorCode>();
  });
});
