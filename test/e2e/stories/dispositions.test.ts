import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asContracted } from '#test/support/contract.ts';
import {
  type Agent,
  administer,
  type ChatCustomer,
  caughtUp,
  firstOfEach,
  pass,
  signIn,
  startChat,
} from '#test/support/journeys.ts';
import { type World, world } from '#test/support/world.ts';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.stop();
  expect(w.defects).toEqual([]);
});

const end = (agent: Agent, { chatId }: ChatCustomer) => agent.post(`/v1/interactions/${chatId}/end`);
const complete = (agent: Agent, { chatId }: ChatCustomer) =>
  agent.post(`/v1/interactions/${chatId}/wrap-up/completion`);
const choose = (agent: Agent, { chatId }: ChatCustomer, ...codeIds: string[]) =>
  agent.put(`/v1/interactions/${chatId}/wrap-up-codes`, { codeIds });
const dispose = (agent: Agent, { chatId }: ChatCustomer, body: object, key?: string) =>
  agent.post(`/v1/interactions/${chatId}/disposition`, body, key ? { headers: { 'idempotency-key': key } } : {});
const record = async (agent: Agent, { chatId }: ChatCustomer) => (await agent.get(`/v1/interactions/${chatId}`)).body;
const owed = async (agent: Agent) =>
  (await agent.get('/v1/interactions', { query: { state: 'outcome-pending' } })).body.items.map(
    (item: { id: string }) => item.id,
  );
const outcomeRequired = () => administer(w, 'campaigns/inbound', { dispositionRequired: true });

describe('choosing an outcome', () => {
  test('offers the campaign’s classes with their codes, searched by name and by number', async () => {
    const ana = await signIn(w, 'ana');
    const outcomes = async (search?: string) =>
      (await ana.get('/v1/campaigns/inbound/outcomes', search === undefined ? {} : { query: { search } })).body;
    const codes = (found: { classes: { codes: { id: string }[] }[] }) =>
      found.classes.flatMap(one => one.codes.map(code => code.id));

    const all = await outcomes();

    expect(all.required).toBe(false);
    expect(all.classes.map((one: { id: string; number: number }) => [one.id, one.number])).toEqual([
      ['sales-results', 1],
      ['service-results', 2],
    ]);
    expect(codes(all)).toEqual(['sold', 'not-interested', 'call-back', 'resolved', 'unresolved', 'wrong-number']);
    expect(codes(await outcomes('RESOLVED'))).toEqual(['resolved', 'unresolved']);
    expect(codes(await outcomes('23'))).toEqual(['wrong-number']);
    expect(codes(await outcomes('nothing like it'))).toEqual([]);
    const unknown = await ana.get('/v1/campaigns/nowhere/outcomes');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'CAMPAIGN_NOT_FOUND' } });
  });

  test('during the chat keeps the codes to its end, without effect on the chat', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    const chosen = await choose(ana, kim, 'resolved', 'wrong-number', 'resolved');
    await end(ana, kim);
    await pass(w, 30, [ana]);

    expect(chosen.body).toMatchObject({ status: 'active', codes: ['resolved', 'wrong-number'] });
    expect(await record(ana, kim)).toMatchObject({ status: 'closed', codes: ['resolved', 'wrong-number'] });
  });

  test('keeps the codes when the agent goes away before the work is closed', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await choose(ana, kim, 'sold');
    await ana.delete('/v1/sessions/current/queues/support');
    await end(ana, kim);
    await ana.socket.close();

    await w.advance(200);

    const sue = await signIn(w, 'sue', { ready: false });
    expect(await record(sue, kim)).toMatchObject({ status: 'closed', codes: ['sold'], queueId: 'support' });
  });

  test('takes only codes of the campaign, and nothing any more when the part is done', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await startChat(w, ana);

    const unknown = await choose(ana, kim, 'resolved', 'sold-out');
    const stranger = await choose(ben, kim, 'resolved');
    await end(ana, kim);
    const inWrapUp = await choose(ana, kim, 'unresolved');
    await complete(ana, kim);
    const late = await choose(ana, kim, 'sold');

    expect(unknown).toMatchObject({
      status: 422,
      body: { code: 'OUTCOME_CODE_UNKNOWN', params: { codeIds: ['sold-out'] } },
    });
    expect(stranger).toMatchObject({ status: 409, body: { code: 'NOT_YOUR_INTERACTION' } });
    expect(inWrapUp.body.codes).toEqual(['unresolved']);
    expect(late).toMatchObject({ status: 409, body: { code: 'INTERACTION_STATE', currentState: 'closed' } });
  });
});

