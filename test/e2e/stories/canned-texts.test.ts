import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agent, administer, establish, signIn, startChat } from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type Reply, type World, world } from '../../support/world.ts';

/** Agents need not type what others have written before (CANN-01 to CANN-05). */

let w: World;
let ana: Agent;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  await administer(w, 'users/ana', { chatDisplayName: 'Your Ana' });
  const greeting = { id: 'hi', title: 'Greeting', shortTerm: 'hi' };
  await establish(w, 'snippets', {
    ...{ id: 'tree', name: 'Support', queueIds: ['support'] },
    texts: [
      { ...greeting, folder: ['Start'], text: 'Hello $Customer.Name$, this is $Agent.ChatName$ of $ServiceGroup$.' },
      { id: 'late', folder: ['Orders', 'Delivery'], title: 'Parcel is late', text: 'I am looking for your parcel.' },
    ],
  });
  await establish(w, 'snippets', {
    ...{ id: 'campaign', name: 'Inbound', campaignIds: ['inbound'] },
    texts: [
      { ...greeting, text: 'Hello from the campaign.' },
      { id: 'ty', title: 'Thanks', shortTerm: 'ty', text: 'Thank you.' },
    ],
  });
  await establish(w, 'snippets', {
    ...{ id: 'all', name: 'All' },
    texts: [{ id: 'bye', title: 'Goodbye', shortTerm: 'bye', text: 'Goodbye, $Customer$.' }],
  });
  ana = await signIn(w, 'ana');
});
afterAll(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

const idsOf = ({ body }: Reply): string[] => body.items.map((one: Reply['body']) => one.id);
const find = (query: Record<string, string>) => ana.get('/v1/canned-texts', { query });
const refusal = ({ body, status }: Reply) => [status, body.code];

describe('prepared texts', () => {
  test('are those of the queue, the campaign and everybody, with their place in the tree', async () => {
    const here = await find({ queueId: 'support', campaignId: 'inbound' });
    const elsewhere = await find({ queueId: 'sales' });

    expect(idsOf(here)).toEqual(['tree/hi', 'tree/late', 'campaign/hi', 'campaign/ty', 'all/bye']);
    expect(here.body.items[1]).toMatchObject({ source: 'queue', folder: ['Orders', 'Delivery'] });
    expect(idsOf(elsewhere)).toEqual(['all/bye']);
  });

  test('are found by words of folder, title, short term or text, in any order and case', async () => {
    const found = (search: string) => find({ queueId: 'support', campaignId: 'inbound', search }).then(idsOf);

    expect(await found('PARCEL orders')).toEqual(['tree/late']);
    expect(await found('thank')).toEqual(['campaign/ty']);
    expect(await found('nothing like this')).toEqual([]);
  });

  test('are filled for the conversation, by id or by short term, the nearest first', async () => {
    const { chatId } = await startChat(w, ana, 'support', 'Kim $Agent$');
    const text = async (query: Record<string, string>) =>
      (await ana.get(`/v1/interactions/${chatId}/canned-text`, { query })).body.text;

    expect(await text({ shortTerm: 'HI' })).toBe('Hello Kim $Agent$, this is Your Ana of Support.');
    expect(await text({ id: 'campaign/hi' })).toBe('Hello from the campaign.');
    expect(await text({ shortTerm: 'bye' })).toBe('Goodbye, Kim $Agent$.');
    await ana.post(`/v1/interactions/${chatId}/end`);
    await ana.post(`/v1/interactions/${chatId}/wrap-up/completion`);
  });
});

describe('acronyms of an agent', () => {
  test('come before all others, and belong to him alone', async () => {
    const ben = await w.tenant('demo').as('ben');
    const saved = await ana.put('/v1/acronyms/ty', { text: 'Thanks a lot, $Customer$!' });
    await ana.put('/v1/acronyms/ty', { text: 'Thanks so much, $Customer$!' });
    const { chatId } = await startChat(w, ana);
    const path = `/v1/interactions/${chatId}/canned-text`;

    const own = await ana.get(path, { query: { shortTerm: 'ty' } });
    const others = await ben.get(path, { query: { shortTerm: 'ty' } });

    expect(saved.body).toEqual({ shortTerm: 'ty', text: 'Thanks a lot, $Customer$!' });
    expect([own.body.text, others.body.text]).toEqual(['Thanks so much, Kim!', 'Thank you.']);
    expect((await ben.get('/v1/acronyms')).body.items).toEqual([]);
    expect(refusal(await ben.delete('/v1/acronyms/ty'))).toEqual([404, 'ACRONYM_NOT_FOUND']);
    expect((await ana.delete('/v1/acronyms/ty')).status).toBe(204);
    expect((await ana.get('/v1/acronyms')).body.items).toEqual([]);
    await ana.post(`/v1/interactions/${chatId}/end`);
    await ana.post(`/v1/interactions/${chatId}/wrap-up/completion`);
  });
});

describe('bad input', () => {
  const texts = (...given: object[]) => given.map((one, at) => ({ id: `t${at}`, title: 'T', text: 'x', ...one }));

  test.each([
    ['an unknown placeholder', { texts: texts({ text: 'Hello $Name$' }) }, 400, 'REQUEST_INVALID'],
    ['the whole conversation', { texts: texts({ text: '$Transcript$' }) }, 400, 'REQUEST_INVALID'],
    ['one short term twice', { texts: texts({ shortTerm: 'a' }, { shortTerm: 'A' }) }, 400, 'REQUEST_INVALID'],
    ['one id twice', { texts: texts({ id: 'a' }, { id: 'a' }) }, 400, 'REQUEST_INVALID'],
    ['a short term with a blank', { texts: texts({ shortTerm: 'a b' }) }, 400, 'REQUEST_INVALID'],
    ['an empty text', { texts: texts({ text: '' }) }, 400, 'REQUEST_INVALID'],
    ['no texts', {}, 400, 'REQUEST_INVALID'],
    ['a queue that does not exist', { queueIds: ['none'], texts: [] }, 422, 'REFERENCE_UNKNOWN'],
    ['a campaign that does not exist', { campaignIds: ['none'], texts: [] }, 422, 'REFERENCE_UNKNOWN'],
  ])('is a collection with %s', async (_, fields, status, code) => {
    const ada = await w.tenant('demo').as('ada');

    const refused = await ada.post('/v1/admin/snippets', { name: 'New', ...fields });

    expect(refusal(refused)).toEqual([status, code]);
  });

  test('is an acronym with an unknown placeholder, a short term that is none, and one nobody has', async () => {
    const { chatId } = await startChat(w, ana);
    const path = `/v1/interactions/${chatId}/canned-text`;

    const answers = [
      await ana.put('/v1/acronyms/x', { text: '$Nobody$' }),
      await ana.put(`/v1/acronyms/${encodeURIComponent('a b')}`, { text: 'x' }),
      await ana.get(path, { query: { shortTerm: 'nobody-has-this' } }),
      await ana.get(path),
    ];

    expect(answers.map(refusal)).toEqual([
      [400, 'REQUEST_INVALID'],
      [400, 'REQUEST_INVALID'],
      [404, 'CANNED_TEXT_NOT_FOUND'],
      [404, 'CANNED_TEXT_NOT_FOUND'],
    ]);
    await ana.post(`/v1/interactions/${chatId}/end`);
    await ana.post(`/v1/interactions/${chatId}/wrap-up/completion`);
  });

  test('is deleting a queue that has prepared texts', async () => {
    const ada = await w.tenant('demo').as('ada');
    await establish(w, 'queues', { id: 'spare', name: 'Spare', campaignId: 'inbound', channels: ['chat'] });
    await establish(w, 'snippets', { id: 'of-spare', name: 'Of spare', queueIds: ['spare'], texts: [] });

    const refused = await ada.delete('/v1/admin/queues/spare', { headers: { 'if-match': '"1"' } });

    expect(refusal(refused)).toEqual([409, 'OBJECT_IN_USE']);
    expect(refused.body.params.usedBy).toEqual([{ kind: 'snippets', id: 'of-spare' }]);
  });
});
