import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import type { Chance } from '../engine/chance.ts';
import { type Agent, type Floor, HOTLINES, TENANTS, type TenantId } from './floor.ts';
import { flowOf } from './flows.ts';
import type { Ground } from './ground.ts';
import { OUTSIDE } from './outside.ts';

/** What somebody may do next, the more often the higher its weight. */
const DEEDS = {
  call: { weight: 8, run: somebodyCalls },
  answer: { weight: 16, run: agentAnswers },
  join: { weight: 10, run: agentJoins },
  command: { weight: 30, run: agentCommands },
  anything: { weight: 5, run: agentTriesAnything },
  pickUp: { weight: 7, run: agentPicksUp },
  finish: { weight: 7, run: agentFinishes },
  startCall: { weight: 2, run: agentCalls },
  press: { weight: 10, run: somebodyPresses },
  talk: { weight: 2, run: somebodyTalks },
  record: { weight: 6, run: agentRecords },
  gather: { weight: 1.5, run: agentCallsMany },
  changeFlow: { weight: 0.7, run: flowIsChanged },
  hangUp: { weight: 2, run: somebodyHangsUp },
  impatience: { weight: 4, run: callersLosePatience },
  lose: { weight: 2, run: agentIsLost },
  leave: { weight: 2, run: browserLeaves },
  meeting: { weight: 0.5, run: meetingEnds },
  attendee: { weight: 0.5, run: attendeeIsDropped },
  sweep: { weight: 1, run: sweep },
} satisfies Record<string, { readonly weight: number; readonly run: (floor: Floor, by: Chance) => unknown }>;

const WEIGHTS = Object.fromEntries(Object.entries(DEEDS).map(([name, { weight }]) => [name, weight])) as Record<
  keyof typeof DEEDS,
  number
>;

/** One deed of one of them. */
export async function act(floor: Floor, by: Chance, mostCallers: number): Promise<void> {
  const name = by.weighted(WEIGHTS);
  if (name === 'call' && floor.callers.length >= mostCallers) return;
  await DEEDS[name].run(floor, by);
}

const anAgent = (floor: Floor, by: Chance): Agent => by.pick(floor.agents as [Agent, ...Agent[]]);

function somebodyCalls(floor: Floor, by: Chance): void {
  const tenantId = by.pick(['demo', 'demo', 'demo', 'acme'] as const);
  floor.call(tenantId, by.pick([3, 20, 60, 300, 600] as const) * 1000);
}

/** Takes what he is offered, mostly; on the desktop, or with the key of his desk telephone. */
async function agentAnswers(floor: Floor, by: Chance): Promise<void> {
  for (const agent of floor.agents) {
    for (const offerId of floor.offers(agent)) {
      const will = by.weighted({ accept: 7, reject: 1, ignore: 2 });
      if (will === 'reject') await floor.send(agent, 'POST', `/v1/offers/${offerId}/rejection`, {});
      else if (will === 'accept') await accept(floor, by, agent, offerId);
    }
  }
}

async function accept(floor: Floor, by: Chance, agent: Agent, offerId: string): Promise<void> {
  const desk = floor.lines().find(({ state, to }) => to.includes(agent.line ?? '-') && state === 'connected');
  if (desk && by.happens(0.6)) return press(floor, desk.id, '1');
  const { body, status } = await floor.send(agent, 'POST', `/v1/offers/${offerId}/acceptance`);
  if (status < 300 && by.happens(0.8)) await floor.join(agent, body.id);
}

async function agentJoins(floor: Floor): Promise<void> {
  for (const agent of floor.agents) {
    if (agent.line !== null) continue;
    for (const { id, status } of floor.own(agent)) {
      if (['connecting', 'active'].includes(status)) await floor.join(agent, id);
    }
  }
}

/** One of the agents who have something in hand, with a call of his, if he has one. */
function callInHand(floor: Floor, by: Chance) {
  const agent = by.pick(floor.agents.filter(one => floor.own(one).length > 0));
  const interaction = agent && by.pick(floor.own(agent).filter(({ id }) => floor.rows.calls.has(id)));
  const call = interaction && floor.rows.calls.get(interaction.id);
  return agent && interaction && call ? { agent, call, interaction } : undefined;
}

type Fitting = readonly [method: string, what: string, body?: object];

/** A command that fits the state of the call. */
async function agentCommands(floor: Floor, by: Chance): Promise<void> {
  const inHand = callInHand(floor, by);
  if (!inHand) return;
  const { agent, call, interaction } = inHand;
  const [method, what, body = { target: target(agent, by) }] = by.pick(fitting(call, interaction)) ?? END;
  await floor.send(agent, method, `/v1/interactions/${interaction.id}/${what}`, method === 'POST' ? body : undefined);
}

