import { beforeEach, describe, expect, it } from 'vitest';
import { type CallCenter, callCenter, type Desk } from './call-center.ts';

let w: CallCenter;
beforeEach(async () => {
  w = await callCenter();
});

/** A caller whom Ana talks to from her browser, with Ben ready beside her where he is needed. */
async function talking(withBen = false) {
  const ana = await w.desk('ana');
  const caller = await w.caller();
  const id = await ana.accept();
  await ana.join(id);
  await w.advance(1);
  const ben = withBen ? await w.desk('ben') : (undefined as unknown as Desk);
  return { ana, ben, caller, id };
}

/** Changes fields of an administrative object. */
async function administer(path: string, changes: object): Promise<void> {
  const ada = await w.tenant('demo').as('ada');
  const known = await ada.get(`/v1/admin/${path}`);
  const { version: _, updatedAt: __, updatedBy: ___, ...object } = known.body;
  const headers = { 'if-match': String(known.headers.get('etag')) };
  const { status } = await ada.put(`/v1/admin/${path}`, { ...object, ...changes }, { headers });
  expect(status).toBe(200);
}

const refusal = ({ body, status }: Awaited<ReturnType<Desk['command']>>) => [status, body.code, body.currentState];
const OUTSIDE = { kind: 'phone', number: '+14155550142' };
const guest = async (id: string) => w.telephone.phone(await w.legOf(id, 'guest'));

describe('mute', () => {
  it('lets nobody hear the agent, who still hears the customer', async () => {
    const { ana, caller, id } = await talking();

    await ana.command('put', id, 'mute');
    await w.advance(1);

    expect(caller.hears()).toEqual([]);
    expect(w.telephone.phone(await w.legOf(id, 'ana')).hears()).toEqual([caller.legId]);
    await ana.command('delete', id, 'mute');
    await w.advance(1);
    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
  });

  it('outlasts a lost connection', async () => {
    const { ana, caller, id } = await talking();
    await ana.command('put', id, 'mute');

    await w.telephone.dropBrowser(await w.legOf(id, 'ana'));
    await ana.join(id);
    await w.advance(2);

    expect(caller.hears()).toEqual([]);
  });
});

describe('digits', () => {
  it('are heard by the customer once, however often the command is sent with its key', async () => {
    const { ana, caller, id } = await talking();
    const headers = { 'idempotency-key': 'digits-1' };

    for (const _ of [1, 2]) await ana.api.post(`/v1/interactions/${id}/digits`, { digits: '12#' }, { headers });
    await w.advance(1);

    expect(caller.digitsHeard).toEqual(['12#']);
  });

  it('that no telephone has are refused with what to send', async () => {
    const { ana, id } = await talking();

    const refused = await ana.command('post', id, 'digits', { digits: 'call me' });

    expect([refused.status, refused.body.issues[0].message]).toEqual([
      400,
      'use 1 to 50 of 0-9 * # A B C D and the comma, a pause',
    ]);
  });
});

