import { beforeEach, describe, expect, it } from 'vitest';
import { type CallCenter, callCenter, type Desk } from './call-center.ts';

let w: CallCenter;
beforeEach(async () => {
  w = await callCenter();
});

/** A caller whom Ana talks to from her browser. */
async function talking() {
  const ana = await w.desk('ana');
  const caller = await w.caller();
  const id = await ana.accept();
  await ana.join(id);
  await w.advance(1);
  return { ana, caller, id };
}

const refusal = ({ body, status }: Awaited<ReturnType<Desk['command']>>) => [status, body.code, body.currentState];

describe('a call that comes in', () => {
  it('waits with music while nobody is free, and is offered to whoever comes to work', async () => {
    const caller = await w.caller();

    expect(caller.hears()).toBe('music');
    const ana = await w.desk('ana');
    expect(await ana.offers()).toMatchObject([{ channel: 'voice', customer: { phone: '+15550123' } }]);
  });

  it('is connected when customer and agent hear each other, and not before', async () => {
    const ana = await w.desk('ana');
    const caller = await w.caller();

    const id = await ana.accept();
    expect(await w.interaction(id)).toMatchObject({ status: 'connecting', connectedAt: null });
    expect(caller.hears()).toBe('music');

    await ana.join(id);
    await w.advance(1);
    expect(await w.interaction(id)).toMatchObject({ status: 'active', connectedAt: expect.any(String) });
    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
  });

  it('finds music in the queue again and again, however long it waits', async () => {
    const caller = await w.caller();

    await w.advance(2 * 3600);

    expect(caller.hears()).toBe('music');
    expect(w.telephone.defects).toEqual([]);
  });

  it('is turned away with a cause where the number leads nowhere', async () => {
    const caller = await w.telephone.call('+15559999');
    await w.advance(1);

    expect(caller.connected()).toBe(false);
  });

  it('counts once when the service reports it twice', async () => {
    const events = w.application().telephone;
    const incoming = { ref: 'tx-twice', to: '+15550101', from: '+15550124', headers: {} };

    const first = await events.offerCall('demo', incoming);
    const second = await events.offerCall('demo', incoming);

    expect(second).toEqual(first);
    const sue = await w.tenant('demo').as('sue');
    expect((await sue.get('/v1/queues/support/waiting')).body.items).toHaveLength(1);
  });
});

