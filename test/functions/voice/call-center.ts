import { FakeTelephone, type Phone } from '#test/support/fake-telephone.ts';
import { type InProcess, inProcess } from '#test/support/in-process.ts';
import type { Caller, Reply } from '#test/support/world.ts';

/** An agent at his desktop, whose browser comes into the room of every call as soon as it may. */
export interface Desk {
  readonly id: string;
  readonly api: Caller;
  /** The first interaction that he is offered or has. */
  offers(): Promise<Reply['body'][]>;
  accept(): Promise<string>;
  /** The desktop shows no more sign of life. */
  die(): void;
  /** His browser comes into the room. */
  join(interactionId: string): Promise<Reply>;
  command(method: 'post' | 'put' | 'delete', interactionId: string, what: string, body?: unknown): Promise<Reply>;
}

export interface CallCenter extends InProcess {
  readonly telephone: FakeTelephone;
  /** Somebody calls the hotline. */
  caller(from?: string): Promise<Phone>;
  /** An agent comes to work and is ready. */
  desk(id: string, extension?: string): Promise<Desk>;
  call(interactionId: string): Promise<Reply['body']>;
  interaction(interactionId: string): Promise<Reply['body']>;
  /** The newest leg of an agent or a guest on a call. */
  legOf(interactionId: string, who: string): Promise<string>;
}

const BEAT_SECONDS = 10;

export async function callCenter(): Promise<CallCenter> {
  let telephone: FakeTelephone | undefined;
  const w = await inProcess({
    voice: ({ application, clock }) => {
      telephone = new FakeTelephone(clock, () => application().telephone);
      return telephone;
    },
  });
  const service = telephone as unknown as FakeTelephone;
  const sue = await w.tenant('demo').as('sue');
  const desks = new Set<Caller>();
  const read = async (path: string) => (await sue.get(path)).body;

  return {
    ...w,
    // Desktops show every ten seconds that they are there.
    async advance(seconds) {
      for (let left = seconds; left > 0; left -= BEAT_SECONDS) {
        await w.advance(Math.min(BEAT_SECONDS, left));
        for (const desk of desks) await desk.post('/v1/sessions/current/heartbeat');
      }
    },
    telephone: service,
    caller: from => service.call('+15550101', from),
    call: id => read(`/v1/interactions/${id}/call`),
    interaction: id => read(`/v1/interactions/${id}`),
    async legOf(id, who) {
      const { parties } = await read(`/v1/interactions/${id}/call`);
      const found = parties.findLast(
        ({ party }: Reply['body']) => party.agentId === who || party.kind === who || party.name === who,
      );
      return found?.legId;
    },
    async desk(id, extension) {
      const api = await w.tenant('demo').as(id);
      desks.add(api);
      await api.post('/v1/sessions', extension === undefined ? {} : { extension });
      await api.put('/v1/sessions/current/presence', { status: 'ready' });
      const offers = async () => (await api.get('/v1/offers')).body.items;
      return {
        ...{ id, api, offers, die: () => desks.delete(api) },
        async accept() {
          const [offer] = await offers();
          const accepted = await api.post(`/v1/offers/${offer?.id}/acceptance`);
          return accepted.body.id;
        },
        async join(interactionId) {
          const media = await api.get(`/v1/interactions/${interactionId}/media`);
          await w.advance(1);
          return media;
        },
        command: (method, interactionId, what, body) =>
          method === 'delete'
            ? api.delete(`/v1/interactions/${interactionId}/${what}`)
            : api[method](`/v1/interactions/${interactionId}/${what}`, body),
      };
    },
  };
}
