import type { AdminKind, AuditEntry, User } from '#schemas/admin/model.ts';
import type { PageQuery } from '#schemas/kit/page.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Context, NextId, PhoneNumbers } from '#shared/app/work/ports.ts';
import type { AdminChange } from '#shared/domain/admin/administer.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import type { ObjectKind, Stored } from '#shared/domain/admin/stored.ts';

/** An object that has just been created, replaced or deleted. */
export interface Applied {
  readonly kind: ObjectKind;
  readonly id: string;
}

/**
 * Makes agents at work feel a committed change, possibly not for the first time: a repeated command has it called again,
 * in case the process died before. It cannot undo the change, so it deals with its own failures.
 */
export type Apply = (change: Applied) => Promise<void>;

/** The kinds of objects that interactions wait or run for. */
export type WorkedKind = Extract<AdminKind, 'queues' | 'campaigns' | 'users'>;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Opened for one request of one tenant. */
export interface AdminPorts {
  readonly ctx: Context;
  readonly nextId: NextId;
  /** The configuration as it is at this moment; a change based on it fails when it has moved on by the commit. */
  configuration(): Promise<Configuration>;
  object<Kind extends ObjectKind>(kind: Kind, id: string): Promise<Stored<Kind> | undefined>;
  objects<Kind extends AdminKind>(kind: Kind, page: PageQuery): Promise<Page<Stored<Kind>>>;
  users(): Promise<readonly User[]>;
  agent(userId: string): Promise<AgentRecord | undefined>;
  /** Agents with an open session. */
  liveAgents(): Promise<readonly AgentRecord[]>;
  /** Ids of the interactions that wait or run for a queue, a campaign or a person. */
  liveWork(kind: WorkedKind, id: string): Promise<readonly string[]>;
  /** Newest first; of one object alone where its id is given. */
  auditTrail(page: PageQuery & { readonly objectId?: string | undefined }): Promise<Page<AuditEntry>>;
  /**
   * Stores the object, the next version of the configuration, the audit entry and, for a keyed command, its answer in
   * one transaction.
   *
   * @throws AppError `WRITE_CONFLICT` when anything it was decided on has moved on.
   */
  commit(change: AdminChange, answer: Answer): Promise<void>;
  /** Takes a telephone number for the tenant; false when another one has it. */
  claimNumber(number: string): Promise<boolean>;
  releaseNumber(number: string): Promise<void>;
  /** The stored answer of a keyed command, if it has been carried out before. */
  replay(): Promise<{ readonly answer: unknown; readonly digest: string } | undefined>;
  readonly applied: Apply;
  readonly numbers: PhoneNumbers;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
}
