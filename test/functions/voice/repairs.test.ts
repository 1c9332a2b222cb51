import { beforeEach, describe, expect, it } from 'vitest';
import { type CallCenter, callCenter } from './call-center.ts';

let w: CallCenter;
beforeEach(async () => {
  w = await callCenter();
});

const always = { joinFails: () => false, reportsTwice: () => false };
const lose = (lost: boolean) => {
  w.telephone.faults = { ...always, commandLost: () => lost };
};
const repairs = () => w.said.filter(one => JSON.stringify(one).includes('Repair')).length;

async function talking() {
  const ana = await w.desk('ana');
  const caller = await w.caller();
  const id = await ana.accept();
  await ana.join(id);
  await w.advance(1);
  return { ana, caller, id };
}

describe('a command that is lost on the way to the telephone service', () => {
  it('is sent again by the sweeper: nobody stays on the line, nor in the room', async () => {
    const { ana, caller, id } = await talking();
    lose(true);
    await ana.command('post', id, 'end');
    await w.advance(1);
    expect(caller.connected()).toBe(true);

    lose(false);
    for (const _ of ['the line', 'the room']) {
      await w.advance(60);
      await w.application().sweep('sweep');
    }

    expect(caller.connected()).toBe(false);
    expect(w.telephone.left()).toEqual([]);
  });

  it('is sent again by the stream when the process died right after its commit', async () => {
    const { ana, caller, id } = await talking();
    lose(true);
    const ended = ana.command('post', id, 'hold');
    await ended;

    lose(false);
    await w.settled();
    await w.advance(1);

    expect(caller.hears()).toBe('music');
  });

  it('is nothing that a healthy system knows: the sweeper finds nothing to mend', async () => {
    await talking();
    await w.advance(60);
    const before = repairs();

    await w.application().sweep('sweep');

    expect(repairs()).toBe(before);
  });
});

describe('a leg of whose end the service says nothing', () => {
  it('is written off after a while, and the call is looked after until then', async () => {
    const { ana, id } = await talking();
    lose(true);

    await ana.command('post', id, 'end');
    await w.advance(140);
    expect((await w.call(id)).parties[0]).toMatchObject({ state: 'connected' });

    await w.advance(20);
    expect((await w.call(id)).parties[0]).toMatchObject({ state: 'ended', endCause: 'taken-down' });
  });
});
