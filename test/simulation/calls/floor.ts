import type { MeetingClient } from '#local/sma/sma.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { Role } from '#schemas/kit/route.ts';
import { userIdentity } from '#shared/runtime/identity.ts';
import type { InProcess } from '#test/support/in-process.ts';
import type { SimulatedTelephone } from '#test/support/simulated-telephone.ts';
import type { Reply } from '#test/support/world.ts';
import type { CallFaults } from './faults.ts';
import type { CallRows } from './rows.ts';

export interface Agent {
  readonly tenantId: string;
  readonly id: string;
  /** The number or SIP user of his desk telephone; null for a browser. */
  readonly line: string | null;
  readonly extension: string | undefined;
  /** Until when no sign of life comes from him, in ms. */
  awayUntil: number;
}

export interface Caller {
  readonly lineId: string;
  readonly tenantId: string;
  /** When he has had enough of waiting, in ms. */
  readonly patientUntil: number;
}

export const HOTLINES = { demo: '+15550100', acme: '+15550200' } as const;
export const TENANTS = ['demo', 'acme'] as const;
export type TenantId = (typeof TENANTS)[number];

const BEAT_MS = 10_000;
const DESK_PHONE = '+14155550188';
const DESK_SIP = 'desk-301';

export const newAgents = (): Agent[] => [
  { tenantId: 'demo', id: 'ana', line: null, extension: undefined, awayUntil: 0 },
  { tenantId: 'demo', id: 'ben', line: DESK_PHONE, extension: '300', awayUntil: 0 },
  { tenantId: 'demo', id: 'cleo', line: DESK_SIP, extension: '301', awayUntil: 0 },
  { tenantId: 'acme', id: 'ana', line: null, extension: undefined, awayUntil: 0 },
];

/** Two tenants with their calls, and everything that people do with them goes through here. */
export class Floor {
  readonly agents = newAgents();
  readonly callers: Caller[] = [];
  readonly browsers = new Map<string, MeetingClient>();
  /** What was done and what came of it, newest last. */
  readonly steps: string[] = [];
  /** Commands that were carried out, by name. */
  readonly done = new Map<string, number>();
  readonly refusedInside: string[] = [];
  #beatAt = 0;
  readonly w: InProcess;
  readonly telephone: SimulatedTelephone;
  readonly rows: CallRows;
  readonly faults: CallFaults;

  constructor(w: InProcess, telephone: SimulatedTelephone, rows: CallRows, faults: CallFaults) {
    this.w = w;
    this.telephone = telephone;
    this.rows = rows;
    this.faults = faults;
  }

  get now(): number {
    return this.w.clock.now();
  }

  note(step: string): void {
    this.steps.push(`${new Date(this.now).toISOString().slice(14, 23)} ${step}`);
  }

  async send(
    { id, tenantId }: Pick<Agent, 'tenantId' | 'id'>,
    method: string,
    path: string,
    body?: object,
    roles: readonly Role[] = ['agent'],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const identity = userIdentity(tenantId, id, roles);
    const reply = await this.w.exchange({ method, path, identity, headers, ...(body && { body }) });
    const isTrouble = ['TRY_LATER', 'VOICE_BUSY', 'VOICE_UNAVAILABLE', 'WRITE_CONFLICT'].includes(reply.body?.code);
    if ((method !== 'GET' && !path.endsWith('/heartbeat')) || reply.status >= 400) {
      this.note(`${tenantId} ${id} ${method} ${path} ${reply.status} ${reply.body?.code ?? ''}`);
    }
    if (reply.status >= 500 && !isTrouble) this.refusedInside.push(`${method} ${path}: ${JSON.stringify(reply.body)}`);
    if (reply.status < 300) {
      const name = `${method} ${path.replace(/(int|off|leg)_\w+/g, '*')}`;
      this.done.set(name, (this.done.get(name) ?? 0) + 1);
    }
    return reply;
  }

  /** Ids of the offers that an agent has. */
  offers(agent: Agent): string[] {
    return [...this.rows.interactions.values()].flatMap(({ offer, tenantId }) =>
      offer && tenantId === agent.tenantId && offer.agentId === agent.id ? [offer.id] : [],
    );
  }

  /** The interactions that an agent has in hand. */
  own(agent: Agent): InteractionRecord[] {
    return [...this.rows.interactions.values()].filter(
      one =>
        one.tenantId === agent.tenantId &&
        one.assignments.some(({ agentId, status }) => agentId === agent.id && status === 'active'),
    );
  }

  wrapUps(agent: Agent): InteractionRecord[] {
    return [...this.rows.interactions.values()].filter(
      one =>
        one.tenantId === agent.tenantId &&
        one.assignments.some(({ agentId, status }) => agentId === agent.id && status === 'wrap-up'),
    );
  }

  /** His browser comes into the room, unless it is there. */
  async join(agent: Agent, interactionId: string): Promise<void> {
    const { body, status } = await this.send(agent, 'GET', `/v1/interactions/${interactionId}/media`);
    if (status !== 200) return;
    const { AttendeeId, ExternalUserId, JoinToken } = body.attendee;
    const known = this.browsers.get(ExternalUserId);
    if (known?.attendeeId === AttendeeId && known?.dropped() === undefined) return;
    try {
      this.browsers.set(ExternalUserId, this.telephone.sma.joinMeeting(body.meeting.MeetingId, JoinToken));
    } catch (thrown) {
      // The seat was taken away on the way: the desktop asks again.
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  }

  browser(legId: string): MeetingClient | undefined {
    const known = this.browsers.get(legId);
    return known?.dropped() === undefined ? known : undefined;
  }

  /** Every telephone that rings or is connected. */
  lines() {
    return this.telephone.sma.legs().filter(({ state }) => state !== 'disconnected');
  }

  call(tenantId: keyof typeof HOTLINES, patienceMs: number): void {
    const number = `+1425555${String(1000 + this.callers.length)}`;
    const lineId = this.telephone.sma.call({ from: number, to: HOTLINES[tenantId] });
    this.callers.push({ lineId, tenantId, patientUntil: this.now + patienceMs });
    this.note(`${number} calls ${tenantId}`);
  }

  async comeToWork(agent: Agent): Promise<void> {
    const { extension } = agent;
    await this.send(agent, 'POST', '/v1/sessions', extension === undefined ? {} : { extension });
    await this.send(agent, 'PUT', '/v1/sessions/current/presence', { status: 'ready' });
  }

  /** Desktops show every ten seconds that they are there. */
  async advance(seconds: number): Promise<void> {
    const until = this.now + seconds * 1000;
    while (this.now < until) {
      await this.w.advance(Math.max(0, Math.min(until, this.#beatAt) - this.now) / 1000);
      if (this.now >= this.#beatAt) await this.#beat();
    }
    await this.w.settled();
  }

  async #beat(): Promise<void> {
    this.#beatAt = this.now + BEAT_MS;
    for (const agent of this.agents) {
      if (agent.awayUntil <= this.now) await this.send(agent, 'POST', '/v1/sessions/current/heartbeat');
    }
  }
}
