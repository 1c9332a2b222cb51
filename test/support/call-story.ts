import { expect } from 'vitest';
import type { LegView } from '#local/sma/sma.ts';
import { type Caller, type Reply, type World, world } from './world.ts';

/** What a customer hears who waits or is on hold. */
export const MUSIC = ['prompt:sounds/music.wav'];
export const NOTHING_LEFT = { transactions: 0, legs: 0, meetings: 0 };
export const HOTLINE = '+15550101';

/** Somebody with a telephone in his hand. */
export interface Customer {
  hears(): readonly string[];
  state(): LegView['state'];
  /** Digits that were sent to him. */
  digits(): string;
  hangUp(): Promise<void>;
}

/** An agent with a browser. */
export interface Agent {
  readonly id: string;
  readonly api: Caller;
  offers(): Promise<Reply['body'][]>;
  /** Takes the first offer, and comes into the room of it. Answers the interaction's id. */
  answers(): Promise<string>;
  /** His browser comes into the room of a call that is his. */
  joins(interactionId: string): Promise<void>;
  /** Gives a command that is carried out, and waits until everybody hears what has come of it. */
  does(method: 'post' | 'put' | 'delete', interactionId: string, what: string, body?: object): Promise<Reply['body']>;
}

/** Telephone calls over the real ports: functions, adapter and SDK clients before the simulated telephone service. */
export interface CallStory {
  readonly w: World;
  calls(from?: string, to?: string): Promise<Customer>;
  /** An agent comes to work. */
  agent(id: string, tenantId?: string): Promise<Agent>;
  /** A customer and an agent who talk. */
  talking(): Promise<{ readonly customer: Customer; readonly ana: Agent; readonly id: string }>;
  /** How the others hear the newest telephone or browser of somebody on a call: an agent's id, `guest` or `customer`. */
  voiceOf(interactionId: string, who: string): Promise<string>;
  /** The telephone with the number, which was called last. */
  telephone(number: string): Customer;
  interaction(id: string): Promise<Reply['body']>;
  /** Changes fields of an administrative object. */
  administer(path: string, changes: object): Promise<void>;
}

export async function callStory(): Promise<CallStory> {
  const w = await world({ startsAt: '2026-11-25T10:00:00.000Z', sweepEverySeconds: 3600 });
  const { sma } = w.system;
  const sue = await w.tenant('demo').as('sue');
  const read = async (path: string) => (await sue.get(path)).body;

  const at = (lineId: string): Customer => ({
    hears: () => sma.hears(lineId),
    state: () => sma.leg(lineId).state,
    digits: () => sma.leg(lineId).receivedDigits,
    async hangUp() {
      sma.hangUp(lineId);
      await w.advance(2);
    },
  });

  async function legOf(interactionId: string, who: string): Promise<string> {
    const { parties } = await read(`/v1/interactions/${interactionId}/call`);
    const found = parties.findLast(({ party }: Reply['body']) => party.agentId === who || party.kind === who);
    return found?.legId;
  }

  async function calls(from = '+14255550199', to = HOTLINE): Promise<Customer> {
    const lineId = sma.call({ from, to });
    await w.advance(1);
    return at(lineId);
  }

  async function agent(id: string, tenantId = 'demo'): Promise<Agent> {
    const api = await w.tenant(tenantId).as(id);
    await api.post('/v1/sessions', {});
    await api.put('/v1/sessions/current/presence', { status: 'ready' });
    await w.advance(1);
    const offers = async () => (await api.get('/v1/offers')).body.items;
    const joins = async (interactionId: string) => {
      expect((await api.get(`/v1/interactions/${interactionId}/media`)).status).toBe(200);
      await w.advance(3);
    };
    return {
      ...{ id, api, offers, joins },
      async answers() {
        const [offer] = await offers();
        const accepted = await api.post(`/v1/offers/${offer?.id}/acceptance`);
        expect(accepted.status).toBe(200);
        await joins(accepted.body.id);
        return accepted.body.id;
      },
      async does(method, interactionId, what, body) {
        const path = `/v1/interactions/${interactionId}/${what}`;
        const reply = method === 'delete' ? await api.delete(path) : await api[method](path, body);
        expect(reply.status, JSON.stringify(reply.body)).toBe(200);
        await w.advance(3);
        return reply.body;
      },
    };
  }

  return {
    ...{ w, calls, agent },
    async talking() {
      const ana = await agent('ana');
      const customer = await calls();
      return { ana, customer, id: await ana.answers() };
    },
    voiceOf: async (id, who) => `attendee:${await legOf(id, who)}`,
    telephone(number) {
      const line = sma.legs().findLast(({ direction, to }) => direction === 'outbound' && to === number);
      if (!line) throw new Error(`${number} was not called`);
      return at(line.id);
    },
    interaction: id => read(`/v1/interactions/${id}`),
    async administer(path, changes) {
      const ada = await w.tenant('demo').as('ada');
      const known = await ada.get(`/v1/admin/${path}`);
      const { version: _, updatedAt: __, updatedBy: ___, ...object } = known.body;
      const headers = { 'if-match': String(known.headers.get('etag')) };
      expect((await ada.put(`/v1/admin/${path}`, { ...object, ...changes }, { headers })).status).toBe(200);
    },
  };
}
