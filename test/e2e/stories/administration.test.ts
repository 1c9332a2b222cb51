import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AdminKind, adminKinds } from '#schemas/admin/model.ts';
import { administer, askForChat, establish, signIn } from '../../support/journeys.ts';
import { expectProblem, UNLIMITED } from '../../support/operations.ts';
import { type Caller, type Reply, type World, world } from '../../support/world.ts';

let w: World;
let ada: Caller;
let abe: Caller;
beforeAll(async () => {
  w = await world({ rateLimits: UNLIMITED });
  await establish(w, 'users', { id: 'abe', name: 'Abe', roles: ['admin'] });
  ada = await w.tenant('demo').as('ada');
  abe = await w.tenant('demo').as('abe');
});
afterAll(() => w.stop());
afterEach(() => {
  expect(w.defects).toEqual([]);
});

const tagged = (reply: Reply) => ({ headers: { 'if-match': String(reply.headers.get('etag')) } });
const outcome = ({ body, status }: Reply) => [status, body?.code ?? null];

/** The newest entries of the audit trail about one object, newest first. */
async function auditOf(objectId: string): Promise<Reply['body'][]> {
  return (await ada.get('/v1/admin/audit', { query: { objectId } })).body.items;
}

/** An object of every kind, and what an administrator makes of it later. */
const examples: Readonly<Record<AdminKind, { readonly object: object; readonly change: object }>> = {
  users: { object: { name: 'Uma', roles: ['agent'], queues: [{ queueId: 'support' }] }, change: { name: 'Uma B.' } },
  skills: { object: { name: 'French' }, change: { description: 'Spoken and written' } },
  queues: { object: { name: 'Returns', campaignId: 'inbound', channels: ['chat'] }, change: { priority: 3 } },
  campaigns: { object: { name: 'Autumn' }, change: { wrapUpSeconds: 15 } },
  'presence-reasons': { object: { name: 'Doctor' }, change: { thresholdSeconds: 1800 } },
  'outcome-schemes': {
    object: {
      name: 'Surveys',
      classes: [{ id: 'a', number: 1, name: 'A', codes: [{ id: 'b', number: 1, name: 'B' }] }],
    },
    change: { name: 'Surveys of customers' },
  },
  'business-hours': {
    object: { name: 'Mornings', timeZone: 'Europe/Berlin', week: { monday: [{ from: '08:00', to: '12:00' }] } },
    change: { timeZone: 'Europe/Madrid' },
  },
  'chat-widgets': { object: { name: 'Shop', queueId: 'support' }, change: { hideAgentName: true } },
  snippets: {
    object: { name: 'Answers', queueIds: ['support'], texts: [] },
    change: { texts: [{ id: 'hi', folder: [], title: 'Hello', text: 'Hello, $Customer$' }] },
  },
  'phone-numbers': {
    object: { name: 'Hotline', number: '+15550177', queueId: 'support' },
    change: { language: 'de-DE' },
  },
  extensions: { object: { name: 'Desk 4', kind: 'sip', user: 'desk-4' }, change: { user: 'desk-5' } },
  flows: {
    object: { name: 'Night', start: 'end', steps: { end: { kind: 'hang-up' } } },
    change: { language: 'de-DE' },
  },
};
const kinds = Object.keys(adminKinds) as AdminKind[];
/** Those of people are known to the identity provider, so a body must name them. */
const named = (kind: AdminKind, id: string) => ({ ...examples[kind].object, ...(kind === 'users' && { id }) });
/** What fields are that nobody has set. */
const BEFORE: Readonly<Record<string, unknown>> = {
  hideAgentName: false,
  language: 'en-US',
  priority: 0,
  wrapUpSeconds: 30,
};

