import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineAction } from '#schemas/kit/action.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { Context } from '#shared/runtime/context.ts';
import { chatIdentity, userIdentity } from '#shared/runtime/identity.ts';
import { bindActions, frameHandler } from '#shared/runtime/socket.ts';

const actions = {
  greet: defineAction({
    action: 'greet',
    summary: 'Greet',
    auth: ['agent'],
    body: z.strictObject({ action: z.literal('greet'), name: z.string().min(1), ref: z.string().max(64).optional() }),
    errors: ['TOPIC_UNKNOWN'],
  }),
};
const ana = { id: 'c1', identity: userIdentity('demo', 'ana', ['agent']) };
const NOW = Date.parse('2026-11-21T09:30:00.000Z');

const greeter = (
  run: (name: string, ctx: Context) => readonly unknown[] = name => [{ hello: name }, { again: name }],
) => {
  const api = bindActions(actions)<Context>({ greet: async ({ body }, ctx) => run(body.name, ctx) });
  return frameHandler(api, ctx => ctx, { now: () => NOW, undocumented: 'throw' });
};

describe('a frame', () => {
  test('is answered with the frames of its handler', async () => {
    const frames = await greeter()('{"action":"greet","name":"Kim"}', ana, 'r1');

    expect(frames).toEqual([{ hello: 'Kim' }, { again: 'Kim' }]);
  });

  test('is handled for whoever opened the socket', async () => {
    const handle = greeter((_name, ctx) => [ctx]);

    const [ctx] = await handle('{"action":"greet","name":"Kim"}', ana, 'r1');

    expect(ctx).toMatchObject({
      tenantId: 'demo',
      principal: 'user~ana',
      now: '2026-11-21T09:30:00.000Z',
      requestId: 'r1',
    });
  });

  test.each([
    ['that is no JSON', 'hello', null],
    ['that is a list', '[]', null],
    ['of an unknown action', '{"action":"shout","ref":"a"}', 'a'],
    ['without action', '{"ref":"a"}', 'a'],
    ['with a wrong body', '{"action":"greet","ref":"a","name":""}', 'a'],
    ['with something unknown', '{"action":"greet","ref":"a","name":"Kim","x":1}', 'a'],
    ['with a ref that is too long', `{"action":"greet","name":"","ref":"${'a'.repeat(65)}"}`, null],
  ])('%s is refused with its ref', async (_kind, text, ref) => {
    const frames = await greeter()(text, ana, 'r1');

    expect(frames).toEqual([{ error: expect.objectContaining({ code: 'REQUEST_INVALID', requestId: 'r1' }), ref }]);
  });

  test.each(['{"toString":1}', '["greet"]', '1', 'null'])('whose action is %s is refused', async action => {
    const frames = await greeter()(`{"action":${action},"name":"Kim"}`, ana, 'r1');

    expect(frames).toEqual([{ error: expect.objectContaining({ code: 'REQUEST_INVALID' }), ref: null }]);
  });

  test('of more than 32 KB is refused', async () => {
    const frames = await greeter()(`{"action":"greet","name":"${'x'.repeat(32_768)}"}`, ana, 'r1');

    expect(frames).toEqual([{ error: expect.objectContaining({ code: 'BODY_TOO_LARGE' }), ref: null }]);
  });

  test('of somebody whose role may not send it is refused', async () => {
    const customer = { id: 'c2', identity: chatIdentity('demo', 'int_1') };

    const frames = await greeter()('{"action":"greet","name":"Kim","ref":"a"}', customer, 'r1');

    expect(frames).toEqual([
      { error: expect.objectContaining({ code: 'FORBIDDEN', params: { roles: ['agent'] } }), ref: 'a' },
    ]);
  });

  test('that is refused by its handler is answered with the refusal', async () => {
    const handle = greeter(() => {
      throw new AppError('TOPIC_UNKNOWN');
    });

    const frames = await handle('{"action":"greet","name":"Kim","ref":"a"}', ana, 'r1');

    expect(frames).toEqual([{ error: expect.objectContaining({ code: 'TOPIC_UNKNOWN', status: 422 }), ref: 'a' }]);
  });

  test('that runs into a defect is told nothing of it', async () => {
    const handle = greeter(() => {
      throw new Error('the secret is 42');
    });

    const frames = await handle('{"action":"greet","name":"Kim"}', ana, 'r1');

    expect(JSON.stringify(frames)).toContain('INTERNAL');
    expect(JSON.stringify(frames)).not.toContain('42');
  });

  test('that is refused with an undocumented code is an error under test', async () => {
    const handle = greeter(() => {
      throw new AppError('CHAT_ENDED');
    });

    await expect(handle('{"action":"greet","name":"Kim"}', ana, 'r1')).rejects.toThrow(
      'CHAT_ENDED is not documented on greet',
    );
  });
});