const NONE = {};
const END: Fitting = ['POST', 'end', NONE];

function fitting(call: CallRecord, { status }: InteractionRecord): readonly Fitting[] {
  if (status === 'parked') return [['DELETE', 'park'], ['POST', 'transfer', QUEUE], END];
  if (call.consult !== null)
    return [['POST', 'consult/completion', NONE], ['POST', 'consult/completion', NONE], ['DELETE', 'consult'], RESUME];
  if (call.gathering)
    return [['DELETE', 'gathering'], ['DELETE', 'gathering'], ['POST', 'conference'], ['POST', 'conference'], END];
  if (call.legs.some(leg => leg.held && leg.state !== 'ended'))
    return [RESUME, RESUME, ['POST', 'park', NONE], ['POST', 'consult'], ['POST', 'transfer']];
  if (call.legs.some(leg => leg.party.kind === 'guest' && leg.state !== 'ended'))
    return [['DELETE', 'conference'], ['POST', 'conference'], GATHER, HOLD, END];
  return [
    ...[HOLD, HOLD, END, GATHER, ['POST', 'park', NONE], ['PUT', 'mute'], ['DELETE', 'mute']],
    ...[
      ['POST', 'consult'],
      ['POST', 'consult'],
      ['POST', 'conference'],
      ['POST', 'transfer'],
      ['POST', 'transfer'],
    ],
    ['POST', 'digits', { digits: '12#' }],
  ] as Fitting[];
}

const HOLD: Fitting = ['POST', 'hold', NONE];
const GATHER: Fitting = ['POST', 'gathering', NONE];
const RESUME: Fitting = ['DELETE', 'hold'];
const QUEUE = { target: { kind: 'queue', id: 'support' } };

function target({ tenantId }: Agent, by: Chance): object {
  const agentId = tenantId === 'demo' ? by.pick(['ana', 'ben', 'cleo'] as const) : 'ana';
  const number = OUTSIDE[by.weighted({ soon: 4, late: 2, busy: 1, never: 1, machine: 1 })];
  const targets = {
    agent: { kind: 'agent', id: agentId },
    phone: { kind: 'phone', number },
    queue: { kind: 'queue', id: 'support' },
    personal: { kind: 'personal-queue', id: agentId },
  };
  return targets[by.weighted({ agent: 4, phone: 5, queue: 1, personal: 1 })];
}

const ANYTHING: readonly Fitting[] = [
  ...([
    HOLD,
    RESUME,
    END,
    GATHER,
    ['DELETE', 'gathering'],
    ['PUT', 'mute'],
    ['DELETE', 'mute'],
    ['POST', 'park', NONE],
    ['DELETE', 'park'],
  ] as Fitting[]),
  ...([
    ['POST', 'consult/completion', NONE],
    ['DELETE', 'consult'],
    ['DELETE', 'conference'],
  ] as Fitting[]),
  ...([
    ['POST', 'transfer'],
    ['POST', 'consult'],
    ['POST', 'conference'],
    ['POST', 'pickup', NONE],
  ] as Fitting[]),
  ['POST', 'digits', { digits: '5' }],
];

/** A command whether it fits or not, to a call whether it is his or not. */
async function agentTriesAnything(floor: Floor, by: Chance): Promise<void> {
  const agent = anAgent(floor, by);
  const ids = [...floor.rows.calls.values()].map(({ id }) => id).slice(-6);
  const id = by.pick(ids);
  const [method, what, body = { target: target(agent, by) }] = by.pick(ANYTHING) ?? END;
  if (id !== undefined) {
    await floor.send(agent, method, `/v1/interactions/${id}/${what}`, method === 'POST' ? body : undefined);
  }
}

async function agentPicksUp(floor: Floor, by: Chance): Promise<void> {
  const agent = anAgent(floor, by);
  const parked = [...floor.rows.interactions.values()].filter(
    one => one.status === 'parked' && one.tenantId === agent.tenantId,
  );
  const one = by.pick(parked);
  if (one) await floor.send(agent, 'POST', `/v1/interactions/${one.id}/pickup`, {});
}

async function agentFinishes(floor: Floor): Promise<void> {
  for (const agent of floor.agents) {
    for (const { id } of floor.wrapUps(agent)) {
      await floor.send(agent, 'POST', `/v1/interactions/${id}/wrap-up/completion`, {});
    }
  }
}

async function agentCalls(floor: Floor, by: Chance): Promise<void> {
  const agent = anAgent(floor, by);
  const to = OUTSIDE[by.weighted({ soon: 3, late: 2, busy: 1, never: 1, machine: 1 })];
  const whom = by.happens(0.5) ? { to } : { gathering: by.happens(0.5) };
  await floor.send(agent, 'POST', '/v1/interactions', { channel: 'voice', campaignId: 'inbound', ...whom });
}

