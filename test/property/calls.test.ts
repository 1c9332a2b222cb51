import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InteractionEntity } from '#schemas/interactions/entity.ts';
import { CallEntity } from '#schemas/voice/entity.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import { contradictions as interactionContradictions } from '#shared/domain/interactions/lifecycle.ts';
import { contradictions, illegalMove } from '#shared/domain/voice/invariants.ts';
import { type CallCenter, callCenter, type Desk } from '#test/functions/voice/call-center.ts';
import type { Phone } from '#test/support/fake-telephone.ts';
import type { Reply } from '#test/support/world.ts';

const AGENTS = ['ana', 'ben', 'cleo'] as const;
const OUTSIDE = ['+14155550142', '+14155550143', '+14155550144'] as const;
const TARGETS = [
  { kind: 'agent', id: 'ana' },
  { kind: 'agent', id: 'ben' },
  { kind: 'agent', id: 'cleo' },
  ...OUTSIDE.map(number => ({ kind: 'phone', number })),
];
const COMMANDS = [
  ['post', 'hold'],
  ['delete', 'hold'],
  ['put', 'mute'],
  ['delete', 'mute'],
  ['post', 'park'],
  ['delete', 'park'],
  ['post', 'pickup'],
  ['post', 'digits', { digits: '1' }],
  ['post', 'consult/completion'],
  ['delete', 'consult'],
  ['delete', 'conference'],
  ['post', 'end'],
  ['post', 'wrap-up/completion'],
  ['post', 'transfer', { target: { kind: 'queue', id: 'sales' } }],
  ['post', 'transfer', { target: { kind: 'personal-queue', id: 'ben' } }],
] as const;

type Step =
  | { readonly kind: 'call' | 'outbound' | 'room' }
  | { readonly kind: 'hang-up' | 'press' | 'drop'; readonly which: number }
  | { readonly kind: 'answer' | 'reject' | 'join'; readonly agent: number; readonly which: number }
  | { readonly kind: 'command'; readonly agent: number; readonly which: number; readonly command: number }
  | {
      readonly kind: 'consult' | 'conference' | 'transfer';
      readonly agent: number;
      readonly which: number;
      readonly target: number;
    }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'sweep' }
  /** Agents do what is to be done: they take what they are offered, and come into the rooms of their calls. */
  | { readonly kind: 'work' }
  /** A command that fits the state of the call. */
  | { readonly kind: 'apt'; readonly agent: number; readonly which: number; readonly nth: number };

const agent = fc.nat({ max: AGENTS.length - 1 });
const which = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('call' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('outbound' as const, 'room' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('hang-up', 'press', 'drop'), which }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('answer', 'answer', 'join', 'join', 'reject'), agent, which }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      ...{ agent, which, command: fc.nat({ max: COMMANDS.length - 1 }) },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('consult', 'conference', 'transfer'),
      ...{ agent, which, target: fc.nat({ max: TARGETS.length - 1 }) },
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 1, 3, 8, 20, 70) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('work' as const) }) },
  { weight: 26, arbitrary: fc.record({ kind: fc.constant('apt' as const), agent, which, nth: fc.nat({ max: 60 }) }) },
) as fc.Arbitrary<Step>;

/** Which faults the telephone service has, each every so often; 0 for never. */
const faults = fc.record({
  joinFails: fc.constantFrom(0, 0, 4),
  commandLost: fc.constantFrom(0, 0, 3),
  reportsTwice: fc.constantFrom(0, 3),
});

/** True at every nth question, false for ever where n is 0. */
function every(nth: number): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return nth > 0 && asked % nth === 0;
  };
}

/** A call center that is played with, and everything that must never be found in it. */
class Play {
  readonly calls = new Set<string>();
  readonly #w: CallCenter;
  readonly #desks: readonly Desk[];
  readonly #phones: Phone[] = [];
  #called = 0;

  /** Commands that were carried out, by name. */
  readonly done: Map<string, number>;
  readonly #illegal: unknown[] = [];

  readonly #number: string;

  constructor(w: CallCenter, desks: readonly Desk[], done: Map<string, number>, number: string) {
    this.#w = w;
    this.#number = number;
    this.#desks = desks;
    this.done = done;
    w.store.onChange(({ after, before, entityName }) => {
      if (entityName !== 'call' || !after) return;
      const row = (image: unknown) => image as CallRecord;
      this.#illegal.push(...illegalMove(before ? row(before) : null, row(after)));
    });
  }

