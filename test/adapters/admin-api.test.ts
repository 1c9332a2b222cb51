import { describe, expect, it } from 'vitest';
import { adminApi } from '#functions/admin/api.ts';
import { adminRoutes } from '#schemas/admin/routes.ts';
import { openAdmin } from '#shared/adapters/repositories/admin.ts';
import { configurationCache } from '#shared/adapters/repositories/configuration-cache.ts';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import { memoryStore } from '#shared/adapters/store/memory.ts';
import { authorizerContext, userIdentity } from '#shared/runtime/identity.ts';
import type { RestEvent } from '#shared/runtime/request.ts';
import { restLambda } from '#shared/runtime/rest.ts';
import { campaign, hours, queue, reason, scheme, skill, user } from '../unit/admin/builders.ts';
import { START } from './admin-world.ts';

type Operation = keyof typeof adminRoutes;

interface Call {
  readonly tenantId?: string;
  readonly objectId?: string;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly role?: 'admin' | 'supervisor' | 'agent';
}

function api() {
  const now = () => Date.parse(START);
  const { open } = memoryStore({ now });
  const cache = configurationCache();
  let made = 0;
  const nextId = (prefix: string) => {
    made += 1;
    return `${prefix}_${made}`;
  };
  const handle = restLambda(
    adminApi,
    ctx =>
      openAdmin(ctx, {
        store: open(ctx.tenantId),
        configurationCache: cache,
        nextId,
        numbers: numberBook(open),
        applied: async () => undefined,
      }),
    { now, undocumented: 'throw' },
  );

  return async (operation: Operation, call: Call = {}) => {
    const { tenantId = 'demo', role = 'admin', objectId, query = null, body, headers = {} } = call;
    const event: RestEvent = {
      httpMethod: adminRoutes[operation].method,
      resource: adminRoutes[operation].path,
      headers,
      pathParameters: objectId === undefined ? null : { objectId },
      queryStringParameters: query,
      multiValueQueryStringParameters: null,
      body: body === undefined ? null : JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'req_1',
        authorizer: authorizerContext(userIdentity(tenantId, 'ada', [role])),
      },
    };
    const { statusCode, headers: replied, body: text } = await handle(event);
    return { status: statusCode, etag: replied['ETag'], body: text === '' ? null : JSON.parse(text) };
  };
}

interface Operations {
  readonly list: Operation;
  readonly create: Operation;
  readonly get: Operation;
  readonly replace: Operation;
  readonly remove: Operation;
}

const operations = (noun: string, nouns: string): Operations =>
  ({
    list: `list${nouns}`,
    create: `create${noun}`,
    get: `get${noun}`,
    replace: `replace${noun}`,
    remove: `delete${noun}`,
  }) as Operations;