/** Begins a recording, or does the next thing with it. */
async function agentRecords(floor: Floor, by: Chance): Promise<void> {
  const inHand = callInHand(floor, by);
  if (!inHand) return;
  const { agent, call } = inHand;
  const action = by.pick(NEXT[call.recording]);
  await floor.send(agent, 'POST', `/v1/interactions/${call.id}/recording`, { action });
}

const NEXT = {
  off: ['start', 'start', 'start', 'pause'],
  on: ['pause', 'pause', 'stop', 'start'],
  paused: ['resume', 'resume', 'stop', 'pause'],
  stopped: ['start'],
} as const satisfies Record<CallRecord['recording'], readonly string[]>;

/** Opens a room and calls so many into it at once that the account cannot call them all in this second. */
async function agentCallsMany(floor: Floor, by: Chance): Promise<void> {
  const agent = anAgent(floor, by);
  const room = { channel: 'voice', campaignId: 'inbound', gathering: by.happens(0.5) };
  const { body, status } = await floor.send(agent, 'POST', '/v1/interactions', room);
  if (status !== 201) return;
  const numbers = Array.from({ length: 4 }, () => OUTSIDE[by.weighted({ soon: 4, late: 2, busy: 1, never: 1 })]);
  for (const number of numbers) {
    const guest = { target: { kind: 'phone', number } };
    await floor.send(agent, 'POST', `/v1/interactions/${body.id}/conference`, guest);
  }
}

/** An administrator changes what callers hear who are in it already. */
async function flowIsChanged(floor: Floor, by: Chance): Promise<void> {
  await change(floor, 'demo', 'flows/reception', receptionOf(floor.now, by.next()));
}

function press(floor: Floor, lineId: string, digits: string): void {
  floor.note(`${floor.telephone.sma.leg(lineId).to} presses ${digits}`);
  floor.telephone.sma.press(lineId, digits);
}

function somebodyPresses(floor: Floor, by: Chance): void {
  const line = by.pick(floor.lines());
  if (line) press(floor, line.id, by.pick(['1', '1', '1', '2', '3', '12#', '#'] as const));
}

/** What keeps a recording going that ends with silence. */
function somebodyTalks(floor: Floor, by: Chance): void {
  const line = by.pick(floor.lines().filter(({ state }) => state === 'connected'));
  if (line) floor.telephone.sma.talk(line.id, by.between(1, 8));
}

function hangUp(floor: Floor, lineId: string): void {
  const { from, to } = floor.telephone.sma.leg(lineId);
  floor.note(`${from} to ${to} is hung up`);
  floor.telephone.sma.hangUp(lineId);
}

function somebodyHangsUp(floor: Floor, by: Chance): void {
  const line = by.pick(floor.lines());
  if (line) hangUp(floor, line.id);
}

function callersLosePatience(floor: Floor): void {
  const up = new Set(floor.lines().map(({ id }) => id));
  for (const { lineId, patientUntil } of floor.callers) {
    if (patientUntil < floor.now && up.has(lineId)) hangUp(floor, lineId);
  }
}

/** His machine is off for a while; then he comes back. */
async function agentIsLost(floor: Floor, by: Chance): Promise<void> {
  const agent = anAgent(floor, by);
  if (agent.awayUntil > floor.now) return;
  agent.awayUntil = floor.now + by.pick([15, 40, 90] as const) * 1000;
  floor.note(`${agent.tenantId} ${agent.id} is lost`);
  for (const { id } of floor.own(agent)) {
    for (const leg of floor.rows.calls.get(id)?.legs ?? []) {
      if (leg.party.kind === 'agent' && leg.party.agentId === agent.id) floor.browser(leg.id)?.leave();
    }
  }
}

function browserLeaves(floor: Floor, by: Chance): void {
  const legId = by.pick([...floor.browsers.keys()].filter(id => floor.browser(id)));
  if (legId === undefined) return;
  floor.note(`browser ${legId} leaves`);
  floor.browser(legId)?.leave();
}

function meetingEnds(floor: Floor, by: Chance): void {
  const { meetings } = floor.telephone.sma;
  const id = by.pick(meetings.live);
  if (id === undefined) return;
  floor.note(`meeting ${id} ends by itself`);
  meetings.delete(id);
}

function attendeeIsDropped(floor: Floor, by: Chance): void {
  const { meetings } = floor.telephone.sma;
  const id = by.pick(meetings.live);
  const attendee = id === undefined ? undefined : by.pick(meetings.attendees(id));
  if (id === undefined || !attendee) return;
  floor.note(`attendee ${attendee.ExternalUserId} is dropped`);
  meetings.deleteAttendee(id, attendee.AttendeeId);
}

