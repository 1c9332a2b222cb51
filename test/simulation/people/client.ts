import { type DomainName, registry } from '#schemas/index.ts';
import type { Identity } from '#shared/runtime/identity.ts';
import { proxyEvent } from '#test/support/proxy-event.ts';
import type { Chance } from '../engine/chance.ts';
import type { Pool } from '../engine/pool.ts';
import type { Scheduler } from '../engine/scheduler.ts';

export interface Request {
  readonly operation: string;
  readonly identity?: Identity | undefined;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Sent with every try; the first answer counts for all of them. */
  readonly key?: string | undefined;
}

/** What came back; `lost` when no try got an answer. */
export type Reply = { readonly status: number; readonly body: unknown } | 'lost';

const TRIES = 4;

const routes = new Map(
  Object.entries(registry).flatMap(([domain, { routes: own }]) =>
    Object.entries(own).map(([operation, route]) => [operation, { domain: domain as DomainName, route }] as const),
  ),
);

export interface ClientParts {
  readonly pool: Pool;
  readonly scheduler: Scheduler;
  /** Told of each answer of the server, also of those that a client asks for again. */
  answered(request: Request, reply: Exclude<Reply, 'lost'>, wasKept: boolean): void;
  /** Whether the answer to this command is kept already. */
  isKept(request: Request): boolean;
  /** Told of what no server should throw. */
  defect(operation: string, thrown: unknown): void;
}

/** A client of the API: it asks again, with the same key, when it gets no answer or is told to try later. */
export class Client {
  readonly #parts: ClientParts;

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  /** @param identity names the request once and for all */
  async send(request: Request, identity: string, by: Chance): Promise<Reply> {
    for (let tries = 1; ; tries++) {
      const wasKept = this.#parts.isKept(request);
      const reply = await this.#once(request, `${identity} ${tries}`);
      if (reply !== 'lost') this.#parts.answered(request, reply, wasKept);
      const again =
        reply === 'lost' || reply.status >= 500 || (reply.body as { code?: string })?.code === 'WRITE_CONFLICT';
      if (!again || tries === TRIES) return reply;
      await this.#parts.scheduler.pause(by.between(50, 1500));
    }
  }

  async #once(request: Request, identity: string): Promise<Reply> {
    const found = routes.get(request.operation);
    if (!found) throw new Error(`no operation ${request.operation}`);
    const { domain, route } = found;
    const event = proxyEvent({
      method: route.method,
      resource: route.path,
      ...(request.path && { path: request.path }),
      ...(request.query && { query: request.query }),
      ...(request.body !== undefined && { body: request.body }),
      ...(request.identity && { identity: request.identity }),
      headers: { ...request.headers, ...(request.key && { 'Idempotency-Key': request.key }) },
    });
    const ending = await this.#parts.pool.invoke(request.operation, identity, ({ application }) =>
      application.functions[domain](event),
    );
    if (ending === 'crashed') return 'lost';
    if ('thrown' in ending) {
      this.#parts.defect(request.operation, ending.thrown);
      return 'lost';
    }
    const { body, statusCode } = ending.result;
    return { status: statusCode, body: body === '' ? null : JSON.parse(body) };
  }
}
