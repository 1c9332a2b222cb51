import { Snapshot } from '#schemas/realtime/model.ts';
import { noteSocket } from '#shared/app/work/customer-page.ts';
import { signOfLife } from '#shared/app/work/lease.ts';
import { callerId } from '#shared/app/work/load.ts';
import { snapshot } from '#shared/app/work/snapshot.ts';
import { customerFrame } from '#shared/domain/chat/view.ts';
import { principalId } from '#shared/domain/kit/principal.ts';
import type { RealtimePorts } from './ports.ts';

/** A longer gap is not filled event by event: a snapshot is less to send and says more. */
const MAX_REPLAY = 500;
/** Agents and customers show that they are there: a socket that was cut off looks open for ten minutes. */
const AGENT_HEARTBEAT_MS = 10_000;
const CUSTOMER_HEARTBEAT_MS = 20_000;

/**
 * Starts a client, or lets it go on behind the number it has: a welcome with the newest number, then everything in
 * between, or a reset with a snapshot when the gap is older than the feed or longer than 500 events.
 */
export async function resume(ports: RealtimePorts, after: number | undefined): Promise<object[]> {
  return ports.ctx.roles.includes('customer') ? resumeCustomer(ports, after) : resumeUser(ports, after);
}

async function resumeUser(ports: RealtimePorts, after: number | undefined): Promise<object[]> {
  const [head] = await Promise.all([ports.feedHead(ports.ctx.principal), signOfLife(ports, callerId(ports))]);
  const welcome = { welcome: { serverTime: ports.ctx.now, seq: head, heartbeatMs: AGENT_HEARTBEAT_MS } };
  if (after === undefined || after === head) return [welcome];
  const missed = after < head ? await ports.feedAfter(ports.ctx.principal, after, MAX_REPLAY + 1) : [];
  const whole = missed[0]?.seq === after + 1 && missed.length <= MAX_REPLAY;
  if (whole) return [welcome, ...missed.map(({ seq, event }) => ({ seq, event }))];
  return [welcome, await reset(ports, head)];
}

/** The snapshot is read after the number, so that nothing up to it is missing. */
async function reset(ports: RealtimePorts, asOfSeq: number): Promise<object> {
  const state = Snapshot.parse(await snapshot(ports));
  return { reset: { snapshot: state, asOfSeq } };
}

/** A customer's numbers are the indexes of the conversation, which is all there: there is no gap that is too old. */
async function resumeCustomer(ports: RealtimePorts, after: number | undefined): Promise<object[]> {
  const interactionId = principalId(ports.ctx.principal);
  const conversation = await ports.interaction(interactionId);
  if (conversation) await noteSocket(ports, conversation);
  const head = conversation?.tail.at(-1)?.index ?? 0;
  const welcome = { welcome: { serverTime: ports.ctx.now, seq: head, heartbeatMs: CUSTOMER_HEARTBEAT_MS } };
  if (after === undefined || after >= head) return [welcome];
  const entries = await ports.entries(interactionId, after, MAX_REPLAY);
  return [welcome, ...entries.map(customerFrame)];
}

/** Keeps the socket open and the session alive; the number tells the client whether it missed something. */
export async function ping(ports: RealtimePorts): Promise<object[]> {
  const { ctx } = ports;
  const customer = ctx.roles.includes('customer');
  if (customer) return [{ pong: { serverTime: ctx.now, seq: await customerPing(ports), leaseUntil: null } }];
  const [seq, beat] = await Promise.all([ports.feedHead(ctx.principal), signOfLife(ports, callerId(ports))]);
  return [{ pong: { serverTime: ctx.now, seq, leaseUntil: beat?.leaseUntil ?? null } }];
}

/** The customer's page is there (TIME-01). */
async function customerPing(ports: RealtimePorts): Promise<number> {
  const conversation = await ports.interaction(principalId(ports.ctx.principal));
  if (conversation) await noteSocket(ports, conversation);
  return conversation?.tail.at(-1)?.index ?? 0;
}