  async take(one: Step): Promise<void> {
    const { telephone } = this.#w;
    switch (one.kind) {
      case 'call': {
        this.#called += 1;
        const phone = await telephone.call(this.#number, `+1415555${String(1000 + this.#called)}`);
        this.#phones.push(phone);
        this.calls.add(phone.interactionId);
        return;
      }
      case 'outbound':
        return this.#start({ to: OUTSIDE[0] });
      case 'room':
        return this.#start({});
      case 'wait':
        return this.#w.advance(one.seconds);
      case 'sweep':
        return this.#w.application().sweep('sweep');
      case 'hang-up':
        return this.#lines()[one.which]?.hangUp();
      case 'press':
        return this.#lines()[one.which]?.press('1');
      case 'drop':
        return telephone.dropBrowser(this.#lines()[one.which]?.legId ?? '');
      case 'work':
        return this.#work();
      case 'apt':
        return this.#apt(one);
      case 'answer':
      case 'reject': {
        const offers = await this.#desk(one.agent).offers();
        const path = one.kind === 'answer' ? 'acceptance' : 'rejection';
        const offer = offers[one.which % Math.max(1, offers.length)];
        if (offer)
          fine(
            await this.#desk(one.agent).api.post(
              `/v1/offers/${offer.id}/${path}`,
              path === 'rejection' ? {} : undefined,
            ),
          );
        return;
      }
      case 'join': {
        const id = await this.#call(one);
        if (id) fine(await this.#desk(one.agent).api.get(`/v1/interactions/${id}/media`));
        return;
      }
      case 'command': {
        const [method, what, body] = COMMANDS[one.command] ?? COMMANDS[0];
        const id = what === 'pickup' ? [...this.calls].at(-1 - one.which) : await this.#call(one);
        if (id) this.#note(`${method} ${what}`, await this.#desk(one.agent).command(method, id, what, body));
        return;
      }
      default: {
        const id = await this.#call(one);
        const target = TARGETS[one.target];
        if (id)
          this.#note(
            `${one.kind} ${target?.kind}`,
            await this.#desk(one.agent).command('post', id, one.kind, { target }),
          );
      }
    }
  }

  /** Everybody goes home: nothing may be left. */
  async end(): Promise<void> {
    this.#w.telephone.faults = { joinFails: () => false, commandLost: () => false, reportsTwice: () => false };
    for (const line of this.#lines()) await line.hangUp();
    await this.#w.advance(30);
    for (const desk of this.#desks) {
      const { body } = await desk.api.get('/v1/interactions');
      for (const { id } of body.items ?? []) await desk.command('post', id, 'end');
    }
    for (let minute = 0; minute < 6; minute++) {
      for (const line of this.#lines()) await line.hangUp();
      await this.#w.advance(60);
      await this.#w.application().sweep('sweep');
    }
  }

  /** How the calls came to their ends. */
  async ends(): Promise<(string | null | undefined)[]> {
    const store = this.#w.store.open('demo');
    return Promise.all([...this.calls].map(async id => (await store.get(InteractionEntity, { id }))?.endReason));
  }

  async found(): Promise<unknown[]> {
    const store = this.#w.store.open('demo');
    const breaches = await Promise.all(
      [...this.calls].map(async id => {
        const [call, interaction] = await Promise.all([
          store.get(CallEntity, { id }),
          store.get(InteractionEntity, { id }),
        ]);
        if (!call || !interaction) return [`${id} is not there`];
        return [...contradictions(call, interaction), ...interactionContradictions(interaction)];
      }),
    );
    return [...breaches.flat(), ...this.#illegal, ...this.#w.defects, ...this.#w.telephone.defects];
  }

  async left(): Promise<unknown[]> {
    const store = this.#w.store.open('demo');
    const calls = await Promise.all([...this.calls].map(id => store.get(CallEntity, { id })));
    const open = calls.filter((call): call is CallRecord => call?.live !== undefined);
    const shown = ({ id, legs, status }: CallRecord) => `${id} ${status}: ${legs.map(legText).join('; ')}`;
    return [...open.map(shown), ...this.#w.telephone.left()];
  }

  async #work(): Promise<void> {
    for (const desk of this.#desks) {
      for (const offer of await desk.offers()) fine(await desk.api.post(`/v1/offers/${offer.id}/acceptance`));
      const { body } = await desk.api.get('/v1/interactions');
      for (const { id } of body.items ?? []) fine(await desk.api.get(`/v1/interactions/${id}/media`));
    }
    await this.#w.advance(2);
  }

  async #apt(one: Extract<Step, { kind: 'apt' }>): Promise<void> {
    const desk = this.#desk(one.agent);
    const id = await this.#call(one);
    if (id === undefined || one.nth % 4 === 0) return this.#pickUpParked(desk);
    const [{ body: call }, { body: interaction }] = [
      await desk.api.get(`/v1/interactions/${id}/call`),
      await desk.api.get(`/v1/interactions/${id}`),
    ];
    const target = TARGETS[one.nth % TARGETS.length];
    const fitting = this.#fitting(call, interaction.status);
    const [method, what, body] = fitting[Math.floor(one.nth / 4) % fitting.length] ?? COMMANDS[0];
    this.#note(`${method} ${what}`, await desk.command(method, id, what, body ?? { target }));
  }

  async #pickUpParked(desk: Desk): Promise<void> {
    for (const id of this.calls) {
      const { body } = await desk.api.get(`/v1/interactions/${id}`);
      if (body.status === 'parked') return this.#note('post pickup', await desk.command('post', id, 'pickup'));
    }
  }

  #fitting(call: Reply['body'], status: string): readonly (readonly ['post' | 'put' | 'delete', string, object?])[] {
    const none = {};
    if (status === 'parked')
      return [
        ['delete', 'park'],
        ['post', 'transfer', { target: { kind: 'queue', id: 'sales' } }],
      ];
    if (status === 'ended') return [['post', 'wrap-up/completion', none]];
    if (call.consulting)
      return [
        ['post', 'consult/completion', none],
        ['delete', 'consult'],
        ['delete', 'hold'],
      ];
    if (call.parties.some(({ held }: Reply['body']) => held))
      return [
        ['delete', 'hold'],
        ['post', 'park', none],
        ['post', 'consult'],
      ];
    if (call.conference)
      return [
        ['delete', 'conference'],
        ['post', 'conference'],
        ['post', 'hold', none],
        ['post', 'end', none],
      ];
    return [
      ['post', 'consult'],
      ['post', 'conference'],
      ['post', 'park', none],
      ['post', 'hold', none],
      ['put', 'mute'],
      ['post', 'transfer'],
      ['post', 'consult'],
      ['post', 'digits', { digits: '1' }],
    ];
  }

  async #start(more: object): Promise<void> {
    const ana = this.#desk(0);
    const started = fine(await ana.api.post('/v1/interactions', { channel: 'voice', campaignId: 'inbound', ...more }));
    if (started.status === 201) this.calls.add(started.body.id);
  }