describe('park', () => {
  it('lets the customer wait with music and the agent do something else, until he takes the call back', async () => {
    const { ana, caller, id } = await talking();

    expect((await ana.command('post', id, 'park')).body).toMatchObject({ parked: true });
    await w.advance(1);
    expect(caller.hears()).toBe('music');
    expect((await ana.api.get('/v1/sessions/current')).body).toMatchObject({
      capacity: { free: 95 },
      state: 'ready',
    });

    await ana.command('delete', id, 'park');
    await ana.join(id);
    await w.advance(1);
    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
    expect(await w.interaction(id)).toMatchObject({ status: 'active', assignments: [{ agentId: 'ana' }] });
  });

  it('hands the customer to whoever picks the call up; the other wraps up', async () => {
    const { ana, ben, caller, id } = await talking(true);
    await ana.command('post', id, 'park');

    expect((await ben.command('post', id, 'pickup')).status).toBe(200);
    await ben.join(id);
    await w.advance(1);

    expect(caller.hears()).toEqual([await w.legOf(id, 'ben')]);
    expect(await w.interaction(id)).toMatchObject({
      status: 'active',
      assignments: [
        { agentId: 'ana', status: 'wrap-up' },
        { agentId: 'ben', status: 'active' },
      ],
    });
  });

  it('ends after its time: the customer waits in front of the queue', async () => {
    const { ana, id } = await talking();
    await ana.command('post', id, 'park');

    await w.advance(301);

    expect(await w.interaction(id)).toMatchObject({ assignments: [{ agentId: 'ana', role: 'primary' }] });
    expect(['queued', 'offered']).toContain((await w.interaction(id)).status);
    expect(await w.call(id)).toMatchObject({ parked: false, status: 'live' });
  });

  it('ends with the customer, who hangs up', async () => {
    const { ana, caller, id } = await talking();
    await ana.command('post', id, 'park');

    await caller.hangUp();
    await w.advance(1);

    expect(await w.interaction(id)).toMatchObject({ endReason: 'customer-left', status: 'ended' });
    expect(w.telephone.left()).toEqual([]);
  });
});

describe('a transfer', () => {
  it('to a queue lets the customer wait there with music', async () => {
    const { ana, caller, id } = await talking();

    await ana.command('post', id, 'transfer', { target: { kind: 'queue', id: 'sales' } });
    await w.advance(1);

    expect(caller.hears()).toBe('music');
    expect(await w.interaction(id)).toMatchObject({ queueId: 'sales', assignments: [{ status: 'wrap-up' }] });
  });

  it('to a campaign goes to its first open queue', async () => {
    const { ana, id } = await talking();

    await ana.command('post', id, 'transfer', { target: { kind: 'campaign', id: 'inbound' } });

    expect(await w.interaction(id)).toMatchObject({ queueId: 'sales' });
  });

  it('to a telephone connects the two without the agent until one hangs up', async () => {
    const { ana, caller, id } = await talking();

    const done = await ana.command('post', id, 'transfer', { target: OUTSIDE });
    expect(done.body).toMatchObject({ status: 'handed-over', assignments: [{ status: 'wrap-up' }] });
    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')].slice(1));
    await w.advance(1);
    expect(caller.hears()).toBe('music');
    await w.advance(4);
    expect(caller.hears()).toEqual([(await guest(id)).legId]);

    await (await guest(id)).hangUp();
    await w.advance(1);
    expect(await w.interaction(id)).toMatchObject({ endReason: 'guest-left', endedBy: 'system' });
    expect(w.telephone.left()).toEqual([]);
  });

  it('to a telephone that nobody answers brings the customer back in front of the queue', async () => {
    const { ana, caller, id } = await talking();
    w.telephone.callees.set(OUTSIDE.number, { answersAfterMs: null, otherwise: 'busy' });

    await ana.command('post', id, 'transfer', { target: OUTSIDE });
    await w.advance(31);

    expect(['queued', 'offered']).toContain((await w.interaction(id)).status);
    expect(caller.hears()).toBe('music');
  });

  it('to a premium number, or one of a country that is not called, is refused before anything is dialled', async () => {
    const { ana, id } = await talking();
    const premium = { kind: 'phone', number: '+19005550142' };

    const refused = await ana.command('post', id, 'transfer', { target: premium });
    const short = await ana.command('post', id, 'transfer', { target: { kind: 'phone', number: '5550142' } });

    expect([refused.status, refused.body.code, refused.body.params.reason]).toEqual([
      422,
      'NUMBER_NOT_ALLOWED',
      'premium',
    ]);
    expect([short.status, short.body.issues[0].message]).toEqual([400, 'not a number of the form +15550100']);
    expect(await w.call(id)).toMatchObject({ parties: [{}, {}] });
  });

  it('to the extension of a colleague goes to the colleague', async () => {
    const { ana, id } = await talking();
    await administer('users/ben', { extensions: ['204'] });
    const ben = await w.desk('ben', '204');

    await ana.command('post', id, 'transfer', { target: { kind: 'extension', id: '204' } });

    expect(await ben.offers()).toMatchObject([{ interactionId: id }]);
  });
});