describe('the end of a call', () => {
  it('by the customer starts the wrap-up of the agent and leaves no leg', async () => {
    const { ana, caller, id } = await talking();

    await caller.hangUp();
    await w.advance(2);

    expect(await w.interaction(id)).toMatchObject({
      status: 'ended',
      endedBy: 'customer',
      endReason: 'customer-left',
      assignments: [{ agentId: 'ana', status: 'wrap-up' }],
    });
    expect(await w.call(id)).toMatchObject({ status: 'ended', endedBy: 'customer' });
    expect(w.telephone.left()).toEqual([]);
    expect((await ana.api.get(`/v1/interactions/${id}/media`)).body.code).toBe('INTERACTION_STATE');
  });

  it('by the agent takes the customer down', async () => {
    const { ana, caller, id } = await talking();

    await ana.command('post', id, 'end');
    await w.advance(2);

    expect(caller.connected()).toBe(false);
    expect(await w.interaction(id)).toMatchObject({ endedBy: 'agent', endReason: 'agent-ended' });
    expect(w.telephone.left()).toEqual([]);
  });

  it('while waiting is an abandon, a short one within its seconds', async () => {
    const [first, second] = [await w.caller('+15550131'), await w.caller('+15550132')];

    await first.hangUp();
    await w.advance(30);
    await second.hangUp();

    expect(await w.interaction(first.interactionId)).toMatchObject({ endReason: 'short-abandon', status: 'closed' });
    expect(await w.interaction(second.interactionId)).toMatchObject({ endReason: 'abandoned-in-queue' });
    expect(w.telephone.left()).toEqual([]);
  });

  it('while it rings takes the offer back without blame', async () => {
    const ana = await w.desk('ana');
    const caller = await w.caller();
    await w.advance(8);

    await caller.hangUp();

    expect(await w.interaction(caller.interactionId)).toMatchObject({ endReason: 'abandoned-while-offered' });
    expect(await ana.offers()).toEqual([]);
    expect((await ana.api.get('/v1/sessions/current')).body).toMatchObject({ state: 'ready' });
  });

  it('reported late, twice and for legs that nobody knows changes nothing', async () => {
    const { caller, id } = await talking();
    const { telephone } = w.application();
    const address = { tenantId: 'demo', interactionId: id, legId: caller.legId };
    await caller.hangUp();
    await w.advance(1);
    const after = await w.interaction(id);

    await telephone.tellLeg(address, { legId: caller.legId, kind: 'ended', cause: 'hung-up' }, 'late-1');
    await telephone.tellLeg(address, { legId: caller.legId, kind: 'ringing' }, 'late-2');
    const asked = await telephone.tellLeg(address, { legId: caller.legId, kind: 'asked' }, 'late-3');
    const stranger = { ...address, interactionId: 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D' };
    const unknown = await telephone.tellLeg(stranger, { legId: caller.legId, kind: 'answered' }, 'late-4');

    expect(await w.interaction(id)).toEqual(after);
    expect(asked.activity?.kind).toBe('hang-up');
    expect(unknown.activity?.kind).toBe('hang-up');
  });
});

describe('what the service reports', () => {
  it('is answered the same when it comes again, also when there is nothing left to do', async () => {
    const { ana, caller, id } = await talking();
    const { telephone } = w.application();
    const address = { tenantId: 'demo', interactionId: id, legId: caller.legId };
    await ana.command('post', id, 'hold');

    const first = await telephone.tellLeg(address, { legId: caller.legId, kind: 'asked' }, 'asked-1');
    const again = await telephone.tellLeg(address, { legId: caller.legId, kind: 'asked' }, 'asked-1');

    expect(first.activity?.kind).toBe('play');
    expect(again).toEqual(first);
  });

  it('and has had its answer leaves what is to be done now to be asked for', async () => {
    const { ana, caller, id } = await talking();
    const { telephone } = w.application();
    const address = { tenantId: 'demo', interactionId: id, legId: caller.legId };
    await ana.command('post', id, 'hold');

    await telephone.noteLeg(address, { legId: caller.legId, kind: 'asked', idle: true }, 'noted-1');
    const asked = await telephone.tellLeg(address, { legId: caller.legId, kind: 'asked' }, 'asked-1');

    expect(asked.activity?.kind).toBe('play');
  });
});

describe('hold', () => {
  it('lets the customer hear music until the agent resumes', async () => {
    const { ana, caller, id } = await talking();

    expect((await ana.command('post', id, 'hold')).body).toMatchObject({ parties: [{ held: true }, { held: false }] });
    await w.advance(1);
    expect(caller.hears()).toBe('music');

    await ana.command('delete', id, 'hold');
    await w.advance(1);
    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
  });

  it('is refused twice, and says what the call accepts', async () => {
    const { ana, id } = await talking();
    await ana.command('post', id, 'hold');

    const again = await ana.command('post', id, 'hold');

    expect(refusal(again)).toEqual([409, 'INTERACTION_STATE', 'on-hold']);
    expect(again.body.allowedCommands).toContain('resume');
  });

  it('is none of a colleague, nor of another tenant', async () => {
    const { id } = await talking();
    const ben = await w.desk('ben');
    const stranger = await w.tenant('acme').as('ana');

    expect(refusal(await ben.command('post', id, 'hold'))).toEqual([409, 'NOT_YOUR_INTERACTION', undefined]);
    expect((await stranger.post(`/v1/interactions/${id}/hold`)).body.code).toBe('INTERACTION_NOT_FOUND');
  });

  it('ends with the call', async () => {
    const { ana, caller, id } = await talking();
    await ana.command('post', id, 'hold');
    await caller.hangUp();
    await w.advance(1);

    expect(refusal(await ana.command('delete', id, 'hold'))).toEqual([409, 'INTERACTION_STATE', 'wrap-up']);
    expect(w.telephone.left()).toEqual([]);
  });
});

describe('media that fail', () => {
  it('send the customer back to the queue in front, and blame nobody', async () => {
    const ana = await w.desk('ana');
    const caller = await w.caller();
    const before = await w.interaction(caller.interactionId);
    const id = await ana.accept();

    await w.advance(16);

    const after = await w.interaction(id);
    expect(after).toMatchObject({ status: 'queued', assignments: [{ agentId: 'ana', status: 'done', wrapUp: null }] });
    expect(after.firstEnqueuedAt).toBe(before.firstEnqueuedAt);
    expect(caller.hears()).toBe('music');
    expect((await ana.api.get('/v1/sessions/current')).body).toMatchObject({ state: 'ready', work: [] });
  });

  it('give a browser that was there the time to come back', async () => {
    const { ana, caller, id } = await talking();

    await w.telephone.dropBrowser(await w.legOf(id, 'ana'));
    await w.advance(5);
    expect(caller.hears()).toBe('music');
    await ana.join(id);
    await w.advance(1);

    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
    expect(await w.interaction(id)).toMatchObject({ status: 'active' });
  });

  it('route the customer anew when the browser does not come back', async () => {
    const { id } = await talking();
    const ben = await w.desk('ben');

    await w.telephone.dropBrowser(await w.legOf(id, 'ana'));
    await w.advance(17);

    expect(await w.interaction(id)).toMatchObject({ assignments: [{ agentId: 'ana', status: 'done' }] });
    expect(await ben.offers()).toHaveLength(1);
  });
});