  #note(what: string, reply: Reply): void {
    if (fine(reply).status < 300) this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }

  #desk(number: number): Desk {
    const desk = this.#desks[number];
    if (!desk) throw new Error(`there is no desk ${number}`);
    return desk;
  }

  /** One of the calls that an agent has. */
  async #call({ agent: number, which: nth }: { readonly agent: number; readonly which: number }) {
    const { body } = await this.#desk(number).api.get('/v1/interactions');
    const items: Reply['body'][] = (body.items ?? []).filter(({ channel }: Reply['body']) => channel === 'voice');
    return items[nth % Math.max(1, items.length)]?.id as string | undefined;
  }

  /** Every line that is up. */
  #lines(): Phone[] {
    return this.#w.telephone.linesUp();
  }
}

const legText = ({ activity, dueAt, party, ref, state }: Leg): string =>
  `${party.kind} ${ref} ${state} ${activity.kind} ${dueAt}`;

/** An answer that is no defect: done, or refused with a reason. */
function fine(reply: Reply): Reply {
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(500);
  return reply;
}

/** It leads straight into a queue. */
const DIRECT = '+15550101';
/** It begins a flow that leads in and out of queues. */
const WITH_FLOW = '+15550109';

const say = (text: string) => [{ kind: 'speech', text }];
const everywhere = {
  id: 'everywhere',
  name: 'Everywhere',
  start: 'menu',
  steps: {
    menu: {
      kind: 'menu',
      prompts: say('One for help.'),
      choices: { 1: 'out' },
      attempts: 1,
      timeoutSeconds: 3,
      otherwise: 'help',
    },
    help: {
      kind: 'queue',
      queueId: 'support',
      announcements: { everySeconds: 15, position: say('You are number {position}.') },
      overflow: { afterSeconds: 8, next: 'offer' },
      closed: 'mailbox',
    },
    out: { kind: 'forward', number: OUTSIDE[1], country: 'US', timeoutSeconds: 10, otherwise: 'away' },
    away: { kind: 'forward', number: OUTSIDE[2], country: 'US', timeoutSeconds: 15, otherwise: 'sales' },
    offer: {
      kind: 'callback-offer',
      prompts: say('One to be called back.'),
      queueId: 'support',
      timeoutSeconds: 3,
      declined: 'sales',
    },
    sales: { kind: 'queue', queueId: 'sales', overflow: { afterSeconds: 10, next: 'mailbox' }, closed: 'mailbox' },
    mailbox: { kind: 'voicemail', prompts: say('A message, please.'), queueId: 'sales', next: 'end' },
    end: { kind: 'hang-up' },
  },
};

