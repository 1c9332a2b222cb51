import { describe, expect, test } from 'vitest';
import { socketLambda } from '#functions/realtime/socket-events.ts';
import { authorizerContext, userIdentity } from '#shared/runtime/identity.ts';

const identity = userIdentity('demo', 'ana', ['agent']);
const event = (routeKey: string, body?: string) => ({
  requestContext: { routeKey, connectionId: 'c1', requestId: 'r1', authorizer: authorizerContext(identity) },
  ...(body !== undefined && { body }),
});

function server(outcome: 'sent' | 'gone' = 'sent') {
  const seen: unknown[] = [];
  const posted: unknown[] = [];
  const handle = socketLambda(
    {
      connected: async connection => void seen.push(['connected', connection]),
      disconnected: async connection => void seen.push(['disconnected', connection]),
      frame: async text => [{ one: text }, { two: text }],
    },
    {
      post: async (_connectionId, frame) => {
        posted.push(frame);
        return outcome;
      },
    },
  );
  return { handle, seen, posted };
}

describe('a socket', () => {
  test('that opens or closes is told with who it belongs to', async () => {
    const { handle, seen } = server();

    const results = [await handle(event('$connect')), await handle(event('$disconnect'))];

    expect(results).toEqual([{ statusCode: 200 }, { statusCode: 200 }]);
    expect(seen).toEqual([
      ['connected', { id: 'c1', identity }],
      ['disconnected', { id: 'c1', identity }],
    ]);
  });

  test('gets the answers to its frame in order', async () => {
    const { handle, posted } = server();

    await handle(event('$default', 'hello'));

    expect(posted).toEqual([{ one: 'hello' }, { two: 'hello' }]);
  });

  test('that is gone gets nothing more', async () => {
    const { handle, posted } = server('gone');

    await handle(event('$default', 'hello'));

    expect(posted).toEqual([{ one: 'hello' }]);
  });

  test('without an authorizer’s word is a defect', async () => {
    const { handle } = server();

    const handled = handle({ requestContext: { routeKey: '$default', connectionId: 'c1', requestId: 'r1' } });

    await expect(handled).rejects.toThrow('past its authorizer');
  });
});
