import { describe, expect, test } from 'vitest';
import { secretsManager, socketManagement, sqs } from '#shared/adapters/aws/clients.ts';
import { lambdaConnection } from '#shared/adapters/aws/lambda-connection.ts';
import type { Connection } from '#shared/adapters/aws/signed-requests.ts';

const NOW = Date.parse('2026-11-21T09:30:00.000Z');
const VARIABLES = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };

type Outcome = () => Response | Promise<Response>;

const answer =
  (status: number, body: object | string = {}, headers: Record<string, string> = {}): Outcome =>
  () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
const refused = (name: string, status = 400) => answer(status, { __type: `com.amazonaws.sqs#${name}`, message: 'no' });
const broken = (name: string, message: string) => () => Promise.reject(Object.assign(new Error(message), { name }));

/** A network that ends requests one way after the other, the last way for ever, and notes them. */
function network(...outcomes: readonly Outcome[]) {
  const requests: { url: string; headers: Headers; body: string; signal: AbortSignal | null | undefined }[] = [];
  const pauses: number[] = [];
  const connection: Connection = {
    ...lambdaConnection(VARIABLES),
    surroundings: {
      now: () => NOW,
      random: () => 0.5,
      pause: async ms => pauses.push(ms),
      fetch: async (input, init) => {
        const { headers, body, signal } = init ?? {};
        const request = { url: String(input), headers: new Headers(headers), body: String(body), signal };
        const outcome = outcomes[Math.min(requests.push(request), outcomes.length) - 1];
        return outcome?.() ?? new Response('{}');
      },
    },
  };
  return { requests, pauses, connection };
}

const batch = { QueueUrl: 'https://queue', Entries: [] };

describe('a signed request', () => {
  test('names the operation and carries the input as JSON', async () => {
    const { connection, requests } = network();

    await sqs(connection).call('SendMessageBatch', batch);

    const [request] = requests;
    expect(request?.url).toBe('https://sqs.eu-central-1.amazonaws.com/');
    expect(request?.headers.get('x-amz-target')).toBe('AmazonSQS.SendMessageBatch');
    expect(request?.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(JSON.parse(request?.body ?? '')).toEqual(batch);
  });

  test('speaks the version of the protocol that the service knows', async () => {
    const { connection, requests } = network();

    await secretsManager(connection).call('GetSecretValue', { SecretId: 'arn' });

    expect(requests[0]?.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  });

  test('is signed for the service, the region and the day', async () => {
    const { connection, requests } = network();

    await sqs(connection).call('SendMessageBatch', batch);

    expect(requests[0]?.headers.get('x-amz-date')).toBe('20261121T093000Z');
    expect(requests[0]?.headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/20261121\/eu-central-1\/sqs\/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
  });

  test('carries the session token of the environment', async () => {
    const { connection, requests } = network();
    const { credentials } = lambdaConnection({ ...VARIABLES, AWS_SESSION_TOKEN: 'token' });

    await sqs({ ...connection, credentials }).call('SendMessageBatch', batch);

    expect(requests[0]?.headers.get('x-amz-security-token')).toBe('token');
    expect(requests[0]?.headers.get('authorization')).toContain(';x-amz-security-token;');
  });

  test('keeps the stage of the endpoint in its path', async () => {
    const { connection, requests } = network(answer(200, ''));
    const post = socketManagement({ ...connection, endpoint: 'https://socket.example.org/live/' });

    const text = await post({ path: '/@connections/c1%3D', headers: {}, body: '{}' });

    expect(text).toBe('');
    expect(requests[0]?.url).toBe('https://socket.example.org/live/@connections/c1%3D');
    expect(requests[0]?.headers.get('authorization')).toContain('/execute-api/aws4_request');
  });

  test('gives up the wait for an answer some time', async () => {
    const { connection, requests } = network();

    await sqs(connection).call('SendMessageBatch', batch);

    expect(requests[0]?.signal).toBeInstanceOf(AbortSignal);
  });

  test('cannot be made without credentials', async () => {
    const { connection } = network();
    const { credentials } = lambdaConnection({ AWS_REGION: 'eu-central-1' });

    const calling = sqs({ ...connection, credentials }).call('SendMessageBatch', batch);

    await expect(calling).rejects.toThrow('The environment lacks AWS_ACCESS_KEY_ID');
  });
});

describe('an outage', () => {
  test.each([
    ['a fault of the service', refused('InternalServerError', 500)],
    ['a page of a proxy', answer(503, '<html>')],
    ['a throttle', refused('ThrottlingException')],
    ['too many requests', refused('LimitExceededException', 429)],
    ['too much for a table', refused('ProvisionedThroughputExceededException')],
    ['a transaction that is still under way', refused('TransactionInProgressException')],
    ['a lost connection', broken('TypeError', 'fetch failed')],
    ['no answer in time', broken('TimeoutError', 'The operation was aborted due to timeout')],
  ])('that is %s is tried again', async (_, outcome) => {
    const { connection, requests } = network(outcome, answer(200, { Failed: [] }));

    const reply = await sqs(connection).call('SendMessageBatch', batch);

    expect(reply).toEqual({ Failed: [] });
    expect(requests.map(({ body }) => body)).toEqual(Array(2).fill(JSON.stringify(batch)));
  });

  test('that lasts is told after three attempts, with growing pauses between them', async () => {
    const { connection, requests, pauses } = network(refused('InternalServerError', 500));

    const failure = await sqs(connection)
      .call('SendMessageBatch', batch)
      .catch(error => error);

    expect(failure).toMatchObject({ name: 'InternalServerError', status: 500 });
    expect(requests).toHaveLength(3);
    expect(pauses).toEqual([25, 50]);
  });

  test.each([
    ['TimeoutError', 'TimeoutError'],
    ['TypeError', 'NetworkError'],
  ])('without an answer, thrown as %s, is a %s', async (thrown, name) => {
    const { connection } = network(broken(thrown, 'nothing'));

    const failure = await sqs(connection)
      .call('SendMessageBatch', batch)
      .catch(error => error);

    expect(failure).toMatchObject({ name, status: 0, message: 'nothing' });
  });
});

describe('a refusal', () => {
  test.each(['ValidationException', 'ConditionalCheckFailedException', 'TransactionCanceledException'])(
    '(%s) is final',
    async name => {
      const { connection, requests } = network(refused(name));

      const failure = await sqs(connection)
        .call('SendMessageBatch', batch)
        .catch(error => error);

      expect(failure).toMatchObject({ name, status: 400, message: 'no' });
      expect(requests).toHaveLength(1);
    },
  );

  test('of a transaction says why for each write', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'no' }];
    const { connection } = network(answer(400, { __type: 'x#TransactionCanceledException', CancellationReasons }));

    const failure = await sqs(connection)
      .call('SendMessageBatch', batch)
      .catch(error => error);

    expect(failure.reasons).toEqual(['None', 'ConditionalCheckFailed']);
  });

  test('may be named in a header', async () => {
    const headers = { 'x-amzn-errortype': 'GoneException:http://internal.example.org/' };
    const { connection } = network(answer(410, '', headers));

    const failure = await sqs(connection)
      .call('SendMessageBatch', batch)
      .catch(error => error);

    expect(failure).toMatchObject({ name: 'GoneException', status: 410 });
  });
});