describe('the life of an object', () => {
  test.each(kinds)('is created, read, listed, changed and deleted, and all of that is on record: %s', async kind => {
    const { change } = examples[kind];
    const object: Readonly<Record<string, unknown>> = named(kind, 'life');
    const path = `/v1/admin/${kind}/life`;

    const created = await ada.post(`/v1/admin/${kind}`, { id: 'life', ...object });
    const read = await abe.get(path);
    const listed = await ada.get(`/v1/admin/${kind}`, { query: { limit: 200 } });
    const replaced = await abe.put(path, { ...object, ...change }, tagged(read));
    const deleted = await ada.delete(path, tagged(replaced));
    const gone = await ada.get(path);
    const trail = await auditOf('life');

    expect([created, read, replaced, deleted, gone].map(reply => reply.status)).toEqual([201, 200, 200, 204, 404]);
    expect(read.body).toEqual(created.body);
    expect(listed.body.items).toContainEqual(created.body);
    expect([created, replaced].map(({ body }) => [body.version, body.updatedBy])).toEqual([
      [1, 'ada'],
      [2, 'abe'],
    ]);
    expect(replaced.headers.get('etag')).toBe('"2"');
    const own = trail.filter(entry => entry.kind === kind);
    expect(own.map(entry => [entry.action, entry.actorId])).toEqual([
      ['deleted', 'ada'],
      ['updated', 'abe'],
      ['created', 'ada'],
    ]);
    const [field, after] = Object.entries(change)[0] ?? [];
    expect(own[1].changes).toEqual([{ field, before: object[String(field)] ?? BEFORE[String(field)] ?? null, after }]);
    expect(own[1].requestId).toBe(replaced.headers.get('x-request-id'));
  });

  test('of the settings has a beginning and no end', async () => {
    const first = await ada.get('/v1/admin/routing-settings');
    const { version: _, updatedAt: __, updatedBy: ___, ...settings } = first.body;

    const changed = await ada.put('/v1/admin/routing-settings', { ...settings, coolDownSeconds: 7 }, tagged(first));
    const stale = await abe.put('/v1/admin/routing-settings', settings, tagged(first));
    const deleted = await ada.delete('/v1/admin/routing-settings', tagged(changed));
    const [entry] = await auditOf('routing-settings');

    expect([first.body.version, changed.body.version]).toEqual([1, 2]);
    expect([outcome(stale), outcome(deleted)]).toEqual([
      [412, 'VERSION_STALE'],
      [404, 'ROUTE_NOT_FOUND'],
    ]);
    expect(entry.changes).toEqual([{ field: 'coolDownSeconds', before: 5, after: 7 }]);
    await administer(w, 'routing-settings', { coolDownSeconds: 5 });
  });

  test('goes on under a made id where none is given, except for people', async () => {
    const made = await ada.post('/v1/admin/skills', { name: 'Made' });
    const person = await ada.post('/v1/admin/users', { name: 'Nobody', roles: ['agent'] });

    expect(made.body.id).toMatch(/^skl_/);
    expect([outcome(person), person.body.issues[0].path]).toEqual([[400, 'REQUEST_INVALID'], 'id']);
  });

  test('cannot begin twice, whoever tries, nor share a name or alias with another', async () => {
    const create = (kind: string, body: object) => ada.post(`/v1/admin/${kind}`, body);
    const queue = { campaignId: 'inbound', channels: ['chat'] };

    const replies = await Promise.all([
      create('skills', { id: 'german', name: 'Another' }),
      create('queues', { id: 'x', name: ' SUPPORT ', ...queue }),
      create('queues', { id: 'x', name: 'Other', alias: 2, ...queue }),
      create('campaigns', { id: 'x', name: 'inbound' }),
    ]);

    expect(replies.map(({ body }) => [body.code, body.params.field])).toEqual([
      ['OBJECT_EXISTS', 'id'],
      ['OBJECT_EXISTS', 'name'],
      ['OBJECT_EXISTS', 'alias'],
      ['OBJECT_EXISTS', 'name'],
    ]);
  });

  test('is listed page by page, without gaps and in order', async () => {
    for (let at = 0; at < 7; at += 1) await establish(w, 'skills', { id: `page-${at}`, name: 'Page' });
    const ids: string[] = [];

    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { body } = await ada.get('/v1/admin/skills', { query: { limit: 3, ...(cursor && { cursor }) } });
      ids.push(...body.items.map((skill: { id: string }) => skill.id));
      cursor = body.nextCursor;
    }

    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(ids.filter(id => id.startsWith('page-'))).toHaveLength(7);
  });

  test('is for administrators to change and for supervisors to see', async () => {
    const sue = await w.tenant('demo').as('sue');

    const seen = await Promise.all(kinds.map(kind => sue.get(`/v1/admin/${kind}`)));
    const changed = await Promise.all(kinds.map(kind => sue.post(`/v1/admin/${kind}`, examples[kind].object)));

    expect(seen.map(reply => reply.status)).toEqual(kinds.map(() => 200));
    expect(changed.map(outcome)).toEqual(kinds.map(() => [403, 'FORBIDDEN']));
  });
});

