import { beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '#shared/runtime/identity.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { askForChat, establish } from '../support/journeys.ts';

/** Goal S6, through the operation that issues tickets and the authorizer that takes them. */
const ORIGINS = ['https://desk.example.com', 'https://evil.example.com', undefined];

let w: InProcess;
beforeEach(async () => {
  w = await inProcess();
  await establish(w, 'users', { id: 'lin', name: 'Lin', roles: ['analyst'] });
});

async function ticketOf(token: string, origin?: string): Promise<string> {
  const { body } = await w.api(token).post('/v1/socket-tickets', undefined, origin ? { headers: { origin } } : {});
  return body.ticket;
}

const outcomes = (uses: readonly PromiseSettledResult<Identity>[]) =>
  uses.map(use => (use.status === 'fulfilled' ? use.value.principal : use.reason.code));

describe('a ticket', () => {
  test.each(['ana', 'sue', 'ada', 'lin'])('opens a socket as whom it was issued to, and once: %s', async userId => {
    const ticket = await ticketOf(await w.tokenFor(userId));

    const uses = await Promise.allSettled(Array.from({ length: 50 }, () => w.redeem(ticket, undefined)));
    const later = await Promise.allSettled([w.redeem(ticket, undefined)]);

    expect(outcomes(uses).toSorted()).toEqual([...Array(49).fill('TOKEN_INVALID'), `user~${userId}`]);
    expect(outcomes(later)).toEqual(['TOKEN_INVALID']);
  });

  test('of a customer opens his chat and no other', async () => {
    const [kim, lea] = [await askForChat(w, 'support'), await askForChat(w, 'support')];

    const identity = await w.redeem(await ticketOf(kim.token), undefined);

    expect(identity).toEqual({ tenantId: 'demo', principal: `chat~${kim.chatId}`, roles: ['customer'] });
    expect(identity.principal).not.toContain(lea.chatId);
  });

  test.each([
    [29, true],
    [30, false],
    [31, false],
  ])('that is %i seconds old opens a socket: %s', async (seconds, opens) => {
    const ticket = await ticketOf(await w.tokenFor('ana'));
    await w.advance(seconds);

    const [use] = await Promise.allSettled([w.redeem(ticket, undefined)]);

    expect(use?.status === 'fulfilled').toBe(opens);
  });

  test.each(ORIGINS)('issued to %s is good there alone', async issuedTo => {
    const token = await w.tokenFor('ana');

    const opened = await Promise.all(
      ORIGINS.map(async usedFrom => {
        const [use] = await Promise.allSettled([w.redeem(await ticketOf(token, issuedTo), usedFrom)]);
        return use?.status === 'fulfilled' ? usedFrom : 'refused';
      }),
    );

    expect(opened).toEqual(ORIGINS.map(origin => (issuedTo === undefined || origin === issuedTo ? origin : 'refused')));
  });

  test('does not open a socket of another tenant, and is not used up by the attempt', async () => {
    const ticket = await ticketOf(await w.tokenFor('ana'));
    const renamed = ticket.replace(/^demo\./, 'acme.');

    const [there] = await Promise.allSettled([w.redeem(renamed, undefined)]);
    const here = await w.redeem(ticket, undefined);

    expect(there?.status).toBe('rejected');
    expect(here.tenantId).toBe('demo');
  });

  test('is kept as a digest: the table does not hold it', async () => {
    const stored: string[] = [];
    w.store.onChange(change => stored.push(JSON.stringify(change)));

    const ticket = await ticketOf(await w.tokenFor('ana'));

    expect(stored).toHaveLength(1);
    expect(stored.join()).not.toContain(ticket.split('.')[1]);
  });
});
