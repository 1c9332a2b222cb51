import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agent, administer, establish, signIn, startChat } from '../../support/journeys.ts';
import { UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Reply, type World, world } from '../../support/world.ts';

/** Files go from one side to the other: declared, uploaded, checked, and only then heard of (ATT-01 to ATT-07). */

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const EXE = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

let w: World;
let ana: Agent;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  ana = await signIn(w, 'ana');
});
afterAll(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

interface Side {
  readonly api: Caller;
  readonly path: string;
}

/** A conversation of Kim with Ana, as each of them reaches it. */
async function conversation(): Promise<{ kim: Side; agent: Side; chatId: string }> {
  const { chatId, token } = await startChat(w, ana);
  await ana.put(`/v1/interactions/${chatId}/receipt`, { readIndex: 1 });
  const kim = { api: w.api(token), path: `/v1/chats/${chatId}` };
  return { kim, agent: { api: ana, path: `/v1/interactions/${chatId}` }, chatId };
}

async function over({ kim, chatId }: { kim: Side; chatId: string }): Promise<void> {
  await kim.api.delete(kim.path);
  await ana.post(`/v1/interactions/${chatId}/wrap-up/completion`);
}

const declare = ({ api, path }: Side, name: string, content: Buffer, contentType: string) =>
  api.post(`${path}/attachments`, { name, bytes: content.length, contentType });

/** Posts the form as a browser does. */
async function upload({ url, fields }: Reply['body'], content: Buffer, changes: object = {}): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes })) form.set(name, String(value));
  form.set('file', new File([new Uint8Array(content)], 'whatever'));
  return fetch(url, { method: 'POST', body: form });
}

const confirm = ({ api, path }: Side, { attachment }: Reply['body']) =>
  api.post(`${path}/attachments/${attachment.id}/confirmation`);

/** All the way to the line. */
async function sendFile(side: Side, name: string, content: Buffer, contentType: string): Promise<Reply> {
  const leave = await declare(side, name, content, contentType);
  await upload(leave.body, content);
  return confirm(side, leave.body);
}

const linesOf = async ({ api, path }: Side): Promise<Reply['body'][]> => {
  const { body } = await api.get(path.startsWith('/v1/chats') ? `${path}/events` : `${path}/messages`);
  return body.items;
};

describe('a file', () => {
  test('of the customer reaches the agent as a line with its name, and each side gets it by a link', async () => {
    const talk = await conversation();

    const line = await sendFile(talk.kim, 'dot.png', PNG, 'image/png');

    expect(line.body).toMatchObject({ type: 'message', text: 'dot.png', attachment: { name: 'dot.png', bytes: 70 } });
    const { attachment } = (await linesOf(talk.agent)).at(-1);
    expect(attachment).toEqual(line.body.attachment);
    for (const side of [talk.kim, talk.agent]) {
      const link = await side.api.get(`${side.path}/attachments/${attachment.id}`);
      const file = await fetch(link.body.url);
      expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);
    }
    await over(talk);
  });

  test('is handed out to be saved, never to be shown, whatever it was declared as', async () => {
    const talk = await conversation();
    const page = Buffer.from('<script>alert(1)</script>');
    const line = await sendFile(talk.agent, 'Ümläut "x".html', page, 'text/html');
    const link = await talk.kim.api.get(`${talk.kim.path}/attachments/${line.body.attachment.id}`);

    const { headers } = await fetch(link.body.url);

    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="_ml_ut _x_.html"; filename*=UTF-8\'\'%C3%9Cml%C3%A4ut%20%22x%22.html',
    );
    await over(talk);
  });

  test('is heard of by nobody before it is confirmed, and cannot be fetched', async () => {
    const talk = await conversation();
    const before = await linesOf(talk.agent);

    const leave = await declare(talk.kim, 'dot.png', PNG, 'image/png');
    await upload(leave.body, PNG);

    expect(await linesOf(talk.agent)).toEqual(before);
    const link = await talk.kim.api.get(`${talk.kim.path}/attachments/${leave.body.attachment.id}`);
    expect([link.status, link.body.code]).toEqual([404, 'ATTACHMENT_NOT_FOUND']);
    await over(talk);
  });

  test('is one line, however often and at once it is confirmed', async () => {
    const talk = await conversation();
    const leave = await declare(talk.kim, 'dot.png', PNG, 'image/png');
    await upload(leave.body, PNG);

    const lines = await Promise.all(Array.from({ length: 4 }, () => confirm(talk.kim, leave.body)));
    const later = await confirm(talk.kim, leave.body);

    expect(new Set([...lines, later].map(({ body }) => body.index)).size).toBe(1);
    expect((await linesOf(talk.agent)).filter(line => line.attachment)).toHaveLength(1);
    await over(talk);
  });

  test('that is uploaded again after the check changes nothing of what is handed out', async () => {
    const talk = await conversation();
    const first = Buffer.from('what was looked at');
    const leave = await declare(talk.kim, 'note.txt', first, 'text/plain');
    await upload(leave.body, first);
    await confirm(talk.kim, leave.body);

    await upload(leave.body, Buffer.from('WHAT WAS LOOKED AT'));

    const link = await talk.agent.api.get(`${talk.agent.path}/attachments/${leave.body.attachment.id}`);
    expect(await (await fetch(link.body.url)).text()).toBe('what was looked at');
    await over(talk);
  });
});

