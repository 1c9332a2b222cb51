import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InteractionEntity } from '#schemas/interactions/entity.ts';
import type { Entity } from '#schemas/kit/table.ts';
import { RoutableEntity, WaitingEntity } from '#schemas/routing/entity.ts';
import { AgentEntity, LeaseEntity } from '#schemas/sessions/entity.ts';
import { put, remove, type Store } from '#shared/adapters/store/store.ts';
import { routingProfileId } from '#shared/domain/routing/projection.ts';
import {
  type Agent,
  administer,
  askForChat,
  type ChatCustomer,
  caughtUp,
  pass,
  signIn,
} from '#test/support/journeys.ts';
import { type Listener, type World, world } from '#test/support/world.ts';

let w: World;
let store: Store;
let watcher: Listener;
beforeEach(async () => {
  w = await world();
  store = w.system.openStore('demo');
  watcher = await w.socket(await w.tokenFor('sue'));
  watcher.send({ action: 'resume' });
  watcher.send({ action: 'subscribe', topics: ['queue:support'] });
  await watcher.next('subscribed');
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const repairs = () => w.counted.filter(metric => metric === 'RepairPerformed').length;
/** What followers of the queue heard of repairs. */
const told = async () =>
  (await caughtUp(w, watcher))
    .filter(frame => frame.event?.type === 'system.repair-performed.v1')
    .map(frame => frame.event.data);
const ids = async (agent: Agent): Promise<string[]> => (await agent.offers()).map(offer => offer.interactionId);

/** Writes a row as a defect of the inline path would have left it. */
async function corrupt(entity: Entity, key: Record<string, unknown>, fields: Record<string, unknown>): Promise<void> {
  await w.settled();
  const row = await store.get(entity, key as never);
  await store.commit([put(entity, { ...(row as object), ...fields } as never, 'any')]);
}

const backTo = (seconds: number): string => new Date(Date.parse(w.now()) - seconds * 1000).toISOString();

describe('a healthy system', () => {
  test('makes no repair in ten minutes of normal work', { timeout: 90_000 }, async () => {
    const agents = [await signIn(w, 'ana'), await signIn(w, 'ben'), await signIn(w, 'cleo')];
    const [ana, ben, cleo] = agents as [Agent, Agent, Agent];
    const open = new Map<string, ChatCustomer>();

    for (let minute = 0; minute < 10; minute += 1) {
      for (let at = 0; at < 2; at += 1) {
        const chat = await askForChat(w, at % 2 ? 'sales' : 'support', { name: `Customer ${minute}.${at}` });
        open.set(chat.chatId, chat);
      }
      await pass(w, 7, agents);
      for (const agent of [ana, ben]) for (const _ of await agent.offers()) await agent.accept();
      if ((await cleo.offers()).length > 0) await (minute % 2 ? cleo.reject() : cleo.accept());
      await pass(w, 23, agents);
      for (const agent of agents) {
        const live = (await agent.get('/v1/interactions')).body.items;
        for (const { id, status } of live) {
          if (status !== 'active') continue;
          const target = { kind: minute % 3 ? 'queue' : 'personal-queue', id: minute % 3 ? 'sales' : 'ben' };
          if (minute % 4 === 1) await agent.post(`/v1/interactions/${id}/transfer`, { target });
          else await agent.post(`/v1/interactions/${id}/end`);
        }
      }
      const [, patient] = [...open.values()];
      await patient?.leaves();
      await (minute % 2 ? ben.notReady('coffee') : ben.ready());
      await pass(w, 30, agents);
      await cleo.ready();
    }

    expect(repairs()).toBe(0);
    expect(await told()).toEqual([]);
  });
});

describe('the sweeper', () => {
  test('finds an agent for a chat that waits although he could have taken it all along', async () => {
    const ana = await signIn(w, 'ana');
    await administer(w, 'users/ana', { capacity: { total: 100, weights: { chat: 100 } } });
    const kim = await askForChat(w, 'support');
    const lee = await askForChat(w, 'support', { name: 'Lee' });
    await ana.accept();
    await pass(w, 10, [ana]);
    const agent = await store.get(AgentEntity, { id: 'ana' });
    const long = backTo(300);
    await store.commit([
      put(AgentEntity, { ...agent!, work: [], idleSince: long, version: agent!.version + 1 }, 'any'),
      put(
        InteractionEntity,
        { ...(await store.get(InteractionEntity, { id: kim.chatId }))!, status: 'closed', live: undefined },
        'any',
      ),
    ]);
    const before = await ids(ana);

    await pass(w, 60, [ana]);

    expect(before).toEqual([]);
    expect(await told()).toMatchObject([
      { kind: 'routable-row', subject: 'ana' },
      { kind: 'unmatched', subject: lee.chatId, detail: 'waited in support' },
    ]);
  });

  test('finds the agent whose routable row is lost, and puts the row back', async () => {
    const ana = await signIn(w, 'ana');
    await w.settled();
    const [row] = await store.query(RoutableEntity, { routingProfileId: await profileOf('ana'), shard: 0 });
    await store.commit([remove(RoutableEntity, row!)]);
    const kim = await askForChat(w, 'support');
    const before = await ids(ana);

    await pass(w, 60, [ana]);

    expect(before).toEqual([]);
    expect(await ids(ana)).toEqual([kim.chatId]);
    expect(await told()).toMatchObject([
      { kind: 'routable-row', subject: 'ana', detail: 'missing' },
      { kind: 'unmatched', subject: kim.chatId },
    ]);
    expect(await store.query(RoutableEntity, { routingProfileId: await profileOf('ana'), shard: 0 })).toHaveLength(1);
  });

  test('finds the chat whose waiting row is lost', async () => {
    const kim = await askForChat(w, 'support');
    await w.settled();
    const [row] = await store.query(WaitingEntity, { lane: 'support', shard: 0 });
    await store.commit([remove(WaitingEntity, row!)]);
    const ana = await signIn(w, 'ana');
    const before = await ids(ana);

    await pass(w, 60, [ana]);

    expect(before).toEqual([]);
    expect(await ids(ana)).toEqual([kim.chatId]);
    expect(repairs()).toBe(1);
  });

  test('lets an offer expire whose timer is lost', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    const { offer } = (await store.get(InteractionEntity, { id: kim.chatId }))!;
    await pass(w, 10, [ana]);
    await corrupt(InteractionEntity, { id: kim.chatId }, { offer: { ...offer, expiresAt: backTo(-15) } });

    await pass(w, 40, [ana]);
    const rings = await ids(ana);
    await pass(w, 10, [ana]);

    expect(rings).toEqual([kim.chatId]);
    expect(await ids(ana)).toEqual([]);
    expect(repairs()).toBe(1);
    expect((await told())[0]).toMatchObject({ kind: 'overdue', subject: kim.chatId });
    expect((await told())[0].detail).toContain('expire-offer');
  });

  test('takes an offer back that its agent does not know of, and asks anew', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await pass(w, 50, [ana]);
    await ana.ready();
    const [offered] = await ids(ana);
    await corrupt(AgentEntity, { id: 'ana' }, { work: [] });

    await pass(w, 10, [ana]);

    expect(offered).toBe(kim.chatId);
    expect(await told()).toMatchObject([
      { kind: 'offer-without-holder', subject: kim.chatId, detail: 'with agent ana' },
    ]);
    expect(await ids(ana)).toEqual([kim.chatId]);
  });

  test('gives an agent the capacity back that work without an interaction takes', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await askForChat(w, 'support');
    await ana.accept();
    const [held] = (await store.get(AgentEntity, { id: 'ana' }))!.work;
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    await ana.post(`/v1/interactions/${kim.chatId}/disposition`, { codeId: 'resolved' });
    await corrupt(AgentEntity, { id: 'ana' }, { work: [{ ...held, cost: 100 }] });
    const before = await ana.session();

    await pass(w, 60, [ana]);

    expect(before.capacity.free).toBe(0);
    expect((await ana.session()).capacity.free).toBe(100);
    expect(repairs()).toBe(2);
  });

  test('completes a wrap-up, ends a cool-down and ends a grace whose timers are lost', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await askForChat(w, 'support');
    await ana.accept();
    await ana.post(`/v1/interactions/${kim.chatId}/end`);
    const interaction = (await store.get(InteractionEntity, { id: kim.chatId }))!;
    const [assignment] = interaction.assignments;
    const wrapUp = { ...assignment!.wrapUp!, endsAt: backTo(30) };
    await corrupt(InteractionEntity, { id: kim.chatId }, { assignments: [{ ...assignment, wrapUp }] });
    await corrupt(AgentEntity, { id: 'ana' }, { coolingUntil: backTo(30) });
    const session = (await store.get(AgentEntity, { id: 'ben' }))!.session;
    await corrupt(AgentEntity, { id: 'ben' }, { session: { ...session, status: 'grace', graceUntil: backTo(30) } });

    await pass(w, 10, [ana]);
    await w.advance(10);
    await pass(w, 40, [ana]);

    expect(await ana.session()).toMatchObject({ work: [], capacity: { free: 100 } });
    expect((await store.get(AgentEntity, { id: 'ana' }))!.coolingUntil).toBeNull();
    expect((await ben.get('/v1/sessions/current')).status).toBeGreaterThanOrEqual(400);
    expect((await told()).map(repair => repair.detail.split(' ')[0]).toSorted()).toEqual([
      'end-grace',
      'expire-wrap-up',
      'one',
      'wake-agent',
    ]);
  });

  test('notices a session whose lease lapsed while nobody looked', async () => {
    const ana = await signIn(w, 'ana');
    await pass(w, 40, [ana]);
    await corrupt(AgentEntity, { id: 'ana' }, { epoch: 2 });
    await corrupt(LeaseEntity, { agentId: 'ana' }, { epoch: 2, leaseUntil: backTo(20) });

    await w.advance(20);

    expect(await ana.session()).toMatchObject({ status: 'grace' });
    expect(await told()).toMatchObject([{ kind: 'lapsed-lease', subject: 'ana' }]);
  });

  test('moves a contact up whose escalation was lost', async () => {
    const kim = await askForChat(w, 'support');
    await corrupt(InteractionEntity, { id: kim.chatId }, { escalatesAt: backTo(60) });

    await w.advance(60);

    const sue = w.api(await w.tokenFor('sue'));
    expect((await sue.get(`/v1/interactions/${kim.chatId}`)).body.class).toBe(4);
    expect(repairs()).toBe(1);
  });

  test('looks after every tenant', async () => {
    const ana = await signIn(w, 'ana', { tenantId: 'acme' });
    const kim = await askForChat(w, 'support', { tenantId: 'acme' });
    const acme = w.system.openStore('acme');
    const interaction = (await acme.get(InteractionEntity, { id: kim.chatId }))!;
    const offer = { ...interaction.offer!, expiresAt: backTo(-25) };
    await acme.commit([put(InteractionEntity, { ...interaction, offer }, 'any')]);

    await pass(w, 60, [ana]);

    expect(repairs()).toBe(1);
    expect(await told()).toEqual([]);
  });
});

const profileOf = async (agentId: string): Promise<string> =>
  routingProfileId((await store.get(AgentEntity, { id: agentId }))!);
