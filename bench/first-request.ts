import { spawnSync } from 'node:child_process';
import { startEngine } from '#local/engine.ts';
import { startSystem } from '#local/system.ts';
import { table } from '#schemas/table.ts';
import { authorizerContext, chatIdentity, type Identity, userIdentity } from '#shared/runtime/identity.ts';
import type { RestEvent } from '#shared/runtime/request.ts';
import { ENVIRONMENT } from './environment.ts';
import { median } from './report.ts';

/** Processor time of one function that starts for one request, in ms. */
export interface FirstRequestFigure {
  readonly request: string;
  readonly loadMs: number;
  /** The load and the answer to the first request: what whoever meets a cold start waits for. */
  readonly loadAndFirstMs: number;
}

interface Times {
  readonly load: number;
  readonly first: number;
}

/** Fresh processes per request; odd, so that the median is one of them. */
const RUNS = 11;

/**
 * Lets built functions answer their first request in fresh processes, taking turns, over the embedded engine with a
 * conversation in it. Only what is not the store is answered in its place: sockets and queues take everything.
 *
 * @param dist folder with the built functions
 */
export async function measureFirstRequests(
  dist: string,
  onRound: (round: number, of: number) => void,
): Promise<FirstRequestFigure[]> {
  const engine = await startEngine();
  process.env['DYNAMODB_ENDPOINT'] = engine.endpoint;
  const sink = { count: () => undefined, report: () => undefined };
  const system = await startSystem({ port: 0, fresh: true, sink });
  try {
    const chatId = await conversation(system.url, await system.tokenFor('demo', 'ana'));
    const requests = requestsIn(chatId);
    const times = new Map<string, Times[]>(requests.map(({ name }) => [name, []]));
    for (let round = 1; round <= RUNS; round += 1) {
      for (const { name, file, event } of requests) {
        times.get(name)?.push(answerOnce(`${process.cwd()}/${dist}/${file}`, event(round), engine.endpoint));
      }
      onRound(round, RUNS);
    }
    return [...times].map(([request, all]) => ({
      request,
      loadMs: median(all.map(({ load }) => load)),
      loadAndFirstMs: median(all.map(({ first, load }) => load + first)),
    }));
  } finally {
    delete process.env['DYNAMODB_ENDPOINT'];
    await system.stop();
    await engine.stop();
  }
}

/** A conversation of Kim with ana. Answers its id. */
async function conversation(url: string, token: string): Promise<string> {
  const call = async (method: string, path: string, body: unknown, bearer?: string) => {
    const headers = { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) };
    const response = await fetch(url + path, { method, headers, body: body === null ? null : JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as unknown;
  };
  await call('POST', '/v1/sessions', {}, token);
  await call('PUT', '/v1/sessions/current/presence', { status: 'ready' }, token);
  const request = { tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' } };
  const { chatId } = (await call('POST', '/v1/chats', request)) as { chatId: string };
  const { items } = (await call('GET', '/v1/offers', null, token)) as { items: { id: string }[] };
  await call('POST', `/v1/offers/${items[0]?.id}/acceptance`, null, token);
  return chatId;
}

function requestsIn(chatId: string): { name: string; file: string; event: (round: number) => RestEvent }[] {
  const ana = userIdentity('demo', 'ana', ['agent']);
  const kim = chatIdentity('demo', chatId);
  const message = (round: number) => ({
    text: 'A line of usual length, as people write them.',
    clientMessageId: `first-${round}`,
  });
  return [
    {
      name: 'message of the customer',
      file: 'chat/rest/index.mjs',
      event: round => eventOf('POST', '/v1/chats/{chatId}/messages', { chatId }, message(round), kim),
    },
    {
      name: 'message of the agent',
      file: 'interactions/rest/index.mjs',
      event: round =>
        eventOf('POST', '/v1/interactions/{interactionId}/messages', { interactionId: chatId }, message(round), ana),
    },
    {
      name: 'state of a chat',
      file: 'chat/rest/index.mjs',
      event: () => eventOf('GET', '/v1/chats/{chatId}', { chatId }, null, kim),
    },
    {
      name: 'own session',
      file: 'sessions/rest/index.mjs',
      event: () => eventOf('GET', '/v1/sessions/current', {}, null, ana),
    },
  ];
}

const eventOf = (
  httpMethod: string,
  resource: string,
  pathParameters: Record<string, string>,
  body: unknown,
  identity: Identity,
): RestEvent => ({
  httpMethod,
  resource,
  pathParameters,
  headers: { 'content-type': 'application/json' },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  body: body === null ? null : JSON.stringify(body),
  isBase64Encoded: false,
  requestContext: { requestId: 'first', authorizer: authorizerContext(identity), identity: { sourceIp: '127.0.0.1' } },
});

const SCRIPT = `const [, file, event, endpoint] = process.argv;
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const begin = used();
const { handler } = await import(file);
const loaded = used();
const platform = globalThis.fetch;
globalThis.fetch = async (url, init) =>
  String(url).includes('//dynamodb.') ? platform(endpoint, init) : new Response('{}');
const { statusCode, body } = await handler(JSON.parse(event), { awsRequestId: 'first', functionName: 'bench' });
const answered = used();
console.log(JSON.stringify({ statusCode, body, load: loaded - begin, first: answered - loaded }));
process.exit(0);`;

function answerOnce(file: string, event: RestEvent, endpoint: string): Times {
  const given = [file, JSON.stringify(event), endpoint];
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT, ...given], {
    env: { ...process.env, ...ENVIRONMENT, TABLE_NAME: table.name },
    encoding: 'utf8',
  });
  const last = run.stdout.trim().split('\n').at(-1) ?? '';
  if (run.status !== 0) throw new Error(`${file} does not answer: ${run.stderr}`);
  const { statusCode, body, ...times } = JSON.parse(last) as Times & { statusCode: number; body: string };
  if (statusCode >= 300) throw new Error(`${file} answers ${statusCode}: ${body}`);
  return times;
}