describe('a change', () => {
  test.each(kinds)('rests on what its author has seen: %s', async kind => {
    const { change } = examples[kind];
    const object = named(kind, 'seen');
    const path = `/v1/admin/${kind}/seen`;
    const first = await ada.post(`/v1/admin/${kind}`, { id: 'seen', ...object });
    const second = await ada.put(path, { ...object, ...change }, tagged(first));

    const replies = [
      await abe.put(path, object, tagged(first)),
      await abe.delete(path, tagged(first)),
      await abe.put(path, object),
      await abe.delete(path),
      await abe.put(path, { ...object, id: 'another' }, tagged(second)),
      await abe.put(`${path}-x`, named(kind, 'seen-x'), tagged(second)),
    ];

    expect(replies.map(outcome)).toEqual([
      [412, 'VERSION_STALE'],
      [412, 'VERSION_STALE'],
      [428, 'PRECONDITION_REQUIRED'],
      [428, 'PRECONDITION_REQUIRED'],
      [400, 'REQUEST_INVALID'],
      [404, 'OBJECT_NOT_FOUND'],
    ]);
    for (const reply of replies) expectProblem(reply);
    expect((await ada.get(path)).body).toEqual(second.body);
    expect((await auditOf('seen')).filter(entry => entry.kind === kind)).toHaveLength(2);
    await ada.delete(path, tagged(second));
  });

  test('that five make at once on the same ground is made once', async () => {
    const first = await ada.post('/v1/admin/skills', { id: 'contested', name: 'Contested' });

    const replies = await Promise.all(
      [ada, abe, ada, abe, ada].map((admin, by) =>
        admin.put('/v1/admin/skills/contested', { name: `By ${by}` }, tagged(first)),
      ),
    );

    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 412, 412, 412, 412]);
    const [winner] = replies.filter(reply => reply.status === 200);
    expect((await ada.get('/v1/admin/skills/contested')).body).toEqual(winner?.body);
    expect(await auditOf('contested')).toHaveLength(2);
  });

  test('of another object at the same moment is lost by nobody', async () => {
    const create = async (id: string): Promise<Reply> => {
      const reply = await (id.endsWith('1') ? ada : abe).post('/v1/admin/skills', { id, name: id });
      return reply.body.retryable ? create(id) : reply;
    };
    const ids = Array.from({ length: 12 }, (_, at) => `many-${at}`);

    const replies = await Promise.all(ids.map(create));

    expect(replies.map(reply => reply.status)).toEqual(ids.map(() => 201));
    const { items } = (await ada.get('/v1/admin/skills', { query: { limit: 200 } })).body;
    expect(items.map((skill: { id: string }) => skill.id)).toEqual(expect.arrayContaining(ids));
    for (const id of ids) expect(await auditOf(id)).toHaveLength(1);
  });

  test('never leaves a reference to what another one deletes at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = `race-${round}`;
      const skill = await ada.post('/v1/admin/skills', { id, name: id });
      const person = { id: `${id}-user`, name: id, roles: ['agent'], skills: [{ skillId: id, level: 3 }] };

      const [deleted, employed] = await Promise.all([
        ada.delete(`/v1/admin/skills/${id}`, tagged(skill)),
        abe.post('/v1/admin/users', person),
      ]);

      const outcomes = [outcome(deleted), outcome(employed)];
      expect([
        [
          [204, null],
          [422, 'REFERENCE_UNKNOWN'],
        ],
        [
          [409, 'OBJECT_IN_USE'],
          [201, null],
        ],
      ]).toContainEqual(outcomes);
    }
  });
});

