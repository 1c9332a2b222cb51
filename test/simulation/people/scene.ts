import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Chance } from '../engine/chance.ts';
import type { Pool } from '../engine/pool.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Table } from '../engine/table.ts';
import type { Reply, Request } from './client.ts';
import type { Step } from './steps.ts';

/** An agent's desktop. */
export interface Desk {
  readonly tenantId: string;
  readonly agentId: string;
  /** Whether he believes to be signed in. */
  sessionId: string | null;
  /** Whether his network works. */
  connected: boolean;
  connectionId: string | null;
  /** Until when nobody is there to bring the network back, in ms since 1970. */
  awayUntil: number;
  /** Goes up with each sign-in, so that an older heartbeat ends. */
  beats: number;
}

/** A customer's side of one chat. */
export interface Visit {
  readonly tenantId: string;
  readonly chatId: string;
  left: boolean;
  /** The socket of his page; null while it has none. */
  page: string | null;
}

/** What people see and do things with. */
export interface Scene {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly pool: Pool;
  readonly table: Table;
  readonly desks: readonly Desk[];
  readonly visits: Visit[];
  send(request: Request, step: Step, by: Chance): Promise<Reply>;
  /** Open sockets: who sits behind. */
  readonly sockets: Map<string, Desk | Visit>;
  /** Offers that somebody has heard of; frames come twice. */
  readonly answered: Set<string>;
}

export const agentsOf = (scene: Pick<Scene, 'table'>, tenantId: string): AgentRecord[] =>
  ofTenant<AgentRecord>(scene, 'agent', tenantId);

export const interactionsOf = (scene: Pick<Scene, 'table'>, tenantId: string): InteractionRecord[] =>
  ofTenant<InteractionRecord>(scene, 'interaction', tenantId);

function ofTenant<T>({ table }: Pick<Scene, 'table'>, name: string, tenantId: string): T[] {
  return [...table.rows(name).values()].filter(row => row['tenantId'] === tenantId) as T[];
}

export const keyOf = ({ id }: Step, by: Chance): string | undefined => (by.happens(0.8) ? `step-${id}` : undefined);
