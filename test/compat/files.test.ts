import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, administer, signIn } from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';
import { ChatServiceClient, EventType, faultOf } from './chatservice-client.ts';

let w: World;
let service: ChatServiceClient;
let ana: Agent;
let ChatID: string;
let interactionId: string;
beforeEach(async () => {
  w = await world();
  service = new ChatServiceClient(`${w.url}/chatservice`);
  ana = await signIn(w, 'ana');
  ChatID = String((await service.requestChat({ TenantID: -1, ServiceGroupName: 'Support' })).ChatID);
  [{ interactionId }] = (await ana.offers()) as [{ interactionId: string }];
  await ana.accept();
  await service.getEvents(ChatID);
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');
const lines = async () => (await ana.get(`/v1/interactions/${interactionId}/messages`)).body.items;

/** Sends a file as an agent's desktop does. */
async function agentSends(name: string, contentType: string, content: Buffer): Promise<void> {
  const path = `/v1/interactions/${interactionId}/attachments`;
  const { body } = await ana.post(path, { name, contentType, bytes: content.length });
  const form = new FormData();
  for (const [field, value] of Object.entries(body.fields)) form.append(field, String(value));
  form.append('file', new Blob([new Uint8Array(content)]));
  expect((await fetch(body.url, { method: 'POST', body: form })).status).toBeLessThan(300);
  expect((await ana.post(`${path}/${body.attachment.id}/confirmation`)).status).toBeLessThan(300);
}

describe('a file in a client of the documented service', () => {
  test('goes to the agent as Base64 under its base name, checked like any other', async () => {
    await service.sendMessage(ChatID, 'photo.png', base64(PNG));

    const line = (await lines()).at(-1);
    const link = await ana.get(`/v1/interactions/${interactionId}/attachments/${line.attachment.id}`);
    const content = await (await fetch(link.body.url)).arrayBuffer();
    expect(line).toMatchObject({
      text: 'photo.png',
      author: { kind: 'customer' },
      attachment: { name: 'photo.png', bytes: PNG.length, contentType: 'image/png' },
    });
    expect(Buffer.from(content)).toEqual(PNG);
  });

  test('comes from the agent as Base64, with its base name as the message', async () => {
    await agentSends('receipt.txt', 'text/plain', Buffer.from('Paid'));

    const events = await service.getEvents(ChatID, 20_000);

    expect(events).toMatchObject([
      {
        EventType: EventType.MessageReceived,
        Data: { Name: 'Ana', Message: 'receipt.txt', System: false, Attachment: base64('Paid') },
      },
    ]);
  });

  test('that is too much for an answer comes as an address', async () => {
    const content = Buffer.alloc(3 * 1024 * 1024, 'x');
    await agentSends('first.txt', 'text/plain', content);
    await agentSends('second.txt', 'text/plain', content);

    const [first, second] = await service.getEvents(ChatID, 20_000);

    expect(first?.Data).toMatchObject({ Message: 'first.txt', Attachment: base64(content) });
    expect(second?.Data.Attachment).toBeNull();
    expect((await (await fetch(String(second?.Data.Message))).arrayBuffer()).byteLength).toBe(content.length);
  });

  test('of the documented five megabytes goes through, both ways', async () => {
    const { MaxAttachmentSize } = await service.getChatConfiguration();
    const content = Buffer.alloc(MaxAttachmentSize, 'x');

    await service.sendMessage(ChatID, 'long.txt', base64(content));
    await agentSends('back.txt', 'text/plain', content);

    const sent = (await lines()).at(-2);
    const [event] = await service.getEvents(ChatID, 20_000);
    expect(MaxAttachmentSize).toBe(5 * 1024 * 1024);
    expect(sent).toMatchObject({ text: 'long.txt', attachment: { bytes: MaxAttachmentSize } });
    expect(event?.Data.Attachment).toHaveLength(base64(content).length);
  });

  test('that is sent again with its key, or twice at once, is announced once', async () => {
    const request = { ChatID, Message: 'photo.png', Attachment: base64(PNG) };
    const send = () =>
      fetch(`${w.url}/chatservice/SendMessage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'photo-1' },
        body: JSON.stringify({ request }),
      });

    const answers = await Promise.all([send(), send()]);
    answers.push(await send());

    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200]);
    expect((await lines()).filter((line: { text: string }) => line.text === 'photo.png')).toHaveLength(1);
  });

  test.each([
    ['of a type that may not be sent', 'virus.exe', base64('MZ'), 422, 'ATTACHMENT_TYPE_NOT_ALLOWED'],
    ['that lies about its type', 'photo.png', base64('no picture'), 422, 'ATTACHMENT_CONTENT_REFUSED'],
    ['whose name is a path', '../photo.png', base64(PNG), 400, 'REQUEST_INVALID'],
    ['that is no Base64', 'photo.png', '????', 400, 'REQUEST_INVALID'],
    ['of a byte too many', 'long.txt', base64('x'.repeat(5 * 1024 * 1024 + 1)), 422, 'ATTACHMENT_TOO_LARGE'],
    ['larger than any request', 'long.txt', base64('x'.repeat(6 * 1024 * 1024)), 413, 'BODY_TOO_LARGE'],
  ])('%s is a fault, and nobody hears of it', async (_, name, content, status, code) => {
    const before = await lines();

    const fault = await faultOf(service.sendMessage(ChatID, name, content));

    expect(fault.body).toMatchObject({ status, code });
    expect(await lines()).toEqual(before);
  });

  test('is a fault where the configuration says that none can be sent', async () => {
    await administer(w, 'queues/support', { chatLimits: { maxAttachmentKilobytes: 0 } });

    const fault = await faultOf(service.sendMessage(ChatID, 'photo.png', base64(PNG)));

    expect(fault.body).toMatchObject({ status: 422, code: 'ATTACHMENTS_DISABLED' });
  });

  test('after the end of the chat is a fault', async () => {
    await service.leaveChat(ChatID);

    expect((await faultOf(service.sendMessage(ChatID, 'photo.png', base64(PNG)))).body.code).toBe('CHAT_ENDED');
  });
});
