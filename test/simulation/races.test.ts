import { describe, expect, it } from 'vitest';
import { matchInteraction } from '#shared/app/work/match.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { systemContext } from '#shared/runtime/context.ts';
import { inProcess } from '#test/support/in-process.ts';
import { askForChat, type ChatCustomer, signIn } from '#test/support/journeys.ts';

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

describe('a search', () => {
  it('gives who was away at its first look nothing at its second, while somebody waits before it (seed 147)', async () => {
    const { w, withoutLooking } = await inProcessThatCanBeBlinded();
    const ana = await signIn(w, 'ana', { ready: false });
    const first = await askForChat(w, 'support');
    const second = await askForChat(w, 'support');
    await withoutLooking(() => ana.ready());
    const ports = w.application().open(systemContext('demo', { now: toInstant(w.clock.now()), requestId: 'search' }));
    const asked = await ports.interaction(second.chatId);

    await matchInteraction(awayAtFirst(ports), asked!.interaction, 'queued');

    expect(await statusOf(ports, first, second)).toEqual(['queued', 'queued']);
    await matchInteraction(ports, asked!.interaction, 'queued');
    expect(await statusOf(ports, first, second)).toEqual(['offered', 'offered']);
  });
});

/** A system in which somebody may do something while every search fails. */
async function inProcessThatCanBeBlinded() {
  let looking = true;
  const before = ({ operation }: { readonly operation: string }) => {
    if (!looking && operation === 'query') throw new AppError('TRY_LATER');
  };
  const w = await inProcess({ faults: { before } });
  async function withoutLooking(deed: () => Promise<unknown>): Promise<void> {
    looking = false;
    await deed();
    looking = true;
  }
  return { w, withoutLooking };
}

/** Ports that find an agent's lease gone when they read him first. */
function awayAtFirst(ports: WorkPorts): WorkPorts {
  let reads = 0;
  return {
    ...ports,
    agent: async id => {
      const atWork = await ports.agent(id);
      reads += 1;
      return atWork && reads === 1 ? { ...atWork, lease: null } : atWork;
    },
  };
}

const statusOf = (ports: WorkPorts, ...customers: readonly ChatCustomer[]) =>
  Promise.all(customers.map(async one => (await ports.interaction(one.chatId))?.interaction.status));

describe('the sweeper', () => {
  it('leaves alone who signs in anew while it looks, at whichever of its calls (seed 76)', async () => {
    const mended: number[] = [];
    for (let number = 1; number <= 20; number += 1) if (await mendsWhoSignsIn(number)) mended.push(number);

    expect(mended).toEqual([]);
  });
});

describe('a contact that waits again while who handed it on wraps it up', () => {
  it('was not missed when somebody comes in the moment in which the sweeper looks (seed 3)', async () => {
    const { w, withoutLooking } = await inProcessThatCanBeBlinded();
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();
    const target = { kind: 'queue', id: 'support' };
    expect(await ana.post(`/v1/interactions/${kim.chatId}/transfer`, { target })).toMatchObject({ status: 200 });
    await w.advance(9);
    const ben = await signIn(w, 'ben', { ready: false });
    await withoutLooking(() => ben.ready());

    await w.application().sweep('sweep-1');

    expect(await kim.chat()).toMatchObject({ state: 'queued' });
    expect(JSON.stringify(w.said)).not.toContain('repair performed');
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
