import { beforeEach, describe, expect, it } from 'vitest';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import { type InProcess, inProcess } from '#test/support/in-process.ts';

let w: InProcess;
beforeEach(async () => {
  w = await inProcess();
});

const hotline = { id: 'night', name: 'Night line', number: '+15550177', queueId: 'support' };
const admin = (tenantId: string) => w.tenant(tenantId).as('ada');
const owner = (number: string) => numberBook(w.store.open).ownerOf(number);

describe('a telephone number', () => {
  it('belongs to one tenant', async () => {
    const [demo, acme] = [await admin('demo'), await admin('acme')];

    const first = await demo.post('/v1/admin/phone-numbers', hotline);
    const second = await acme.post('/v1/admin/phone-numbers', hotline);

    expect([first.status, second.status, second.body.code, second.body.params]).toEqual([
      201,
      409,
      'OBJECT_EXISTS',
      { field: 'number' },
    ]);
    expect(await owner(hotline.number)).toBe('demo');
  });

  it('leads to one queue', async () => {
    const demo = await admin('demo');

    const again = await demo.post('/v1/admin/phone-numbers', { ...hotline, number: '+15550100' });

    expect([again.status, again.body.params]).toEqual([409, { field: 'number' }]);
  });

  it('is free for others when it is given up, by a deletion or for another number', async () => {
    const [demo, acme] = [await admin('demo'), await admin('acme')];
    const { headers } = await demo.post('/v1/admin/phone-numbers', hotline);
    const changed = await demo.put(
      '/v1/admin/phone-numbers/night',
      { ...hotline, number: '+15550178' },
      { headers: { 'if-match': String(headers.get('etag')) } },
    );
    expect(await owner(hotline.number)).toBeUndefined();

    await demo.delete('/v1/admin/phone-numbers/night', {
      headers: { 'if-match': String(changed.headers.get('etag')) },
    });

    expect(await owner('+15550178')).toBeUndefined();
    expect((await acme.post('/v1/admin/phone-numbers', hotline)).status).toBe(201);
  });

  it('is written in international form', async () => {
    const demo = await admin('demo');

    const refused = await demo.post('/v1/admin/phone-numbers', { ...hotline, number: '0555 0177' });

    expect([refused.status, refused.body.issues]).toEqual([
      400,
      [{ path: 'number', message: 'not a number of the form +15550100' }],
    ]);
  });
});

describe('where there is no telephone service', () => {
  it('calls are refused and say so', async () => {
    const ana = await w.tenant('demo').as('ana');
    await ana.post('/v1/sessions', {});

    const started = await ana.post('/v1/interactions', { channel: 'voice', campaignId: 'inbound' });

    expect([started.status, started.body.code]).toEqual([409, 'VOICE_NOT_CONFIGURED']);
  });
});