describe('a consultation', () => {
  it('with a colleague lets the customer hear music, and is completed by handing him over', async () => {
    const { ana, ben, caller, id } = await talking(true);

    expect((await ana.command('post', id, 'consult', { target: { kind: 'agent', id: 'ben' } })).body).toMatchObject({
      consulting: true,
    });
    await ben.join(id);
    await w.advance(1);
    expect(caller.hears()).toBe('music');
    expect(w.telephone.phone(await w.legOf(id, 'ben')).hears()).toEqual([await w.legOf(id, 'ana')]);

    await ana.command('post', id, 'consult/completion');
    await w.advance(1);
    expect(caller.hears()).toEqual([await w.legOf(id, 'ben')]);
    expect(await w.interaction(id)).toMatchObject({
      assignments: [
        { agentId: 'ana', status: 'wrap-up' },
        { agentId: 'ben', status: 'active', role: 'primary' },
      ],
    });
  });

  it('is cancelled: the customer is back, and nobody is left on the line', async () => {
    const { ana, caller, id } = await talking();
    await ana.command('post', id, 'consult', { target: OUTSIDE });
    await w.advance(5);
    const asked = await guest(id);
    expect(asked.hears()).toEqual([await w.legOf(id, 'ana')]);

    await ana.command('delete', id, 'consult');
    await w.advance(1);

    expect(asked.connected()).toBe(false);
    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
  });

  it('ends by itself when whoever was asked hangs up', async () => {
    const { ana, caller, id } = await talking();
    await ana.command('post', id, 'consult', { target: OUTSIDE });
    await w.advance(5);

    await (await guest(id)).hangUp();
    await w.advance(1);

    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
    expect(await w.call(id)).toMatchObject({ consulting: false });
  });

  it('is not completed before whoever was asked has answered', async () => {
    const { ana, id } = await talking();
    await ana.command('post', id, 'consult', { target: OUTSIDE });

    expect(refusal(await ana.command('post', id, 'consult/completion'))).toEqual([
      409,
      'INTERACTION_STATE',
      'consulting',
    ]);
  });

  it('becomes a conference when the agent takes the customer back', async () => {
    const { ana, caller, id } = await talking();
    await ana.command('post', id, 'consult', { target: OUTSIDE });
    await w.advance(5);

    await ana.command('delete', id, 'hold');
    await w.advance(1);

    expect(caller.hears()).toEqual([await w.legOf(id, 'ana'), (await guest(id)).legId].sort());
    expect(await w.call(id)).toMatchObject({ conference: true, consulting: false });
  });

  it('ends with the customer, who hangs up meanwhile', async () => {
    const { ana, ben, caller, id } = await talking(true);
    await ana.command('post', id, 'consult', { target: { kind: 'agent', id: 'ben' } });
    await ben.join(id);

    await caller.hangUp();
    await w.advance(1);

    expect(await w.interaction(id)).toMatchObject({ endReason: 'customer-left' });
    expect(w.telephone.left()).toEqual([]);
  });
});