describe('what may be sent', () => {
  const shop = { id: 'shop', name: 'Shop', queueId: 'support' };

  test('is the smallest of tenant, queue and widget for the customer, and not bound by the widget for the agent', async () => {
    const limits = { maxAttachmentKilobytes: 1, allowedAttachmentTypes: ['png'] };
    await establish(w, 'chat-widgets', { ...shop, limits });
    const { body } = await w.api().post('/v1/chats', { tenantId: 'demo', widgetId: 'shop' });
    await ana.accept();
    const kim = { api: w.api(body.token), path: `/v1/chats/${body.chatId}` };
    const agent = { api: ana, path: `/v1/interactions/${body.chatId}` };

    const answers = [
      await declare(kim, 'dot.png', PNG, 'image/png'),
      await declare(kim, 'big.png', Buffer.alloc(1025), 'image/png'),
      await declare(kim, 'note.txt', PNG, 'text/plain'),
      await declare(agent, 'note.txt', Buffer.alloc(1025), 'text/plain'),
      await declare(agent, 'virus.EXE. ', Buffer.alloc(9), 'application/octet-stream'),
    ];

    expect(answers.map(({ body, status }) => [status, body.code])).toEqual([
      [201, undefined],
      [422, 'ATTACHMENT_TOO_LARGE'],
      [422, 'ATTACHMENT_TYPE_NOT_ALLOWED'],
      [201, undefined],
      [422, 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ]);
    await over({ kim, chatId: body.chatId });
  });

  test('is nothing where the queue says 0', async () => {
    await administer(w, 'queues/support', { chatLimits: { maxAttachmentKilobytes: 0 } });
    const talk = await conversation();

    const answers = [
      await declare(talk.kim, 'dot.png', PNG, 'image/png'),
      await declare(talk.agent, 'a.txt', PNG, 'text/plain'),
    ];

    expect(answers.map(({ body }) => body.code)).toEqual(['ATTACHMENTS_DISABLED', 'ATTACHMENTS_DISABLED']);
    await administer(w, 'queues/support', { chatLimits: {} });
    await over(talk);
  });
});

describe('bad input', () => {
  test.each([
    ['a program that is called a picture', 'dot.png', EXE, 'image/png'],
    ['a program that is called a text', 'note.txt', EXE, 'text/plain'],
    ['a picture that is called a document', 'paper.pdf', PNG, 'application/pdf'],
    ['a text that is called a picture', 'dot.png', Buffer.from('just text, no picture'), 'image/png'],
    ['a text that is declared a film', 'film', Buffer.from('just text, no film'), 'video/mp4'],
    ['a picture that is declared a sound', 'dot.png', PNG, 'audio/mpeg'],
  ])('is %s: refused, removed, and not heard of', async (_, name, content, contentType) => {
    const talk = await conversation();
    const leave = await declare(talk.kim, name, content, contentType);
    await upload(leave.body, content);

    const refused = await confirm(talk.kim, leave.body);
    const again = await confirm(talk.kim, leave.body);

    expect([refused.status, refused.body.code]).toEqual([422, 'ATTACHMENT_CONTENT_REFUSED']);
    expect([again.status, again.body.code]).toEqual([404, 'ATTACHMENT_NOT_FOUND']);
    expect((await linesOf(talk.agent)).filter(line => line.attachment)).toEqual([]);
    await over(talk);
  });

  test('is a form that has been changed, has more or fewer bytes, or comes too late', async () => {
    const talk = await conversation();
    const { body } = await declare(talk.kim, 'dot.png', PNG, 'image/png');

    const answers = [
      await upload(body, PNG, { key: `kept/demo/${talk.chatId}/${body.attachment.id}` }),
      await upload(body, PNG, { 'Content-Type': 'text/html' }),
      await upload(body, PNG, { acl: 'public-read' }),
      await upload(body, PNG, { 'X-Amz-Signature': 'forged' }),
      await upload(body, Buffer.concat([PNG, PNG])),
      await upload(body, PNG.subarray(1)),
    ];
    const early = await confirm(talk.kim, body);
    for (let beats = 0; beats < 31; beats++) {
      await w.advance(30);
      await ana.beat();
      await talk.kim.api.post(`${talk.kim.path}/typing`);
    }
    const late = await upload(body, PNG);

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 400, 400]);
    expect([early.status, early.body.code]).toEqual([409, 'ATTACHMENT_NOT_UPLOADED']);
    expect(late.status).toBe(403);
    await over(talk);
  });

  test('is a link that has expired, or was changed', async () => {
    const talk = await conversation();
    const { body } = await sendFile(talk.kim, 'dot.png', PNG, 'image/png');
    const link = await talk.kim.api.get(`${talk.kim.path}/attachments/${body.attachment.id}`);
    const longer = link.body.url.replace(/expiresAt=[^&]+/, 'expiresAt=2099-01-01T00%3A00%3A00.000Z');

    const changed = await fetch(longer);
    const fresh = await fetch(link.body.url);
    for (let beats = 0; beats < 10; beats++) {
      await w.advance(30);
      await ana.beat();
    }
    const expired = await fetch(link.body.url);

    expect([changed.status, fresh.status, expired.status]).toEqual([403, 200, 403]);
    await over(talk);
  });

  test('is the token of another chat, and the upload of the other side', async () => {
    const talk = await conversation();
    const { body } = await sendFile(talk.kim, 'dot.png', PNG, 'image/png');
    const file = `${talk.kim.path}/attachments/${body.attachment.id}`;
    const other = await w.api().post('/v1/chats', { tenantId: 'demo', queueId: 'sales' });
    const stranger = w.api(other.body.token);

    const answers = [
      await stranger.get(file),
      await stranger.post(`${file}/confirmation`),
      await stranger.post(`${talk.kim.path}/attachments`, { name: 'a.txt', bytes: 1, contentType: 'text/plain' }),
      await stranger.get(`/v1/chats/${other.body.chatId}/attachments/${body.attachment.id}`),
      await talk.agent.api.post(`${talk.agent.path}/attachments/${body.attachment.id}/confirmation`),
    ];

    expect(answers.map(({ body, status }) => [status, body.code])).toEqual([
      ...Array(3).fill([404, 'CHAT_NOT_FOUND']),
      ...Array(2).fill([404, 'ATTACHMENT_NOT_FOUND']),
    ]);
    await stranger.delete(`/v1/chats/${other.body.chatId}`);
    await over(talk);
  });

  test('is a file from a device of the agent that another one has taken over', async () => {
    const talk = await conversation();
    const leave = await declare(talk.agent, 'dot.png', PNG, 'image/png');
    await upload(leave.body, PNG);
    const headers = { 'session-id': 'ses_00000000000000000000000000' };
    const old = w.api(await w.tokenFor('ana'));

    const answers = [
      await old.post(
        `${talk.agent.path}/attachments`,
        { name: 'a.txt', bytes: 1, contentType: 'text/plain' },
        { headers },
      ),
      await old.post(`${talk.agent.path}/attachments/${leave.body.attachment.id}/confirmation`, undefined, { headers }),
    ];

    expect(answers.map(({ body, status }) => [status, body.code])).toEqual(Array(2).fill([409, 'SESSION_SUPERSEDED']));
    await over(talk);
  });

  test.each([
    { name: '../a.txt', bytes: 1, contentType: 'text/plain' },
    { name: 'a\u202Etxt.exe', bytes: 1, contentType: 'text/plain' },
    { name: 'a\r\nb.txt', bytes: 1, contentType: 'text/plain' },
    { name: '', bytes: 1, contentType: 'text/plain' },
    { name: 'a.txt', bytes: 0, contentType: 'text/plain' },
    { name: 'a.txt', bytes: '1', contentType: 'text/plain' },
    { name: 'a.txt', bytes: 1, contentType: 'text/plain; charset=utf-8' },
    { name: 'a.txt', bytes: 1 },
    { name: 'a.txt', bytes: 1, contentType: null },
    { name: 'a'.repeat(201), bytes: 1, contentType: 'text/plain' },
  ])('is a declaration such as %j', async declaration => {
    const talk = await conversation();

    const refused = await talk.kim.api.post(`${talk.kim.path}/attachments`, declaration);

    expect([refused.status, refused.body.code]).toEqual([400, 'REQUEST_INVALID']);
    await over(talk);
  });

  test('is a file for a chat that is over, whose earlier files can still be fetched', async () => {
    const talk = await conversation();
    const { body } = await sendFile(talk.kim, 'dot.png', PNG, 'image/png');
    const leave = await declare(talk.kim, 'two.png', PNG, 'image/png');
    await upload(leave.body, PNG);
    await over(talk);

    const answers = [await confirm(talk.kim, leave.body), await declare(talk.kim, 'x.png', PNG, 'image/png')];
    const link = await talk.kim.api.get(`${talk.kim.path}/attachments/${body.attachment.id}`);

    expect(answers.map(one => one.body.code)).toEqual(['CHAT_ENDED', 'CHAT_ENDED']);
    expect(link.status).toBe(200);
  });
});