async function sweep(floor: Floor): Promise<void> {
  // One that fails says so, and the next one is a minute away.
  await floor.w
    .application()
    .sweep(`sweep-${floor.now}`)
    .catch(thrown => floor.note(`the sweeper failed: ${thrown}`));
}

/** Agents who were lost are back at work. */
export async function comeBack(floor: Floor): Promise<void> {
  for (const agent of floor.agents) {
    if (agent.awayUntil === 0 || agent.awayUntil > floor.now) continue;
    agent.awayUntil = 0;
    await floor.comeToWork(agent);
  }
}

/** Everybody hangs up and finishes what he has; messages that were left are taken and dealt with. */
export async function goHome(floor: Floor): Promise<void> {
  for (const agent of floor.agents) {
    for (const { id } of floor.own(agent)) await floor.send(agent, 'POST', `/v1/interactions/${id}/end`, {});
  }
  for (const { id } of floor.lines()) hangUp(floor, id);
  await agentFinishes(floor);
  for (const agent of floor.agents) {
    for (const offerId of floor.offers(agent)) {
      const isCall = floor.rows.calls.has(interactionOf(offerId));
      await floor.send(agent, 'POST', `/v1/offers/${offerId}/${isCall ? 'rejection' : 'acceptance'}`, {});
    }
    await floor.send(agent, 'PUT', '/v1/sessions/current/presence', { status: 'ready' });
  }
}

const interactionOf = (offerId: string): string => offerId.replace(/^off_(\w+)_\d+$/, 'int_$1');

/** What callers of the hotline hear first. */
const receptionOf = (...labels: readonly number[]) => flowOf('reception', { ...PLACES, flowId: 'second' }, ...labels);

const PLACES = { queueIds: ['sales', 'support'], hoursId: 'shift', flowId: null } as const;

async function change(floor: Floor, tenantId: string, path: string, changes: object): Promise<void> {
  const admin = ['admin'] as const;
  const ada = { tenantId, id: 'ada' };
  const known = await floor.send(ada, 'GET', `/v1/admin/${path}`, undefined, admin);
  if (known.status !== 200) return;
  const { version: _, updatedAt: __, updatedBy: ___, ...object } = known.body;
  const headers = { 'if-match': String(known.headers.get('etag')) };
  await floor.send(ada, 'PUT', `/v1/admin/${path}`, { ...object, ...changes }, admin, headers);
}

/** Tenants, their rules of calls, numbers, extensions and people outside. */
export async function furnish(floor: Floor, seed: number, grounds: Readonly<Record<TenantId, Ground>>): Promise<void> {
  const add = (tenantId: string, path: string, object: object) =>
    floor.send({ tenantId, id: 'ada' }, 'POST', `/v1/admin/${path}`, object, ['admin']);
  await add('acme', 'phone-numbers', { id: 'hotline', name: 'Hotline', number: HOTLINES.acme, queueId: 'support' });
  await add('demo', 'extensions', { id: '300', name: 'Desk', kind: 'phone', number: '+14155550188' });
  await add('demo', 'extensions', { id: '301', name: 'Desk', kind: 'sip', user: 'desk-301' });
  await change(floor, 'demo', 'users/ben', { extensions: ['300'] });
  await change(floor, 'demo', 'users/cleo', { extensions: ['301'] });
  for (const tenantId of TENANTS) {
    const { closesAt, hasFlow, holds, maxWaiting, recording } = grounds[tenantId];
    const callerNumber = HOTLINES[tenantId];
    await change(floor, tenantId, 'campaigns/inbound', { callerNumber, wrapUpSeconds: 20, holds, recording });
    const open = [{ from: '00:00', to: closesAt ?? '24:00' }];
    await add(tenantId, 'business-hours', { id: 'shift', name: 'Shift', timeZone: 'UTC', week: { wednesday: open } });
    const thresholds = maxWaiting === null ? {} : { maxWaiting };
    await change(floor, tenantId, 'queues/support', { thresholds, ...(closesAt !== null && { hoursId: 'shift' }) });
    if (!hasFlow || tenantId !== 'demo') continue;
    await add(tenantId, 'flows', flowOf('second', PLACES, seed));
    await change(floor, tenantId, 'flows/reception', receptionOf(seed));
  }
  const { phones } = floor.telephone.sma;
  phones.set(OUTSIDE.busy, { behavior: 'busy' });
  phones.set(OUTSIDE.never, { behavior: 'no-answer' });
  phones.set(OUTSIDE.machine, { behavior: 'voicemail', afterSeconds: 4 });
  phones.set(OUTSIDE.late, { behavior: 'answers', afterSeconds: 12 });
  for (const agent of floor.agents) await floor.comeToWork(agent);
}
