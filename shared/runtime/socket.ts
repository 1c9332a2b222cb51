import type { Action, ActionInput, Actions } from '#schemas/kit/action.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, contextOf } from './context.ts';
import type { Identity } from './identity.ts';
import { asAppError, issuesOf, problemOf, requestInvalid } from './problem.ts';
import { silentTelemetry, type Telemetry } from './telemetry.ts';

/** What one frame is about: its content, and the socket it came from. */
export interface ActionCall<A> {
  readonly body: ActionInput<A>;
  readonly connectionId: string;
  readonly ctx: Context;
}
/** Answers the frames to send back, in order. */
export type ActionHandler<A, Ports> = (call: ActionCall<A>, ports: Ports) => Promise<readonly unknown[]>;
export type ActionHandlers<T, Ports> = { readonly [K in keyof T]: ActionHandler<T[K], Ports> };
export interface SocketApi<T, Ports> {
  readonly actions: T;
  readonly handlers: ActionHandlers<T, Ports>;
}

/** Pairs the actions of the socket with their handlers, as `bind` does for routes. */
export const bindActions =
  <T extends Actions>(actions: T) =>
  <Ports>(handlers: ActionHandlers<T, Ports>): SocketApi<T, Ports> => ({ actions, handlers });

export interface Connection {
  readonly id: string;
  readonly identity: Identity;
}

export interface SocketOptions {
  readonly now: () => number;
  readonly undocumented: 'throw' | 'answer';
  readonly telemetry?: Telemetry;
}

/** API Gateway closes a socket that sends more. */
export const MAX_FRAME_BYTES = 32 * 1024;

/** Handles one frame of a socket. Answers the frames to send back; a refusal is an error frame with the caller's `ref`. */
export type FrameHandler = (text: string, connection: Connection, requestId: string) => Promise<readonly unknown[]>;

export function frameHandler<T extends Actions, Ports>(
  api: SocketApi<T, Ports>,
  open: (ctx: Context) => Ports,
  { now, undocumented, telemetry = silentTelemetry }: SocketOptions,
): FrameHandler {
  const table = new Map(
    Object.entries(api.actions).map(([key, action]) => [
      action.action,
      { action, run: api.handlers[key as keyof T] as unknown as ActionHandler<Action, Ports> },
    ]),
  );

  function refusal(thrown: unknown, action: Action | undefined, ref: string | null, requestId: string) {
    const error = asAppError(thrown);
    const name = action?.action ?? 'unknown';
    if (action && !isDocumented(error, action)) {
      if (undocumented === 'throw') throw new Error(`${error.code} is not documented on ${name}`, { cause: error });
      telemetry.undocumentedError(error.code, name);
      return { error: problemOf(new AppError('INTERNAL'), requestId), ref };
    }
    if (error.code === 'INTERNAL') telemetry.defect(error.cause, name, requestId);
    return { error: problemOf(error, requestId), ref };
  }

  return async (text, { id, identity }, requestId) => {
    let ref: string | null = null;
    let found: ReturnType<typeof table.get>;
    try {
      const frame = parseFrame(text);
      ref = refOf(frame);
      found = typeof frame['action'] === 'string' ? table.get(frame['action']) : undefined;
      if (!found) throw requestInvalid([{ path: 'action', message: `must be one of ${[...table.keys()].join(', ')}` }]);
      authorize(found.action, identity);
      const ctx = contextOf(identity, { now: toInstant(now()), requestId });
      return await found.run({ body: checked(found.action, frame), connectionId: id, ctx }, open(ctx));
    } catch (thrown) {
      return [refusal(thrown, found?.action, ref, requestId)];
    }
  };
}

function parseFrame(text: string): Readonly<Record<string, unknown>> {
  if (Buffer.byteLength(text) > MAX_FRAME_BYTES) {
    throw new AppError('BODY_TOO_LARGE', { params: { maxBytes: MAX_FRAME_BYTES } });
  }
  const frame = jsonOf(text);
  if (typeof frame === 'object' && frame !== null && !Array.isArray(frame)) return frame as Record<string, unknown>;
  throw requestInvalid([{ path: '', message: 'a frame is a JSON object with an action' }]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refOf = ({ ref }: Readonly<Record<string, unknown>>): string | null =>
  typeof ref === 'string' && ref.length <= 64 ? ref : null;

function authorize(action: Action, identity: Identity): void {
  if (action.auth.some(role => identity.roles.includes(role))) return;
  throw new AppError('FORBIDDEN', { params: { roles: action.auth } });
}

function checked(action: Action, frame: unknown): unknown {
  const result = action.body.safeParse(frame);
  if (!result.success) throw requestInvalid(issuesOf(result.error));
  return result.data;
}

const EDGE_CODES = new Set(['REQUEST_INVALID', 'BODY_TOO_LARGE', 'FORBIDDEN', 'RATE_LIMITED', 'INTERNAL', 'TRY_LATER']);
const isDocumented = ({ code }: AppError, action: Action): boolean =>
  EDGE_CODES.has(code) || action.errors.includes(code);
