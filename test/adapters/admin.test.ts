import { describe, expect, it } from 'vitest';
import { AuditEntity, ConfigurationVersionEntity } from '#schemas/admin/entity.ts';
import type { AdminKind } from '#schemas/admin/model.ts';
import { InteractionEntity } from '#schemas/interactions/entity.ts';
import { WaitingEntity } from '#schemas/routing/entity.ts';
import { put } from '#shared/adapters/store/store.ts';
import { deleteObject } from '#shared/app/admin/delete-object.ts';
import { listAudit } from '#shared/app/admin/list-audit.ts';
import type { AdminPorts } from '#shared/app/admin/ports.ts';
import { getObject, listObjects } from '#shared/app/admin/read-objects.ts';
import { getRoutingSettings, replaceRoutingSettings } from '#shared/app/admin/routing-settings.ts';
import { createObject, replaceObject } from '#shared/app/admin/write-objects.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { agent, campaign, hours, queue, reason, scheme, settings, skill, user } from '../unit/admin/builders.ts';
import {
  after,
  assignment,
  clock,
  INTERACTION,
  interaction,
  offer,
  onBothEngines,
  openMemory,
  START,
  saveAgent,
  saveInteraction,
  type Tenant,
  tenant,
  waiting,
} from './admin-world.ts';

/** Where a transfer goes back to. */
const wayBack = (given: { readonly lane: string; readonly queueId?: string }) => ({
  returnTo: {
    shard: 0,
    queueId: 'other',
    campaignId: 'other',
    class: 5,
    priority: 0,
    rank: 0,
    steps: [],
    escalatesAt: null,
    agentId: 'ben',
    at: null,
    ...given,
  },
});
const refusal = (code: string, details: object = {}) => ({ code, details });
const codeOf = (outcome: PromiseSettledResult<unknown>) =>
  outcome.status === 'fulfilled' ? 'done' : outcome.reason.code;
const withoutId = <T extends { id: string }>({ id: _, ...rest }: T): Omit<T, 'id'> => rest;
const auditRow = (second: number, objectId: string) => ({
  id: 'aud_1',
  at: after(second),
  actorId: 'ada',
  kind: 'skills',
  objectId,
  action: 'updated' as const,
  changes: [],
  requestId: 'req_1',
  version: 1,
});
const audit = (ports: AdminPorts, given: { limit?: number; cursor?: string; objectId?: string } = {}) =>
  listAudit(ports, { limit: 50, ...given });

/** A tenant with the campaign that the queues of the builders belong to. */
async function withCampaign(one: Tenant): Promise<Tenant> {
  await createObject(one.ports(), 'campaigns', campaign());
  return one;
}

