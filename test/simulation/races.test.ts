import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { inProcess } from '#test/support/in-process.ts';
import { askForChat, signIn } from '#test/support/journeys.ts';

/** Races that the simulation found, each played again with the smallest system that shows it. */

describe('a customer who listens', () => {
  it('is answered although his sign of life loses to another one (seed 115)', async () => {
    let losing = false;
    const before = ({ operation }: { readonly operation: string }) => {
      if (losing && operation === 'commit') throw new AppError('WRITE_CONFLICT');
    };
    const w = await inProcess({ faults: { before } });
    const kim = await askForChat(w, 'support');

    losing = true;
    const polled = await kim.get(`/v1/chats/${kim.chatId}/events?after=0&waitMs=1`);

    expect(polled).toMatchObject({ status: 200, body: { state: 'queued' } });
  });
});

describe('the sweeper', () => {
  it('leaves alone who signs in anew while it looks, at whichever of its calls (seed 76)', async () => {
    const mended: number[] = [];
    for (let number = 1; number <= 20; number += 1) if (await mendsWhoSignsIn(number)) mended.push(number);

    expect(mended).toEqual([]);
  });
});

/** Whether the sweeper mends somebody who signs in anew just before its call of this number. */
async function mendsWhoSignsIn(number: number): Promise<boolean> {
  let calls = Number.NEGATIVE_INFINITY;
  const before = async () => {
    calls += 1;
    if (calls === number) await signIn(w, 'ana', { session: { force: true } });
  };
  const w = await inProcess({ faults: { before } });
  const ana = await signIn(w, 'ana');
  await w.advance(9);
  await ana.beat();

  calls = 0;
  await w.application().sweep('sweep-1');

  return JSON.stringify(w.said).includes('repair performed');
}