describe('what is in use', () => {
  /** Who the system says still needs an object that is to be deleted. */
  async function usersOf(path: string): Promise<string[]> {
    const found = await ada.get(`/v1/admin/${path}`);
    const refused = await ada.delete(`/v1/admin/${path}`, tagged(found));
    if (refused.status === 204) return [];
    expect(expectProblem(refused).code).toBe('OBJECT_IN_USE');
    expect((await ada.get(`/v1/admin/${path}`)).body).toEqual(found.body);
    return refused.body.params.usedBy.map((use: { kind: string; id: string }) => `${use.kind}/${use.id}`).toSorted();
  }

  test('by other objects is not deleted before they let go of it', async () => {
    await establish(w, 'business-hours', { id: 'used', name: 'Used', timeZone: 'UTC', week: {} });
    await establish(w, 'outcome-schemes', { id: 'used', ...examples['outcome-schemes'].object });
    await establish(w, 'skills', { id: 'used', name: 'Used' });
    await establish(w, 'campaigns', { id: 'used', name: 'Used', outcomeSchemeId: 'used' });
    const steps = [{ skills: [{ skillId: 'used', level: 1 }] }];
    await establish(w, 'queues', {
      id: 'used',
      name: 'Used',
      campaignId: 'used',
      channels: ['chat'],
      hoursId: 'used',
      steps,
    });
    const person = {
      name: 'Used',
      roles: ['agent'],
      queues: [{ queueId: 'used' }],
      skills: [{ skillId: 'used', level: 1 }],
    };
    await establish(w, 'users', { id: 'used', ...person });

    const uses = await Promise.all(
      ['business-hours', 'outcome-schemes', 'skills', 'campaigns', 'queues'].map(kind => usersOf(`${kind}/used`)),
    );
    const inOrder = [];
    for (const kind of ['users', 'queues', 'campaigns', 'skills', 'outcome-schemes', 'business-hours']) {
      inOrder.push(await usersOf(`${kind}/used`));
    }

    expect(uses).toEqual([
      ['queues/used'],
      ['campaigns/used'],
      ['queues/used', 'users/used'],
      ['queues/used'],
      ['users/used'],
    ]);
    expect(inOrder).toEqual(Array(6).fill([]));
  });

  test('by contacts and people at work is not deleted before they are done', async () => {
    await establish(w, 'campaigns', { id: 'busy', name: 'Busy', wrapUpSeconds: 30 });
    await establish(w, 'queues', { id: 'busy', name: 'Busy', campaignId: 'busy', channels: ['chat'], shards: 4 });
    await establish(w, 'presence-reasons', { id: 'busy', name: 'Busy' });
    await establish(w, 'users', { id: 'busy', name: 'Busy', roles: ['agent'], queues: [{ queueId: 'busy' }] });
    const kim = await askForChat(w, 'busy');
    const waiting = await usersOf('queues/busy');
    const agent = await signIn(w, 'busy');
    const asked = await usersOf('users/busy');
    await agent.accept();
    await administer(w, 'users/busy', { queues: [] });
    const talking = [await usersOf('queues/busy'), await usersOf('campaigns/busy')];
    await agent.notReady('busy');
    const away = await usersOf('presence-reasons/busy');

    await agent.post(`/v1/interactions/${kim.chatId}/end`);
    const wrappingUp = await usersOf('queues/busy');
    await agent.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);
    await agent.delete('/v1/sessions/current');
    await w.settled();
    const afterwards = [];
    for (const kind of ['users', 'presence-reasons', 'queues', 'campaigns'])
      afterwards.push(await usersOf(`${kind}/busy`));

    const contact = `interactions/${kim.chatId}`;
    expect(waiting).toEqual([contact, 'users/busy']);
    expect(asked).toEqual([contact, `sessions/${agent.sessionId}`]);
    expect(talking).toEqual([[contact], [contact, 'queues/busy']]);
    expect([away, wrappingUp]).toEqual([['agents/busy'], [contact]]);
    expect(afterwards).toEqual([[], [], [], []]);
  });

  test('is still there for records that were made with it, whatever is done with them', async () => {
    await establish(w, 'campaigns', { id: 'past', name: 'Past', wrapUpSeconds: 20 });
    await establish(w, 'queues', { id: 'past', name: 'Past', campaignId: 'past', channels: ['chat'] });
    const rights = { roles: ['agent'], permissions: ['pick-up'] };
    await establish(w, 'users', { id: 'past', name: 'Past', ...rights, queues: [{ queueId: 'past' }] });
    const agent = await signIn(w, 'past');
    const [kim, lou] = [await askForChat(w, 'past'), await askForChat(w, 'past')];
    await agent.accept();
    await kim.leaves();
    await lou.leaves();
    await agent.post(`/v1/interactions/${kim.chatId}/wrap-up/completion`);
    await administer(w, 'users/past', { queues: [] });
    await w.settled();
    for (const kind of ['queues', 'campaigns']) expect(await usersOf(`${kind}/past`)).toEqual([]);
    const path = `/v1/interactions/${kim.chatId}`;

    const seen = await Promise.all([kim.get(`/v1/chats/${kim.chatId}`), ada.get(path), agent.get(`${path}/timeline`)]);
    const left = [await kim.leaves(), await lou.leaves()];
    const commands = await Promise.all([
      kim.says('Hello?'),
      agent.post(`${path}/end`),
      agent.post(`${path}/transfer`, { target: { kind: 'queue', id: 'support' } }),
      agent.post(`${path}/pickup`),
      agent.post(`${path}/wrap-up/extension`),
      agent.post(`${path}/wrap-up/completion`),
      agent.post(`${path}/disposition`, { codeId: 'sold' }),
      agent.put(`${path}/wrap-up-codes`, { codeIds: [] }),
      agent.put(`${path}/notes`, { notes: 'Late' }),
      w.api().post('/v1/chats', { tenantId: 'demo', queueId: 'past' }),
    ]);
    await w.advance(60);

    expect([...seen, ...left].map(reply => reply.status)).toEqual(Array(5).fill(200));
    expect(seen[1]?.body).toMatchObject({ queueId: 'past', campaignId: 'past', status: 'closed' });
    expect(commands.map(outcome)).toEqual([
      [409, 'CHAT_ENDED'],
      [409, 'INTERACTION_STATE'],
      [409, 'INTERACTION_STATE'],
      [409, 'INTERACTION_STATE'],
      [409, 'WRAP_UP_NOT_RUNNING'],
      [409, 'WRAP_UP_NOT_RUNNING'],
      [409, 'INTERACTION_STATE'],
      [409, 'INTERACTION_STATE'],
      [409, 'INTERACTION_STATE'],
      [404, 'QUEUE_NOT_FOUND'],
    ]);
  });
});

describe('a change of one queue', () => {
  test('is felt by those who serve it and leaves all others alone', async () => {
    await establish(w, 'queues', { id: 'theirs', name: 'Theirs', campaignId: 'inbound', channels: ['chat'] });
    await establish(w, 'campaigns', { id: 'elsewhere', name: 'Elsewhere' });
    await establish(w, 'users', { id: 'una', name: 'Una', roles: ['agent'], queues: [{ queueId: 'theirs' }] });
    const [una, ana] = [await signIn(w, 'una'), await signIn(w, 'ana')];
    const before = await Promise.all([una.session(), ana.session()]);

    await administer(w, 'queues/theirs', { campaignId: 'elsewhere', name: 'Theirs now' });
    await establish(w, 'queues', { id: 'new', name: 'New', campaignId: 'inbound', channels: ['chat'] });

    const after = await Promise.all([una.session(), ana.session()]);
    expect(after[0]).toMatchObject({
      campaignIds: ['elsewhere'],
      queues: [{ name: 'Theirs now', campaignId: 'elsewhere' }],
    });
    expect(after[0].version).toBe(before[0].version + 1);
    expect(after[1]).toEqual(before[1]);
  });
});