onBothEngines('admin', open => {
  describe('objects', () => {
    const objects = {
      skills: skill(),
      campaigns: campaign(),
      'presence-reasons': reason(),
      'outcome-schemes': scheme(),
    };
    const examples = Object.entries({ users: user(), queues: queue(), 'business-hours': hours(), ...objects });

    it.each(examples as [AdminKind, { id: string; name: string }][])(
      '%s live from creation to deletion',
      async (kind, object) => {
        const { ports } = kind === 'campaigns' ? tenant(open) : await withCampaign(tenant(open));

        const created = await createObject(ports(), kind, object as never);
        const replaced = await replaceObject(ports({ ifMatch: 1, now: after(1) }), kind, object.id, {
          ...object,
          name: '客服 🌍 خدمة',
        } as never);
        const found = await getObject(ports(), kind, object.id);
        const deleted = await deleteObject(ports({ ifMatch: 2 }), kind, object.id);
        const missing = getObject(ports(), kind, object.id);

        expect(created).toEqual({ ...object, version: 1, updatedAt: START, updatedBy: 'ada' });
        expect(replaced).toEqual({ ...created, name: '客服 🌍 خدمة', version: 2, updatedAt: after(1) });
        expect(found).toEqual(replaced);
        expect(deleted).toBeNull();
        await expect(missing).rejects.toMatchObject(refusal('OBJECT_NOT_FOUND'));
      },
    );

    it('get ids of their kind when none is given', async () => {
      const { ports } = await withCampaign(tenant(open));

      const created = [
        await createObject(ports(), 'skills', withoutId(skill())),
        await createObject(ports(), 'queues', withoutId(queue())),
        await createObject(ports(), 'campaigns', withoutId(campaign({ name: 'Other' }))),
        await createObject(ports(), 'presence-reasons', withoutId(reason())),
        await createObject(ports(), 'outcome-schemes', withoutId(scheme())),
        await createObject(ports(), 'business-hours', withoutId(hours())),
      ];

      expect(created.map(({ id }) => id.slice(0, 4))).toEqual(['skl_', 'que_', 'cmp_', 'rsn_', 'sch_', 'hrs_']);
      for (const { id } of created) expect(id).toMatch(/^[a-z]{3}_\d{26}$/);
    });

    it('a user must bring an id, and a replacement must not bring another one', async () => {
      const { ports } = tenant(open);
      await createObject(ports(), 'skills', skill());

      const outcomes = await Promise.allSettled([
        createObject(ports(), 'users', withoutId(user())),
        replaceObject(ports({ ifMatch: 1 }), 'skills', 'german', skill({ id: 'french' })),
      ]);

      expect(outcomes).toMatchObject([
        { reason: refusal('REQUEST_INVALID', { issues: [{ path: 'id', message: 'is required' }] }) },
        { reason: refusal('REQUEST_INVALID', { issues: [{ path: 'id' }] }) },
      ]);
    });

    it('a replacement may leave the id out', async () => {
      const { ports } = tenant(open);
      await createObject(ports(), 'skills', skill());

      const replaced = await replaceObject(
        ports({ ifMatch: 1 }),
        'skills',
        'german',
        withoutId(skill({ name: 'Deutsch' })),
      );

      expect(replaced).toMatchObject({ id: 'german', name: 'Deutsch', version: 2 });
    });

    it('ids, names and aliases are given once', async () => {
      const { ports } = await withCampaign(tenant(open));
      await createObject(ports(), 'queues', queue({ alias: 7 }));

      const outcomes = await Promise.allSettled([
        createObject(ports(), 'queues', queue({ name: 'Other' })),
        createObject(ports(), 'queues', queue({ id: 'other', name: ' SALES ' })),
        createObject(ports(), 'queues', queue({ id: 'other', name: 'Other', alias: 7 })),
        createObject(ports(), 'campaigns', campaign({ id: 'other', name: 'inbound' })),
      ]);

      expect(outcomes).toMatchObject(
        ['id', 'name', 'alias', 'name'].map(field => ({ reason: refusal('OBJECT_EXISTS', { params: { field } }) })),
      );
    });

    it('references must lead somewhere', async () => {
      const { ports } = tenant(open);

      const creating = createObject(ports(), 'queues', queue({ hoursId: 'office' }));

      await expect(creating).rejects.toMatchObject(
        refusal('REFERENCE_UNKNOWN', { issues: [{ path: 'campaignId' }, { path: 'hoursId' }] }),
      );
    });

    it('a change based on another version is refused and changes nothing', async () => {
      const { ports, applied } = tenant(open);
      await createObject(ports(), 'skills', skill());

      const outcomes = await Promise.allSettled([
        replaceObject(ports({ ifMatch: 2 }), 'skills', 'german', skill({ name: 'Other' })),
        replaceObject(ports(), 'skills', 'german', skill({ name: 'Other' })),
        deleteObject(ports({ ifMatch: 2 }), 'skills', 'german'),
      ]);
      const found = await getObject(ports(), 'skills', 'german');
      const { items } = await audit(ports());

      expect(outcomes.map(codeOf)).toEqual(['VERSION_STALE', 'PRECONDITION_REQUIRED', 'VERSION_STALE']);
      expect(found).toMatchObject({ name: 'German', version: 1 });
      expect(items).toHaveLength(1);
      expect(applied).toEqual([{ kind: 'skills', id: 'german' }]);
    });

    it('ids of another tenant are as unknown as ids of nobody', async () => {
      const [mine, theirs] = [tenant(open), tenant(open)];
      await createObject(theirs.ports(), 'skills', skill());
      const attempts = (id: string) =>
        Promise.allSettled([
          getObject(mine.ports(), 'skills', id),
          replaceObject(mine.ports({ ifMatch: 1 }), 'skills', id, withoutId(skill())),
          deleteObject(mine.ports({ ifMatch: 1 }), 'skills', id),
          createObject(mine.ports(), 'users', user({ skills: [{ skillId: id, level: 1 }] })),
        ]);

      const [foreign, unknown] = await Promise.all([attempts('german'), attempts('nobody')]);

      expect(foreign.map(codeOf)).toEqual([
        'OBJECT_NOT_FOUND',
        'OBJECT_NOT_FOUND',
        'OBJECT_NOT_FOUND',
        'REFERENCE_UNKNOWN',
      ]);
      expect(JSON.stringify(foreign).replaceAll('german', 'nobody')).toEqual(JSON.stringify(unknown));
    });

    it('two hundred objects come in pages, each once, in the order of their ids', async () => {
      const { ports } = tenant(open);
      const ids = Array.from({ length: 200 }, (_, at) => `skill-${String(at).padStart(3, '0')}`);
      for (const id of ids) await createObject(ports(), 'skills', skill({ id, name: `مهارة ${id} 🎧` }));

      const pages: string[][] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = await listObjects(ports(), 'skills', { limit: 60, cursor: cursor ?? undefined });
        pages.push(page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }

      expect(pages.map(page => page.length)).toEqual([60, 60, 60, 20]);
      expect(pages.flat()).toEqual(ids);
    });

    it('a cursor of another list is refused', async () => {
      const { ports } = tenant(open);
      for (const id of ['a', 'b']) await createObject(ports(), 'skills', skill({ id }));
      const { nextCursor } = await listObjects(ports(), 'skills', { limit: 1 });

      const listing = listObjects(ports(), 'users', { limit: 1, cursor: nextCursor ?? '' });

      await expect(listing).rejects.toMatchObject(refusal('REQUEST_INVALID'));
    });
  });

  describe('routing settings', () => {
    it('are version 1 with the defaults until they are saved as version 2', async () => {
      const { ports } = tenant(open);
      const unsaved = await getRoutingSettings(ports());

      const saved = await replaceRoutingSettings(ports({ ifMatch: 1 }), settings({ coolDownSeconds: 9 }));
      const again = await replaceRoutingSettings(ports({ ifMatch: 2 }), settings({ coolDownSeconds: 10 }));
      const found = await getRoutingSettings(ports());

      expect(unsaved).toEqual({
        ...settings(),
        version: 1,
        updatedAt: '1970-01-01T00:00:00.000Z',
        updatedBy: 'system',
      });
      expect(saved).toMatchObject({ coolDownSeconds: 9, version: 2, updatedBy: 'ada' });
      expect([again, found]).toEqual([found, again]);
      expect(found).toMatchObject({ coolDownSeconds: 10, version: 3 });
    });

    it('are saved for the first time once, even by two admins at once', async () => {
      const { ports } = tenant(open);

      const outcomes = await Promise.allSettled(
        ['one', 'two'].map(process => replaceRoutingSettings(ports({ ifMatch: 1 }, process), settings())),
      );

      expect(outcomes.map(codeOf).sort()).toEqual(['VERSION_STALE', 'done']);
    });

    it('hold for the configuration at once', async () => {
      const { ports } = tenant(open);
      await ports().configuration();

      await replaceRoutingSettings(ports({ ifMatch: 1 }), settings({ coolDownSeconds: 9 }));
      const configuration = await ports().configuration();

      expect(configuration.settings.coolDownSeconds).toBe(9);
    });
  });

  describe('usage', () => {
    const removing = (one: Tenant, kind: AdminKind, id: string) => deleteObject(one.ports({ ifMatch: 1 }), kind, id);
    const inUse = (...usedBy: { kind: string; id: string }[]) => refusal('OBJECT_IN_USE', { params: { usedBy } });
    const WORKING = { kind: 'interactions', id: INTERACTION };

    it('objects that others refer to stay', async () => {
      const one = tenant(open);
      await createObject(one.ports(), 'outcome-schemes', scheme());
      await createObject(one.ports(), 'campaigns', campaign({ outcomeSchemeId: 'standard' }));
      await createObject(one.ports(), 'business-hours', hours());
      await createObject(one.ports(), 'skills', skill());
      await createObject(one.ports(), 'queues', queue({ hoursId: 'office' }));
      await createObject(
        one.ports(),
        'users',
        user({ skills: [{ skillId: 'german', level: 1 }], queues: [{ queueId: 'sales' }] }),
      );

      const outcomes = await Promise.allSettled([
        removing(one, 'outcome-schemes', 'standard'),
        removing(one, 'campaigns', 'inbound'),
        removing(one, 'business-hours', 'office'),
        removing(one, 'skills', 'german'),
        removing(one, 'queues', 'sales'),
      ]);

      expect(outcomes).toMatchObject([
        { reason: inUse({ kind: 'campaigns', id: 'inbound' }) },
        { reason: inUse({ kind: 'queues', id: 'sales' }) },
        { reason: inUse({ kind: 'queues', id: 'sales' }) },
        { reason: inUse({ kind: 'users', id: 'ana' }) },
        { reason: inUse({ kind: 'users', id: 'ana' }) },
      ]);
    });

    it('a queue stays while somebody waits in any of its shards', async () => {
      const one = await withCampaign(tenant(open));
      await createObject(one.ports(), 'queues', queue());
      await one.store.commit([put(WaitingEntity, waiting({ lane: 'sales', shard: 15 }), 'any')]);

      const deleting = removing(one, 'queues', 'sales');

      await expect(deleting).rejects.toMatchObject(inUse(WORKING));
    });

    it.each([
      ['an interaction of it is live', { queueId: 'sales' }],
      ['an interaction returns to it', wayBack({ lane: 'sales', queueId: 'sales' })],
      ['its part of an interaction is under way', { assignments: [assignment({ queueId: 'sales' })] }],
    ])('a queue stays while %s', async (_sentence, given) => {
      const one = await withCampaign(tenant(open));
      await createObject(one.ports(), 'queues', queue());
      await saveInteraction(one.store, given);

      const deleting = removing(one, 'queues', 'sales');

      await expect(deleting).rejects.toMatchObject(inUse(WORKING));
    });

    it('a queue goes when its interactions are closed', async () => {
      const one = await withCampaign(tenant(open));
      await createObject(one.ports(), 'queues', queue());
      const { live: _, ...closed } = interaction({ queueId: 'sales', status: 'closed' });
      await saveInteraction(one.store, { queueId: 'sales' });
      await one.store.commit([put(InteractionEntity, closed, 'any')]);

      const deleted = await removing(one, 'queues', 'sales');

      expect(deleted).toBeNull();
    });

    it('a queue, a campaign and a user stay while an agent works for them', async () => {
      const one = await withCampaign(tenant(open));
      await createObject(one.ports(), 'campaigns', campaign({ id: 'other', name: 'Other' }));
      await createObject(one.ports(), 'queues', queue({ campaignId: 'other' }));
      await createObject(one.ports(), 'users', user());
      const work = {
        interactionId: INTERACTION,
        channel: 'chat' as const,
        queueId: 'sales',
        campaignId: 'inbound',
        state: 'wrap-up' as const,
        cost: 10,
        since: START,
        offerId: null,
      };
      await saveAgent(one.store, agent({ work: [work] }));

      const outcomes = await Promise.allSettled([
        removing(one, 'queues', 'sales'),
        removing(one, 'campaigns', 'inbound'),
        removing(one, 'users', 'ana'),
      ]);

      expect(outcomes).toMatchObject([
        { reason: inUse(WORKING) },
        { reason: inUse(WORKING) },
        { reason: inUse({ kind: 'sessions', id: agent().session?.id ?? '' }, WORKING) },
      ]);
    });

    it('a campaign is not in use because a queue with the same id has waiting contacts', async () => {
      const one = await withCampaign(tenant(open));
      await one.store.commit([put(WaitingEntity, waiting({ lane: 'inbound' }), 'any')]);

      const deleted = await removing(one, 'campaigns', 'inbound');

      expect(deleted).toBeNull();
    });

    it('a user stays while contacts wait in the personal queue, offline or not', async () => {
      const one = tenant(open);
      await createObject(one.ports(), 'users', user());
      await one.store.commit([put(WaitingEntity, waiting({ lane: personalLane('ana') }), 'any')]);

      const deleting = removing(one, 'users', 'ana');

      await expect(deleting).rejects.toMatchObject(inUse(WORKING));
    });

    it.each([
      ['is offered an interaction', { offer: offer('ana') }],
      ['handles one', { assignments: [assignment({ agentId: 'ana' })] }],
      ['gets one back when nobody takes it', wayBack({ lane: personalLane('ana') })],
    ])('a user stays who %s', async (_sentence, given) => {
      const one = tenant(open);
      await createObject(one.ports(), 'users', user());
      await saveInteraction(one.store, given);

      const deleting = removing(one, 'users', 'ana');

      await expect(deleting).rejects.toMatchObject(inUse(WORKING));
    });

    it.each([
      ['an interaction of it is live', { campaignId: 'inbound' }],
      ['its part of an interaction is under way', { assignments: [assignment({ campaignId: 'inbound' })] }],
    ])('a campaign stays while %s', async (_sentence, given) => {
      const one = await withCampaign(tenant(open));
      await saveInteraction(one.store, given);

      const deleting = removing(one, 'campaigns', 'inbound');

      await expect(deleting).rejects.toMatchObject(inUse(WORKING));
    });

    it('what an agent has done for an interaction that goes on elsewhere uses nothing', async () => {
      const one = await withCampaign(tenant(open));
      const done = assignment({ agentId: 'ana', campaignId: 'inbound', status: 'done' });
      await createObject(one.ports(), 'users', user());
      await saveInteraction(one.store, { assignments: [done] });

      const deleted = [await removing(one, 'users', 'ana'), await removing(one, 'campaigns', 'inbound')];

      expect(deleted).toEqual([null, null]);
    });

    it('a presence reason stays while somebody is away for it', async () => {
      const one = tenant(open);
      await createObject(one.ports(), 'presence-reasons', reason());
      await saveAgent(one.store, agent({ presence: { ...agent().presence, status: 'not-ready', reasonId: 'lunch' } }));

      const deleting = removing(one, 'presence-reasons', 'lunch');

      await expect(deleting).rejects.toMatchObject(inUse({ kind: 'agents', id: 'ana' }));
    });
  });

  describe('two admins at once', () => {
    it('a campaign is deleted or gets a queue, never both', async () => {
      const one = await withCampaign(tenant(open));

      const outcomes = await Promise.allSettled([
        deleteObject(one.ports({ ifMatch: 1 }, 'one'), 'campaigns', 'inbound'),
        createObject(one.ports({}, 'two'), 'queues', queue()),
      ]);
      const { queues, campaigns } = await one.ports({}, 'three').configuration();

      expect([
        ['done', 'REFERENCE_UNKNOWN', 0, 0],
        ['OBJECT_IN_USE', 'done', 1, 1],
      ]).toContainEqual([...outcomes.map(codeOf), queues.size, campaigns.size]);
    });

    it('who replaces an object second is refused', async () => {
      const { ports } = tenant(open);
      await createObject(ports(), 'skills', skill());

      const outcomes = await Promise.allSettled(
        ['one', 'two'].map(name => replaceObject(ports({ ifMatch: 1 }, name), 'skills', 'german', skill({ name }))),
      );

      expect(outcomes.map(codeOf).sort()).toEqual(['VERSION_STALE', 'done']);
    });

    it('who takes a name second is refused', async () => {
      const { ports } = tenant(open);

      const outcomes = await Promise.allSettled(
        ['one', 'two'].map(id => createObject(ports({}, id), 'campaigns', campaign({ id, name: 'Same' }))),
      );

      expect(outcomes.map(codeOf).sort()).toEqual(['OBJECT_EXISTS', 'done']);
    });

    it('changes of different objects both succeed, each with its audit entry and version', async () => {
      const { ports, store, applied } = tenant(open);

      await Promise.all(['one', 'two', 'three'].map(id => createObject(ports({}, id), 'skills', skill({ id }))));
      const version = await store.get(ConfigurationVersionEntity, {});
      const { items } = await audit(ports());

      expect(version?.version).toBe(3);
      expect(items.map(({ objectId }) => objectId).sort()).toEqual(['one', 'three', 'two']);
      expect(applied).toHaveLength(3);
    });

    it('somebody who is outrun again and again gives up with a conflict', async () => {
      const { ports, applied } = tenant(open);
      let commits = 0;
      const commit = async () => {
        commits += 1;
        throw new AppError('WRITE_CONFLICT');
      };

      const creating = createObject({ ...ports(), commit }, 'skills', skill());

      await expect(creating).rejects.toMatchObject(refusal('WRITE_CONFLICT'));
      expect(commits).toBe(4);
      expect(applied).toEqual([]);
    });
  });

  describe('defects', () => {
    it('come through as they are, and nobody is told of a change', async () => {
      const { ports, applied } = tenant(open);
      const defect = new RangeError('broken');
      const commit = () => Promise.reject(defect);

      const creating = createObject({ ...ports(), commit }, 'skills', skill());

      await expect(creating).rejects.toBe(defect);
      expect(applied).toEqual([]);
    });
  });

  describe('replays', () => {
    const keyed = (key: string, digest = 'same') => ({ idempotency: { operation: 'createSkill', key, digest } });

    it.each(['key', 'key#%23', '#', '%'])('the key %s again gives the first answer and changes nothing', async key => {
      const { ports, applied } = tenant(open);

      const first = await createObject(ports(keyed(key)), 'skills', withoutId(skill()));
      const second = await createObject(ports({ ...keyed(key), now: after(60) }), 'skills', withoutId(skill()));
      const { items } = await audit(ports());

      expect(second).toEqual(first);
      expect(items).toHaveLength(1);
      expect(applied).toEqual(Array(2).fill({ kind: 'skills', id: first.id }));
    });

    it('a command whose reply got lost succeeds, and agents feel it', async () => {
      const { ports, applied } = tenant(open);
      const losing = ports(keyed('key'));
      const commit: AdminPorts['commit'] = async (change, answer) => {
        await losing.commit(change, answer);
        throw new AppError('TRY_LATER');
      };

      const created = await createObject({ ...losing, commit }, 'skills', skill());

      expect(created).toMatchObject({ id: 'german', version: 1 });
      expect(applied).toEqual([{ kind: 'skills', id: 'german' }]);
    });

    it('the first answer stays although the object has changed since', async () => {
      const { ports } = tenant(open);
      const first = await createObject(ports(keyed('key')), 'skills', skill());
      await replaceObject(ports({ ifMatch: 1 }), 'skills', 'german', skill({ name: 'Deutsch' }));

      const second = await createObject(ports(keyed('key')), 'skills', skill());

      expect(second).toEqual(first);
    });

    it('the same request twice at once is carried out once', async () => {
      const { ports } = tenant(open);

      const answers = await Promise.all(
        ['one', 'two', 'three'].map(process =>
          createObject(ports(keyed('key'), process), 'skills', withoutId(skill())),
        ),
      );
      const { items } = await listObjects(ports(), 'skills', { limit: 50 });

      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      expect(items).toHaveLength(1);
    });

    it('the same key with another request is refused', async () => {
      const { ports } = tenant(open);
      await createObject(ports(keyed('key')), 'skills', skill());

      const outcomes = await Promise.allSettled([
        createObject(ports(keyed('key', 'other')), 'skills', skill({ id: 'french' })),
        createObject(ports(keyed('key', 'other')), 'skills', skill()),
      ]);

      expect(outcomes.map(codeOf)).toEqual(['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_REUSED']);
    });

    it('another key, another person or no key is another request', async () => {
      const { ports } = tenant(open);
      await createObject(ports(keyed('key')), 'skills', skill());

      const outcomes = await Promise.allSettled([
        createObject(ports(keyed('other')), 'skills', skill()),
        createObject(ports({ ...keyed('key'), principal: 'user~bob' }), 'skills', skill()),
        createObject(ports(), 'skills', skill()),
      ]);

      expect(outcomes.map(codeOf)).toEqual(['OBJECT_EXISTS', 'OBJECT_EXISTS', 'OBJECT_EXISTS']);
    });

    it('a key is free again after a day', async () => {
      const { ports } = tenant(open);
      await createObject(ports(keyed('key')), 'skills', withoutId(skill()));
      clock.now = Date.parse(after(86_400));

      const second = await createObject(ports({ ...keyed('key', 'other'), now: after(86_400) }), 'skills', skill());
      clock.now = Date.parse(START);

      expect(second.id).toBe('german');
    });

    it('a refusal is not kept: the same key may succeed later', async () => {
      const { ports } = tenant(open);
      const wanted = user({ skills: [{ skillId: 'german', level: 1 }] });
      const refused = await Promise.allSettled([createObject(ports(keyed('key')), 'users', wanted)]);
      await createObject(ports(), 'skills', skill());

      const created = await createObject(ports(keyed('key')), 'users', wanted);

      expect(refused.map(codeOf)).toEqual(['REFERENCE_UNKNOWN']);
      expect(created.id).toBe('ana');
    });
  });

  describe('audit trail', () => {
    it('tells each change, newest first', async () => {
      const { ports } = tenant(open);
      await createObject(ports({ requestId: 'req_1' }), 'skills', skill());
      await replaceObject(
        ports({ ifMatch: 1, now: after(1), requestId: 'req_2' }),
        'skills',
        'german',
        skill({ name: '🇩🇪' }),
      );
      await deleteObject(
        ports({ ifMatch: 2, now: after(2), requestId: 'req_3', actor: { kind: 'system', id: null } }),
        'skills',
        'german',
      );

      const { items, nextCursor } = await audit(ports());

      expect(items).toMatchObject([
        { actorId: 'system', action: 'deleted', requestId: 'req_3', changes: [{ before: '🇩🇪', after: null }] },
        { actorId: 'ada', action: 'updated', requestId: 'req_2', changes: [{ before: 'German', after: '🇩🇪' }] },
        { actorId: 'ada', action: 'created', requestId: 'req_1', changes: [{ field: 'name', after: 'German' }] },
      ]);
      expect(nextCursor).toBeNull();
    });

    it.each([1, 2, 3, 5])('of one object comes in pages of %i, each entry once', async limit => {
      const { ports } = tenant(open);
      await createObject(ports(), 'skills', skill());
      await createObject(ports(), 'skills', skill({ id: 'french' }));
      for (const version of [1, 2, 3]) {
        for (const id of ['french', 'german']) {
          await replaceObject(ports({ ifMatch: version, now: after(version) }), 'skills', id, skill({ id }));
        }
      }

      const times: string[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = await audit(ports(), { limit, objectId: 'german', ...(cursor && { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        times.push(...page.items.map(({ at }) => at));
        cursor = page.nextCursor;
      }

      expect(times).toEqual([after(3), after(2), after(1), START]);
    });

    it('of one object is found behind many entries of others', async () => {
      const { ports } = tenant(open);
      await createObject(ports(), 'skills', skill());
      for (let at = 1; at <= 205; at += 1) {
        await createObject(ports({ now: after(at) }), 'skills', skill({ id: `other-${at}` }));
      }

      const { items, nextCursor } = await audit(ports(), { objectId: 'german' });

      expect(items.map(({ objectId }) => objectId)).toEqual(['german']);
      expect(nextCursor).toBeNull();
    });
  });
});

it('the audit trail of one object is looked for in five thousand entries a page', async () => {
  const { ports, store } = tenant(openMemory());
  const entries = Array.from({ length: 5001 }, (_, at) => auditRow(at, at === 0 ? 'german' : 'other'));
  for (let at = 0; at < entries.length; at += 100) {
    await store.commit(entries.slice(at, at + 100).map(row => put(AuditEntity, row, 'any')));
  }

  const first = await audit(ports(), { objectId: 'german' });
  const second = await audit(ports(), { objectId: 'german', cursor: first.nextCursor ?? '' });

  expect(first.items).toEqual([]);
  expect(second).toMatchObject({ items: [{ objectId: 'german' }], nextCursor: null });
});
