import { describe, expect, test } from 'vitest';
import type { Role } from '#schemas/kit/route.ts';
import { actorOf, authorizerContext, chatIdentity, identityFrom, userIdentity } from '#shared/runtime/identity.ts';

describe('an identity', () => {
  test.each([[userIdentity('demo', 'ana@example.com', ['agent', 'admin'])], [chatIdentity('demo', 'int_1')]])(
    'comes back whole from the authorizer’s context',
    identity => {
      const found = identityFrom(authorizerContext(identity));

      expect(found).toEqual(identity);
    },
  );

  test.each([[undefined], [null], [{}], [{ tenantId: 'demo', principal: 'user~ana' }]])('is not in %j', context => {
    const found = identityFrom(context);

    expect(found).toBeUndefined();
  });
});

describe('the actor', () => {
  test.each<[Role[], string]>([
    [['agent'], 'agent'],
    [['analyst'], 'agent'],
    [['agent', 'supervisor'], 'supervisor'],
    [['agent', 'supervisor', 'admin'], 'admin'],
  ])('of %j is %s', (roles, kind) => {
    const actor = actorOf(userIdentity('demo', 'ana', roles));

    expect(actor).toEqual({ kind, id: 'ana' });
  });

  test('of a conversation is its customer', () => {
    const actor = actorOf(chatIdentity('demo', 'int_1'));

    expect(actor).toEqual({ kind: 'customer', id: 'int_1' });
  });

  test('without a token is a customer without name', () => {
    const actor = actorOf({ tenantId: 'demo', principal: 'public~1234', roles: [] });

    expect(actor).toEqual({ kind: 'customer', id: null });
  });
});