describe('disposing of an interaction', () => {
  test('records class, code and note, ends wrap-up and tells it to everybody concerned', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    await pass(w, 5, [ana]);

    const disposed = await dispose(ana, kim, { codeId: 'resolved', note: 'Sent again' });

    const disposition = {
      classId: 'service-results',
      codeId: 'resolved',
      note: 'Sent again',
      agentId: 'ana',
      at: w.now(),
    };
    expect(disposed.status).toBe(200);
    expect(disposed.body).toMatchObject({
      status: 'closed',
      disposition,
      notes: 'Sent again',
      assignments: [{ status: 'done', wrapUp: { completedBy: 'agent' }, outcomePending: false }],
    });
    const heard = firstOfEach(await caughtUp(w, ana.socket)).map(frame => frame.event);
    expect(heard.find(event => event.type === 'interaction.disposed.v1').data).toMatchObject({ disposition });
    expect(heard.at(-1)).toMatchObject({ type: 'assignment.wrap-up-completed.v1', data: { outcomePending: false } });
    expect(ana.socket.frames.map(asContracted)).toEqual(ana.socket.frames);
    expect(await ana.session()).toMatchObject({ state: 'ready', work: [] });
  });

  test('is refused while the customer is still there, for another agent, and with a code of nowhere', async () => {
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await startChat(w, ana);

    const early = await dispose(ana, kim, { codeId: 'resolved' });
    await end(ana, kim);
    const stranger = await dispose(ben, kim, { codeId: 'resolved' });
    const unknown = await dispose(ana, kim, { codeId: 'sold-out' });

    expect(early).toMatchObject({
      status: 409,
      body: { code: 'INTERACTION_STATE', currentState: 'active', allowedCommands: expect.any(Array) },
    });
    expect(stranger).toMatchObject({ status: 409, body: { code: 'NOT_YOUR_INTERACTION' } });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'OUTCOME_CODE_UNKNOWN' } });
    expect(await record(ana, kim)).toMatchObject({ status: 'ended', disposition: null });
  });

  test('asks for a note where the code wants one; notes kept before count', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);

    const without = await dispose(ana, kim, { codeId: 'unresolved' });
    const notes = await ana.put(`/v1/interactions/${kim.chatId}/notes`, { notes: 'Waits for the supplier' });
    const disposed = await dispose(ana, kim, { codeId: 'unresolved' });

    expect(without).toMatchObject({
      status: 422,
      body: { code: 'DISPOSITION_REQUIRED', params: { allowed: ['unresolved'] } },
    });
    expect(notes.body.notes).toBe('Waits for the supplier');
    expect(disposed.body).toMatchObject({ disposition: { note: 'Waits for the supplier' } });
  });

  test('twice with the same key gives the same answer; without, or with another key, it is done already', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    const outcome = { codeId: 'sold' };

    const [first, twin] = await Promise.all([
      dispose(ana, kim, outcome, 'click-1'),
      dispose(ana, kim, outcome, 'click-1'),
    ]);
    const again = await dispose(ana, kim, outcome, 'click-1');
    const reused = await dispose(ana, kim, { codeId: 'resolved' }, 'click-1');
    const otherKey = await dispose(ana, kim, outcome, 'click-2');
    const withoutKey = await dispose(ana, kim, outcome);

    expect(first.status).toBe(200);
    expect(twin).toMatchObject({ status: 200, body: first.body });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(reused).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(otherKey).toMatchObject({ status: 409, body: { code: 'ALREADY_DISPOSED' } });
    expect(withoutKey).toMatchObject({ status: 409, body: { code: 'ALREADY_DISPOSED' } });
    expect(await record(ana, kim)).toMatchObject({ disposition: { codeId: 'sold' } });
    const disposals = firstOfEach(await caughtUp(w, ana.socket)).filter(
      frame => frame.event.type === 'interaction.disposed.v1',
    );
    expect(disposals).toHaveLength(1);
  });
});