describe('the administration API', () => {
  it.each([
    [operations('User', 'Users'), user()],
    [operations('Skill', 'Skills'), skill()],
    [operations('Queue', 'AdminQueues'), queue({ campaignId: 'base' })],
    [operations('Campaign', 'Campaigns'), campaign()],
    [operations('PresenceReason', 'AdminPresenceReasons'), reason()],
    [operations('OutcomeScheme', 'OutcomeSchemes'), scheme()],
    [operations('BusinessHours', 'BusinessHours'), hours()],
  ])('$list, $create, $get, $replace and $remove work on one kind', async (of, object) => {
    const call = api();
    const { id: objectId } = object;
    await call('createCampaign', { body: campaign({ id: 'base', name: 'Base' }) });

    const created = await call(of.create, { body: object });
    const listed = await call(of.list, { query: { limit: '200' } });
    const replaced = await call(of.replace, {
      objectId,
      body: { ...object, name: '🌍' },
      headers: { 'If-Match': '"1"' },
    });
    const got = await call(of.get, { objectId });
    const removed = await call(of.remove, { objectId, headers: { 'If-Match': '"2"' } });
    const gone = await call(of.get, { objectId });

    expect(created).toMatchObject({ status: 201, body: object });
    expect(listed.body.items).toContainEqual(created.body);
    expect(got.body).toEqual({ ...created.body, name: '🌍', version: 2 });
    expect([replaced, got, removed, gone].map(({ status }) => status)).toEqual([200, 200, 204, 404]);
  });

  it('creates, reads, replaces and deletes with entity tags', async () => {
    const call = api();

    const created = await call('createSkill', { body: skill({ name: '日本語 🗾' }) });
    const read = await call('getSkill', { objectId: 'german' });
    const replaced = await call('replaceSkill', {
      objectId: 'german',
      body: { name: 'עברית' },
      headers: { 'If-Match': '"1"' },
    });
    const deleted = await call('deleteSkill', { objectId: 'german', headers: { 'If-Match': '"2"' } });

    expect(created).toEqual({
      status: 201,
      etag: '"1"',
      body: { id: 'german', name: '日本語 🗾', version: 1, updatedAt: START, updatedBy: 'ada' },
    });
    expect(read).toEqual({ ...created, status: 200 });
    expect(replaced).toMatchObject({ status: 200, etag: '"2"', body: { id: 'german', name: 'עברית' } });
    expect(deleted).toEqual({ status: 204, etag: undefined, body: null });
  });

  it('fills in the defaults of what is left out', async () => {
    const call = api();
    await call('createCampaign', { body: { id: 'inbound', name: 'Inbound' } });

    const { body } = await call('createQueue', { body: { name: 'Sales', campaignId: 'inbound', channels: ['chat'] } });

    expect(body).toMatchObject({ class: 5, shards: 1, texts: {}, thresholds: { serviceLevelSeconds: 20 } });
  });

  it('answers every refusal with a documented problem', async () => {
    const call = api();
    await call('createCampaign', { body: campaign() });
    await call('createQueue', { body: queue() });

    const refusals = [
      await call('createQueue', { body: queue() }),
      await call('createQueue', { body: queue({ id: 'new', name: 'New', campaignId: 'gone' }) }),
      await call('getQueue', { objectId: 'gone' }),
      await call('replaceQueue', { objectId: 'sales', body: queue() }),
      await call('replaceQueue', { objectId: 'sales', body: queue(), headers: { 'If-Match': '"9"' } }),
      await call('replaceQueue', { objectId: 'other', body: queue(), headers: { 'If-Match': '"1"' } }),
      await call('deleteCampaign', { objectId: 'inbound', headers: { 'If-Match': '"1"' } }),
      await call('createUser', { body: { id: 'ana', name: 'Ana', roles: ['agent'] }, role: 'supervisor' }),
      await call('listUsers', { role: 'agent' }),
    ];

    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'OBJECT_EXISTS'],
      [422, 'REFERENCE_UNKNOWN'],
      [404, 'OBJECT_NOT_FOUND'],
      [428, 'PRECONDITION_REQUIRED'],
      [412, 'VERSION_STALE'],
      [400, 'REQUEST_INVALID'],
      [409, 'OBJECT_IN_USE'],
      [403, 'FORBIDDEN'],
      [403, 'FORBIDDEN'],
    ]);
  });

  it('answers a foreign id exactly as an unknown one', async () => {
    const call = api();
    await call('createSkill', { tenantId: 'acme', body: skill() });

    const [foreign, unknown] = [
      await call('getSkill', { objectId: 'german' }),
      await call('getSkill', { objectId: 'nobody' }),
    ];

    expect(foreign).toEqual(unknown);
  });

  it('repeats the first answer to the same key, and refuses the key for another request', async () => {
    const call = api();
    const headers = { 'Idempotency-Key': 'create#1' };
    const { id: _, ...body } = skill();
    const first = await call('createSkill', { body, headers });

    const same = await call('createSkill', { body, headers });
    const other = await call('createSkill', { body: { ...body, name: 'Other' }, headers });

    expect(same).toEqual(first);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('keeps routing settings and the audit trail', async () => {
    const call = api();
    const unsaved = await call('getRoutingSettings');

    const saved = await call('replaceRoutingSettings', {
      body: { coolDownSeconds: 9 },
      headers: { 'If-Match': unsaved.etag ?? '' },
    });
    const trail = await call('listAudit', { query: { limit: '1', objectId: 'routing-settings' } });

    expect([unsaved.etag, saved.etag, saved.body.coolDownSeconds]).toEqual(['"1"', '"2"', 9]);
    expect(trail.body).toMatchObject({
      items: [
        { kind: 'routing-settings', action: 'updated', changes: [{ field: 'coolDownSeconds', before: 5, after: 9 }] },
      ],
      nextCursor: null,
    });
  });
});