describe('a conference', () => {
  it('of customer, agent, colleague and a telephone lets everybody hear everybody', async () => {
    const { ana, ben, caller, id } = await talking(true);

    await ana.command('post', id, 'conference', { agentId: 'ben' });
    await ben.join(id);
    await ana.command('post', id, 'conference', { target: OUTSIDE });
    await w.advance(5);

    const others = [await w.legOf(id, 'ana'), await w.legOf(id, 'ben'), (await guest(id)).legId];
    expect(caller.hears()).toEqual(others.sort());
    expect(await w.call(id)).toMatchObject({ conference: true });
  });

  it('goes on when the one who called in leaves it to the others', async () => {
    const { ana, ben, caller, id } = await talking(true);
    await ana.command('post', id, 'conference', { agentId: 'ben' });
    await ben.join(id);

    await ana.command('delete', id, 'conference');
    await w.advance(1);

    expect(caller.hears()).toEqual([await w.legOf(id, 'ben')]);
  });

  it('goes on without somebody who does not come', async () => {
    const { ana, caller, id } = await talking(true);
    await ana.command('post', id, 'conference', { agentId: 'ben' });

    await w.advance(20);

    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
    expect(await w.interaction(id)).toMatchObject({
      assignments: [
        { agentId: 'ana', status: 'active' },
        { agentId: 'ben', status: 'done' },
      ],
    });
  });

  it('keeps the customer on hold until the one who is called answers, where the campaign says so', async () => {
    await administer('campaigns/inbound', { holds: { holdBeforeConference: true } });
    const { ana, caller, id } = await talking();

    await ana.command('post', id, 'conference', { target: OUTSIDE });
    await w.advance(1);
    expect(caller.hears()).toBe('music');

    await w.advance(5);
    expect(caller.hears()).toHaveLength(2);
  });
});

describe('an outbound call', () => {
  const called = { channel: 'voice', campaignId: 'inbound', to: '+14155550177' };

  const withCallerNumber = () => administer('campaigns/inbound', { callerNumber: '+15550100' });

  it('calls the customer as soon as the agent is there, and connects them', async () => {
    await withCallerNumber();
    const ana = await w.desk('ana');

    const { body, status } = await ana.api.post('/v1/interactions', called);
    expect([status, body.status, body.direction]).toEqual([201, 'connecting', 'outbound']);
    expect(await w.call(body.id)).toMatchObject({ parties: [{ party: { kind: 'agent' } }] });
    await ana.join(body.id);
    await w.advance(5);

    expect(await w.interaction(body.id)).toMatchObject({ status: 'active', connectedAt: expect.any(String) });
    const customer = w.telephone.phone(await w.legOf(body.id, 'customer'));
    expect(customer.hears()).toEqual([await w.legOf(body.id, 'ana')]);
  });

  it.each(['busy', 'no-answer', 'machine', 'failed'] as const)('that is not answered says why: %s', async cause => {
    await withCallerNumber();
    w.telephone.callees.set(called.to, { answersAfterMs: null, otherwise: cause });
    const ana = await w.desk('ana');
    const { body } = await ana.api.post('/v1/interactions', called);
    await ana.join(body.id);

    await w.advance(32);

    expect(await w.interaction(body.id)).toMatchObject({ endReason: cause, endedBy: 'system', connectedAt: null });
    expect(w.telephone.left()).toEqual([]);
  });

  it('needs a number to call from', async () => {
    const ana = await w.desk('ana');

    expect((await ana.api.post('/v1/interactions', called)).body.code).toBe('CALLER_NUMBER_MISSING');
  });

  it('is one at a time', async () => {
    await withCallerNumber();
    const ana = await w.desk('ana');
    await ana.api.post('/v1/interactions', called);

    expect((await ana.api.post('/v1/interactions', called)).body.code).toBe('CAPACITY_EXCEEDED');
  });

  it('without anybody to call is a room into which others are called', async () => {
    await withCallerNumber();
    const ana = await w.desk('ana');
    const { body } = await ana.api.post('/v1/interactions', { channel: 'voice', campaignId: 'inbound' });
    await ana.join(body.id);
    expect(await w.interaction(body.id)).toMatchObject({ status: 'active' });

    await ana.command('post', body.id, 'conference', { target: OUTSIDE });
    await w.advance(5);

    expect((await guest(body.id)).hears()).toEqual([await w.legOf(body.id, 'ana')]);
    await ana.command('post', body.id, 'end');
    await w.advance(1);
    expect(w.telephone.left()).toEqual([]);
  });
});