describe('a campaign that requires an outcome', () => {
  test('refuses to end wrap-up without one and says which there are', async () => {
    await outcomeRequired();
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);

    const refused = await complete(ana, kim);
    await dispose(ana, kim, { codeId: 'resolved' });

    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'DISPOSITION_REQUIRED',
        params: { allowed: ['sold', 'not-interested', 'call-back', 'resolved', 'unresolved', 'wrong-number'] },
      },
    });
    expect(await record(ana, kim)).toMatchObject({ status: 'closed', disposition: { codeId: 'resolved' } });
    expect(await owed(ana)).toEqual([]);
  });

  test('puts it on the agent’s list when the timer was faster; nothing is lost and he goes on working', async () => {
    await outcomeRequired();
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await choose(ana, kim, 'wrong-number');
    await ana.put(`/v1/interactions/${kim.chatId}/notes`, { notes: 'Called the shop' });
    await end(ana, kim);

    await pass(w, 30, [ana]);
    const pending = await owed(ana);
    const lee = await startChat(w, ana, 'support', 'Lee');
    const late = await dispose(ana, kim, { codeId: 'resolved' });

    expect(pending).toEqual([kim.chatId]);
    expect(late.status).toBe(200);
    expect(late.body).toMatchObject({
      status: 'closed',
      codes: ['wrong-number'],
      notes: 'Called the shop',
      disposition: { codeId: 'resolved', note: 'Called the shop' },
      assignments: [{ wrapUp: { completedBy: 'timer' }, outcomePending: false }],
    });
    expect(await owed(ana)).toEqual([]);
    expect(await record(ana, lee)).toMatchObject({ status: 'active', disposition: null });
  });

  test('keeps what is owed over logging out and in again', async () => {
    await outcomeRequired();
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    await pass(w, 30, [ana]);
    await ana.delete('/v1/sessions/current');
    await w.advance(3600);

    const back = await signIn(w, 'ana');
    const pending = await owed(back);
    const settled = await dispose(back, kim, { codeId: 'sold' });
    const twice = await dispose(back, kim, { codeId: 'resolved' });

    expect(pending).toEqual([kim.chatId]);
    expect(settled.body).toMatchObject({ disposition: { codeId: 'sold', at: w.now() } });
    expect(twice).toMatchObject({ status: 409, body: { code: 'ALREADY_DISPOSED' } });
    expect(await owed(back)).toEqual([]);
  });

  test('and the timer at the very moment of the outcome leave the outcome, once', async () => {
    await outcomeRequired();
    const ana = await signIn(w, 'ana');
    for (let round = 1; round <= 5; round += 1) {
      const kim = await startChat(w, ana);
      await end(ana, kim);
      await pass(w, 29, [ana]);

      const [disposed] = await Promise.all([dispose(ana, kim, { codeId: 'sold' }), w.advance(1)]);
      await ana.beat();

      expect(disposed.status).toBe(200);
      expect(await record(ana, kim)).toMatchObject({
        status: 'closed',
        disposition: { codeId: 'sold' },
        assignments: [{ status: 'done', outcomePending: false }],
      });
    }
    expect(await owed(ana)).toEqual([]);
    const completions = firstOfEach(await caughtUp(w, ana.socket)).filter(
      frame => frame.event.type === 'assignment.wrap-up-completed.v1',
    );
    expect(completions).toHaveLength(5);
  });

  test('asks it of the last agent of a transfer alone', async () => {
    await outcomeRequired();
    const ana = await signIn(w, 'ana');
    const ben = await signIn(w, 'ben', { ready: false });
    const kim = await startChat(w, ana);
    await ana.post(`/v1/interactions/${kim.chatId}/transfer`, { target: { kind: 'agent', id: 'ben' } });
    await ben.ready();
    await ben.accept();

    const firstPart = await complete(ana, kim);
    await end(ben, kim);
    const byFirst = await dispose(ana, kim, { codeId: 'sold' });
    await pass(w, 30, [ana, ben]);

    expect(firstPart.status).toBe(200);
    expect(byFirst).toMatchObject({ status: 409, body: { code: 'INTERACTION_STATE' } });
    expect([await owed(ana), await owed(ben)]).toEqual([[], [kim.chatId]]);
    expect((await dispose(ben, kim, { codeId: 'sold' })).body.disposition).toMatchObject({ agentId: 'ben' });
  });

  test('without wrap-up owes the outcome from the end of the chat on', async () => {
    await administer(w, 'campaigns/inbound', { dispositionRequired: true, wrapUpSeconds: 0 });
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);

    await kim.leaves();
    const pending = await owed(ana);
    const settled = await dispose(ana, kim, { codeId: 'resolved' });

    expect(pending).toEqual([kim.chatId]);
    expect(settled.body).toMatchObject({ status: 'closed', disposition: { codeId: 'resolved' } });
    expect(await owed(ana)).toEqual([]);
  });
});

describe('a campaign that requires none', () => {
  test('takes no outcome any more when the timer was faster', async () => {
    const ana = await signIn(w, 'ana');
    const kim = await startChat(w, ana);
    await end(ana, kim);
    await pass(w, 30, [ana]);

    const late = await dispose(ana, kim, { codeId: 'sold' });

    expect(late).toMatchObject({
      status: 409,
      body: { code: 'INTERACTION_STATE', currentState: 'closed', allowedCommands: [] },
    });
    expect(await owed(ana)).toEqual([]);
  });
});