async function open(done: Map<string, number>, number: string): Promise<{ w: CallCenter; play: Play }> {
  const w = await callCenter();
  const ada = await w.tenant('demo').as('ada');
  await ada.post('/v1/admin/extensions', { id: '300', name: 'Desk', kind: 'phone', number: '+14155550188' });
  await ada.post('/v1/admin/extensions', { id: '301', name: 'Desk', kind: 'sip', user: 'desk-301' });
  await ada.post('/v1/admin/flows', everywhere);
  await ada.post('/v1/admin/phone-numbers', { id: 'flow', name: 'Flow', number: WITH_FLOW, flowId: everywhere.id });
  const change = async (path: string, changes: object) => {
    const known = await ada.get(`/v1/admin/${path}`);
    const { version: _, updatedAt: __, updatedBy: ___, ...object } = known.body;
    const headers = { 'if-match': String(known.headers.get('etag')) };
    await ada.put(`/v1/admin/${path}`, { ...object, ...changes }, { headers });
  };
  await change('users/ben', { extensions: ['300'] });
  await change('users/cleo', { extensions: ['301'] });
  await change('campaigns/inbound', {
    callerNumber: '+15550100',
    wrapUpSeconds: 5,
    holds: { holdBeforeConference: true },
  });
  w.telephone.callees.set(OUTSIDE[1], { answersAfterMs: null, otherwise: 'busy' });
  w.telephone.callees.set(OUTSIDE[2], { answersAfterMs: 12_000 });
  const desks = [await w.desk('ana'), await w.desk('ben', '300'), await w.desk('cleo', '301')];
  return { w, play: new Play(w, desks, done, number) };
}

/** More of them, and others: `CALL_RUNS=300 CALL_SEED=7 npx vitest run test/property/calls.test.ts`. */
const RUNS = {
  numRuns: Number(process.env['CALL_RUNS'] ?? 30),
  seed: Number(process.env['CALL_SEED'] ?? 1),
  // A history of forty steps shrinks for an hour; it is replayed by its path.
  endOnFailure: true,
};

/** Plays histories of calls to a number; answers how the calls ended. */
async function playAll(number: string, done: Map<string, number>): Promise<(string | null | undefined)[]> {
  const ends: (string | null | undefined)[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 90, size: 'max' }), faults, async (steps, often) => {
      const { w, play } = await open(done, number);
      w.telephone.faults = {
        joinFails: every(often.joinFails),
        commandLost: every(often.commandLost),
        reportsTwice: every(often.reportsTwice),
      };

      for (const one of steps) {
        await play.take(one);
        await w.settled();
        expect(await play.found()).toEqual([]);
      }
      await play.end();

      expect(await play.found()).toEqual([]);
      expect(await play.left()).toEqual([]);
      ends.push(...(await play.ends()));
    }),
    RUNS,
  );
  return ends;
}

describe('calls under any commands and faults', () => {
  it('never contradict themselves, and leave nothing behind', async () => {
    const done = new Map<string, number>();

    expect((await playAll(DIRECT, done)).length).toBeGreaterThan(200);
    // Nothing of what agents do with calls was refused all the time.
    const all = COMMANDS.map(([method, what]) => `${method} ${what}`);
    expect(all.filter(what => !done.has(what))).toEqual([]);
  }, 240_000);

  it('nor do those that walk a flow in and out of queues', async () => {
    const ends = await playAll(WITH_FLOW, new Map());

    expect(ends.length).toBeGreaterThan(200);
    // Every part of the flow was come to.
    expect([...new Set(ends)]).toEqual(
      expect.arrayContaining(['abandoned-in-flow', 'abandoned-in-queue', 'agent-ended', 'customer-left', 'flow-ended']),
    );
  }, 240_000);
});