describe('an agent on a telephone', () => {
  async function deskPhone(extension: object) {
    const ada = await w.tenant('demo').as('ada');
    await ada.post('/v1/admin/extensions', { id: '300', name: 'Desk 300', ...extension });
    await administer('users/ana', { extensions: ['300'] });
    return w.desk('ana', '300');
  }

  it('is called at the offer, and takes the call with 1', async () => {
    await deskPhone({ kind: 'phone', number: '+14155550188' });
    const caller = await w.caller();
    await w.advance(4);
    const phone = w.telephone.phone(await w.legOf(caller.interactionId, 'ana'));
    expect(phone.hears()).toBe('speech');

    await phone.press('1');
    await w.advance(1);

    expect(caller.hears()).toEqual([phone.legId]);
    expect(await w.interaction(caller.interactionId)).toMatchObject({ status: 'active' });
  });

  it('who lets a mailbox answer gets no call, and the customer waits on', async () => {
    await deskPhone({ kind: 'phone', number: '+14155550188' });
    const caller = await w.caller();

    await w.advance(21);

    expect(caller.hears()).toBe('music');
    expect(['queued', 'offered']).toContain((await w.interaction(caller.interactionId)).status);
    expect(
      (await w.call(caller.interactionId)).parties.filter((one: { state: string }) => one.state !== 'ended'),
    ).toHaveLength(1);
  });

  it('who is busy there has turned the offer down', async () => {
    const ana = await deskPhone({ kind: 'phone', number: '+14155550188' });
    w.telephone.callees.set('+14155550188', { answersAfterMs: null, otherwise: 'busy' });
    const caller = await w.caller();

    await w.telephone.phone(await w.legOf(caller.interactionId, 'ana')).hangUp('busy');

    expect(await ana.offers()).toEqual([]);
    expect(await w.interaction(caller.interactionId)).toMatchObject({ status: 'queued' });
  });

  it('on a desk phone takes the call by answering', async () => {
    await deskPhone({ kind: 'sip', user: 'desk-300' });
    const caller = await w.caller();

    await w.advance(5);

    expect(caller.hears()).toEqual([await w.legOf(caller.interactionId, 'ana')]);
  });

  it('accepts at the desktop while the telephone rings', async () => {
    const ana = await deskPhone({ kind: 'phone', number: '+14155550188' });
    const caller = await w.caller();
    await w.advance(1);

    await ana.accept();
    await w.advance(5);

    expect(caller.hears()).toEqual([await w.legOf(caller.interactionId, 'ana')]);
  });

  it('speaks on when the desktop dies, and his session waits for the end of the call', async () => {
    const ana = await deskPhone({ kind: 'sip', user: 'desk-300' });
    const caller = await w.caller();
    await w.advance(5);
    const phone = w.telephone.phone(await w.legOf(caller.interactionId, 'ana'));

    ana.die();
    await w.advance(600);
    expect(caller.hears()).toEqual([phone.legId]);
    expect((await ana.api.get('/v1/sessions/current')).body).toMatchObject({ state: 'reconnecting' });

    await caller.hangUp();
    await w.advance(121);
    expect((await ana.api.get('/v1/sessions/current')).body.code).toBe('SESSION_NOT_FOUND');
  });

  it('ends the call by hanging up', async () => {
    await deskPhone({ kind: 'sip', user: 'desk-300' });
    const caller = await w.caller();
    await w.advance(5);

    await w.telephone.phone(await w.legOf(caller.interactionId, 'ana')).hangUp();
    await w.advance(1);

    expect(await w.interaction(caller.interactionId)).toMatchObject({ endReason: 'agent-ended', endedBy: 'agent' });
    expect(w.telephone.left()).toEqual([]);
  });
});
