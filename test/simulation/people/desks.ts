import { type Identity, userIdentity } from '#shared/runtime/identity.ts';
import { type Chance, chance } from '../engine/chance.ts';
import type { Desk, Scene } from './scene.ts';
import type { Step } from './steps.ts';

const BEAT_MS = 9000;

export const identityOf = ({ agentId, tenantId }: Desk): Identity => userIdentity(tenantId, agentId, ['agent']);

/** Signs in, perhaps from another device; heartbeats begin and a socket is opened. */
export async function open(scene: Scene, step: Step, by: Chance, desk: Desk, force: boolean): Promise<void> {
  if (desk.sessionId) void lastBeat(scene, step, desk, by);
  const request = { operation: 'openSession', identity: identityOf(desk), body: { force }, key: `step-${step.id}` };
  const reply = await scene.send(request, step, by);
  if (reply === 'lost' || reply.status !== 201) return;
  desk.sessionId = (reply.body as { id: string }).id;
  desk.connected = true;
  desk.beats += 1;
  void beat(scene, desk, desk.beats);
  await connect(scene, step, desk);
}

/** The page that is being taken over gives a last sign of life in the same moment. */
async function lastBeat(scene: Scene, step: Step, desk: Desk, by: Chance): Promise<void> {
  const headers = { 'Session-Id': desk.sessionId! };
  await scene.scheduler.pause(by.between(0, 90));
  const who = `${desk.agentId}-last-${step.id}`;
  await scene.send({ operation: 'heartbeat', identity: identityOf(desk), headers }, { ...step, who }, by);
}

/** The network is gone: no heartbeat comes any more, and sooner or later the socket is known to be closed. */
export async function loseConnection(scene: Scene, step: Step, desk: Desk, by: Chance): Promise<void> {
  desk.connected = false;
  desk.beats += 1;
  if (by.happens(0.4)) desk.awayUntil = scene.scheduler.now + by.between(20_000, 45_000);
  const { connectionId } = desk;
  desk.connectionId = null;
  if (connectionId === null) return;
  scene.sockets.delete(connectionId);
  // The gateway tells of most sockets that closed, not of all.
  if (by.happens(0.3)) return;
  await scene.scheduler.pause(by.between(0, 4000));
  const connection = { id: connectionId, identity: identityOf(desk) };
  await scene.pool.invoke('disconnect', `disconnect ${step.id}`, ({ application }) =>
    application.socket.disconnected(connection, `step-${step.id}`),
  );
}

/** The network is back: the desktop goes on where it was. */
export async function reconnect(scene: Scene, step: Step, by: Chance, desk: Desk): Promise<void> {
  desk.connected = true;
  desk.beats += 1;
  void beat(scene, desk, desk.beats);
  await connect(scene, step, desk);
  if (by.happens(0.5)) await frame(scene, step, desk, { action: 'resume', after: by.between(0, 9) });
  if (!by.happens(0.4)) return;
  // A network that has failed once fails again soon, while timers of the first time still run.
  await scene.scheduler.pause(by.between(500, 9000));
  if (desk.connected) await loseConnection(scene, step, desk, by);
}

export async function close(scene: Scene, step: Step, by: Chance, desk: Desk): Promise<void> {
  const headers = desk.sessionId ? { 'Session-Id': desk.sessionId } : {};
  const reply = await scene.send({ operation: 'closeSession', identity: identityOf(desk), headers }, step, by);
  if (reply === 'lost' || reply.status !== 204) return;
  desk.sessionId = null;
  desk.beats += 1;
}

async function connect(scene: Scene, step: Step, desk: Desk): Promise<void> {
  const id = `${desk.tenantId}-${desk.agentId}-${step.id}`;
  desk.connectionId = id;
  scene.sockets.set(id, desk);
  await scene.pool.invoke('connect', `connect ${step.id}`, ({ application }) =>
    application.socket.connected({ id, identity: identityOf(desk) }, `step-${step.id}`),
  );
  await frame(scene, step, desk, { action: 'subscribe', topics: ['queue:sales', 'dashboard:sales'] });
}

async function frame(scene: Scene, step: Step, desk: Desk, content: object): Promise<void> {
  const { connectionId: id } = desk;
  if (id === null) return;
  await scene.pool.invoke('frame', `frame ${JSON.stringify(content)} ${step.id}`, ({ application }) =>
    application.socket.frame(JSON.stringify(content), { id, identity: identityOf(desk) }, `step-${step.id}`),
  );
}

/** A sign of life every few seconds until the desk does something else. A session that is over is noticed. */
async function beat(scene: Scene, desk: Desk, beats: number): Promise<void> {
  for (let number = 1; ; number++) {
    await scene.scheduler.pause(BEAT_MS);
    if (desk.beats !== beats || desk.sessionId === null) return;
    const step = { id: -1, at: 0, tenantId: desk.tenantId, actor: 'agent' as const, who: `beat-${beats}-${number}` };
    const by = chance(scene.seed, 'beat', desk.tenantId, desk.agentId, beats, number);
    const headers = { 'Session-Id': desk.sessionId };
    const request = { operation: 'heartbeat', identity: identityOf(desk), headers };
    const reply = await scene.send(request, { ...step, who: `${desk.agentId}-${step.who}` }, by);
    const over = reply !== 'lost' && (reply.status === 404 || reply.status === 409);
    if (over && desk.beats === beats) desk.sessionId = null;
  }
}
