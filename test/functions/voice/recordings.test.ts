import { beforeEach, describe, expect, it } from 'vitest';
import { userIdentity } from '#shared/runtime/identity.ts';
import { type CallCenter, callCenter } from './call-center.ts';

let w: CallCenter;
beforeEach(async () => {
  w = await callCenter();
});

async function campaign(recording: object): Promise<void> {
  const ada = await w.tenant('demo').as('ada');
  const known = await ada.get('/v1/admin/campaigns/inbound');
  const { version: _, updatedAt: __, updatedBy: ___, ...object } = known.body;
  const headers = { 'if-match': String(known.headers.get('etag')) };
  const { status } = await ada.put('/v1/admin/campaigns/inbound', { ...object, recording }, { headers });
  expect(status).toBe(200);
}

async function talking() {
  const ana = await w.desk('ana');
  const caller = await w.caller();
  const id = await ana.accept();
  await ana.join(id);
  await w.advance(2);
  const record = (action: string) => ana.command('post', id, 'recording', { action });
  return { ana, caller, id, record };
}

describe('a recording', () => {
  it('is started, paused, resumed and stopped by the agent; what is left out is on record', async () => {
    await campaign({ mode: 'on-demand' });
    const { ana, caller, id, record } = await talking();

    for (const action of ['start', 'pause', 'resume', 'stop']) {
      await record(action);
      await w.advance(5);
    }

    expect(w.telephone.recordedOn(caller.legId)).toEqual(['start', 'pause', 'resume', 'stop']);
    const { items } = (await ana.api.get(`/v1/interactions/${id}/recordings`)).body;
    expect(items).toMatchObject([
      {
        byAgentId: 'ana',
        pauses: [{ from: expect.any(String), to: expect.any(String) }],
        endedAt: expect.any(String),
        available: false,
      },
    ]);
  });

  it('is begun once: what was stopped is not started again, and says so', async () => {
    await campaign({ mode: 'on-demand' });
    const { record } = await talking();
    await record('start');
    await record('stop');

    const again = await record('start');

    expect([again.status, again.body.code, again.body.currentState]).toEqual([
      409,
      'INTERACTION_STATE',
      'recording stopped',
    ]);
  });

  it('is refused where the campaign records nothing', async () => {
    const { record } = await talking();

    expect((await record('start')).body.code).toBe('RECORDING_NOT_ALLOWED');
  });

  it('begins by itself where the campaign records all calls, after the customer was told', async () => {
    await campaign({ mode: 'always', announcement: 'This call is recorded.' });
    const ana = await w.desk('ana');
    const caller = await w.caller();
    expect(caller.hears()).toBe('speech');

    const id = await ana.accept();
    await ana.join(id);
    expect(caller.hears()).toBe('speech');
    await w.advance(4);

    expect(await w.call(id)).toMatchObject({ recording: 'on' });
    expect(caller.hears()).toEqual([await w.legOf(id, 'ana')]);
    await w.advance(1);
    expect(w.telephone.recordedOn(caller.legId)).toEqual(['start']);
  });

  it('ends when the agent leaves the customer to somebody outside', async () => {
    await campaign({ mode: 'on-demand' });
    const { ana, caller, id, record } = await talking();
    await record('start');
    await w.advance(1);

    await ana.command('post', id, 'transfer', { target: { kind: 'phone', number: '+14155550142' } });
    await w.advance(1);

    expect(w.telephone.recordedOn(caller.legId)).toEqual(['start', 'stop']);
    expect(await w.call(id)).toMatchObject({ recording: 'stopped' });
  });

  it('is played by whoever has the permission, who is on record, until its time is over', async () => {
    await campaign({ mode: 'on-demand', retentionDays: 1 });
    const { ana, caller, id, record } = await talking();
    await record('start');
    await caller.hangUp();
    const address = { tenantId: 'demo', interactionId: id, legId: caller.legId };
    for (const _ of [1, 2]) {
      await w.application().telephone.recordingReady(address, { key: 'demo/call.wav', seconds: 12 });
    }
    const sue = await w.tenant('demo').as('sue');
    const { items } = (await sue.get(`/v1/interactions/${id}/recordings`)).body;
    const path = `/v1/interactions/${id}/recordings/${items[0].id}`;

    expect(items).toMatchObject([{ available: true, seconds: 12 }]);
    expect((await ana.api.get(path)).body.code).toBe('FORBIDDEN');
    const played = await sue.get(path);
    expect([played.status, played.body.url]).toEqual([200, expect.stringContaining('/demo/call.wav?name=recording-')]);
    const { body } = await sue.get(`/v1/interactions/${id}/timeline`);
    expect(body.items.at(-1)).toMatchObject({ type: 'recording.played.v1', data: { userId: 'sue' } });

    await w.advance(86_500);
    const late = await w.exchange({ method: 'GET', path, identity: userIdentity('demo', 'sue', ['supervisor']) });
    expect(late.body.code).toBe('RECORDING_NOT_FOUND');
  });

  it('stays deleted when its file is told of once more, and when its time is over', async () => {
    await campaign({ mode: 'on-demand', retentionDays: 1 });
    const { ana, caller, id, record } = await talking();
    await record('start');
    await caller.hangUp();
    const delivered = () =>
      w
        .application()
        .telephone.recordingReady(
          { tenantId: 'demo', interactionId: id, legId: caller.legId },
          { key: 'demo/call.wav', seconds: 12 },
        );
    await delivered();
    const ada = await w.tenant('demo').as('ada');
    const { items } = (await ada.get(`/v1/interactions/${id}/recordings`)).body;

    expect((await ada.delete(`/v1/interactions/${id}/recordings/${items[0].id}`)).status).toBe(204);
    await delivered();

    const after = (await ana.api.get(`/v1/interactions/${id}/recordings`)).body.items;
    expect(after).toMatchObject([{ available: false, seconds: null, deletedAt: expect.any(String) }]);
    await w.clock.advance(86_400, () => w.settled());
    await w.application().sweep('later');
    const identity = userIdentity('demo', 'sue', ['supervisor']);
    const { body } = await w.exchange({ method: 'GET', path: `/v1/interactions/${id}/timeline`, identity });
    expect(JSON.stringify(body)).toContain('recording.deleted.v1');
    expect(JSON.stringify(body)).not.toContain('recording.expired.v1');
  });

  it('goes in the first sweep after its time, once, also where its file is gone already', async () => {
    await campaign({ mode: 'on-demand', retentionDays: 1 });
    const { caller, id, record } = await talking();
    await record('start');
    await caller.hangUp();
    const address = { tenantId: 'demo', interactionId: id, legId: caller.legId };
    await w.application().telephone.recordingReady(address, { key: 'demo/call.wav', seconds: null });
    const sue = (method: string, path: string) =>
      w.exchange({ method, path, identity: userIdentity('demo', 'sue', ['supervisor']) });
    const recordings = async () => (await sue('GET', `/v1/interactions/${id}/recordings`)).body.items;

    await w.application().sweep('early');
    expect(await recordings()).toMatchObject([{ available: true, deletedAt: null }]);

    await w.clock.advance(86_400, () => w.settled());
    for (const sweep of ['first', 'second']) await w.application().sweep(sweep);

    expect(await recordings()).toMatchObject([{ available: false, deletedAt: expect.any(String) }]);
    const { items } = (await sue('GET', `/v1/interactions/${id}/timeline`)).body;
    expect(items.filter(({ type }: { type: string }) => type === 'recording.expired.v1')).toHaveLength(1);
  });

  it('of another tenant is unknown', async () => {
    await campaign({ mode: 'on-demand' });
    const { id, record } = await talking();
    await record('start');
    const stranger = await w.tenant('acme').as('ada');

    expect((await stranger.get(`/v1/interactions/${id}/recordings`)).body.code).toBe('INTERACTION_NOT_FOUND');
  });
});
