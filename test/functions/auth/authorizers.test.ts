import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { restAuthorizer } from '#functions/auth/authorize.ts';
import { socketAuthorizer, ticketRedeemer } from '#functions/auth/redeem-ticket.ts';
import { TicketEntity } from '#schemas/realtime/entity.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { put } from '#shared/adapters/store/store.ts';
import { storedTickets } from '#shared/adapters/tokens/stored-tickets.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { userIdentity } from '#shared/runtime/identity.ts';

const NOW = Date.parse('2026-11-21T09:30:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:api/prod/GET/v1/offers';

describe('the authorizer of requests', () => {
  const authorize = restAuthorizer(async token => {
    if (token === 'down') throw new AppError('TRY_LATER');
    if (token !== 'good') throw new AppError('TOKEN_INVALID');
    return userIdentity('demo', 'ana', ['agent', 'supervisor']);
  });

  test.each([
    [{ methodArn, authorizationToken: 'Bearer good' }],
    [{ methodArn, headers: { authorization: 'Bearer good' } }],
  ])('lets the bearer of a good token reach the whole stage: %j', async event => {
    const result = await authorize(event);

    expect(result).toEqual({
      principalId: 'user~ana',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:us-east-1:123456789012:api/prod/*',
          },
        ],
      },
      context: { tenantId: 'demo', principal: 'user~ana', roles: 'agent supervisor' },
    });
  });

  test.each([
    [{ methodArn, authorizationToken: 'Bearer bad' }],
    [{ methodArn, authorizationToken: 'good' }],
    [{ methodArn, headers: null }],
  ])('says Unauthorized to %j', async event => {
    await expect(authorize(event)).rejects.toThrow(/^Unauthorized$/);
  });

  test('does not call an outage unauthorized', async () => {
    await expect(authorize({ methodArn, authorizationToken: 'Bearer down' })).rejects.toMatchObject({
      code: 'TRY_LATER',
    });
  });
});

describe('a socket ticket', () => {
  const secret = 'kq3v7Jm2yW8cN5tB1xZ9aQ';
  const ticket = {
    digest: createHash('sha256').update(secret).digest('hex'),
    principal: 'user~ana',
    roles: ['agent'],
    origin: null,
    expiresAt: at(30),
    version: 1,
  };

  async function issued(changes: Partial<{ origin: string }> = {}) {
    let now = NOW;
    const { open } = memoryStore({ now: () => now });
    await open('demo').commit([put(TicketEntity, { ...ticket, ...changes }, 'absent')]);
    const redeem = ticketRedeemer({ take: storedTickets(open), now: () => now });
    const pass = (seconds: number) => {
      now += seconds * 1000;
    };
    return { redeem, pass };
  }
  const refused = expect.objectContaining({ code: 'TOKEN_INVALID' });

  test('opens a socket for whom it was issued to', async () => {
    const { redeem } = await issued();

    const identity = await redeem(`demo.${secret}`, undefined);

    expect(identity).toEqual({ tenantId: 'demo', principal: 'user~ana', roles: ['agent'] });
  });

  test('is good for one of fifty uses at once', async () => {
    const { redeem } = await issued();

    const uses = await Promise.allSettled(Array.from({ length: 50 }, () => redeem(`demo.${secret}`, undefined)));

    expect(uses.filter(use => use.status === 'fulfilled')).toHaveLength(1);
    expect(uses.filter(use => use.status === 'rejected').every(use => use.reason.code === 'TOKEN_INVALID')).toBe(true);
  });

  test('ends after its time', async () => {
    const { redeem, pass } = await issued();
    pass(30);

    await expect(redeem(`demo.${secret}`, undefined)).rejects.toEqual(refused);
  });

  test('of a page is good for that page alone, and used up by another', async () => {
    const { redeem } = await issued({ origin: 'https://desk.example.com' });

    const uses = await Promise.allSettled([
      redeem(`demo.${secret}`, 'https://evil.example.com'),
      redeem(`demo.${secret}`, 'https://desk.example.com'),
    ]);

    expect(uses.map(use => use.status)).toEqual(['rejected', 'rejected']);
  });

  test('of a page opens a socket from there', async () => {
    const { redeem } = await issued({ origin: 'https://desk.example.com' });

    const identity = await redeem(`demo.${secret}`, 'https://desk.example.com');

    expect(identity.principal).toBe('user~ana');
  });

  test.each([
    [undefined],
    [''],
    ['demo'],
    [`.${secret}`],
    [`acme.${secret}`],
    [`Demo.${secret}`],
    [`demo#x.${secret}`],
    [`demo.${secret}x`],
    [`demo.${secret}.more`],
    ['demo.short'],
    [`demo.${ticket.digest}`],
  ])('%j is none', async text => {
    const { redeem } = await issued();

    await expect(redeem(text, undefined)).rejects.toEqual(refused);
  });

  test('is taken from the address by the authorizer', async () => {
    const { redeem } = await issued({ origin: 'https://desk.example.com' });
    const authorize = socketAuthorizer(redeem);
    const arn = 'arn:aws:execute-api:us-east-1:123456789012:api/prod/$connect';

    const result = await authorize({
      methodArn: arn,
      headers: { Origin: 'https://desk.example.com' },
      queryStringParameters: { ticket: `demo.${secret}` },
    });

    expect(result.context).toEqual({ tenantId: 'demo', principal: 'user~ana', roles: 'agent' });
    await expect(authorize({ methodArn: arn, queryStringParameters: null })).rejects.toThrow('Unauthorized');
  });
});
