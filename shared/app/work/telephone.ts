import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, LegEndpoint } from '#schemas/voice/model.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, type Moved, seal } from '#shared/domain/kit/change.ts';
import { commandsOf, type VoiceCommand } from '#shared/domain/voice/commands.ts';
import { endpointOf } from '#shared/domain/voice/extension.ts';
import { type CallInHand, follow } from '#shared/domain/voice/follow.ts';
import { replaceLeg } from '#shared/domain/voice/leg.ts';
import type { LegAddress, VoiceProvider, WorkPorts } from './ports.ts';

/** What steering a call needs beside it: where agents are reached, the time, and ids. */
async function sceneFor(ports: WorkPorts, moved: Change, { interaction }: CallInHand) {
  const configuration = await ports.configuration();
  const extensionOf = (agentId: string): LegEndpoint => {
    const agent = moved.agents.find(({ after }) => after.id === agentId)?.after;
    return endpointOf(agent?.session?.extension ?? null, configuration);
  };
  const { recording } = rulesOf(configuration, interaction).campaign;
  return { now: ports.ctx.now, newId: ports.nextId, extensionOf, recording };
}

/**
 * Has the calls of the interactions in a change follow them. A change that moves a call itself has been made with the
 * call at hand, and is whole. Interactions of other channels cost nothing.
 */
export async function withCalls(ports: WorkPorts, moved: Change): Promise<Change> {
  let whole = moved;
  for (const { before, after } of moved.interactions) {
    if (after.channel !== 'voice' || moved.calls.some(one => one.after.id === after.id)) continue;
    const call = await ports.call(after.id);
    const inHand: CallInHand | undefined = call && { call, interaction: before ?? after };
    if (inHand) whole = await directed(ports, whole, inHand);
  }
  return whole;
}

/**
 * The call of an interaction at hand, for commands that only calls have.
 *
 * @throws AppError `VOICE_NOT_CONFIGURED`, `NOT_A_CALL` of other channels
 */
export async function callFor(ports: WorkPorts, interaction: InteractionRecord): Promise<CallInHand> {
  if (ports.voice === null) throw new AppError('VOICE_NOT_CONFIGURED');
  const call = interaction.channel === 'voice' ? await ports.call(interaction.id) : undefined;
  if (!call) throw new AppError('NOT_A_CALL', { params: { channel: interaction.channel } });
  return { interaction, call };
}

/** Adds to a change that was decided with a call at hand what it means for the call. */
export const directed = async (ports: WorkPorts, moved: Change, inHand: CallInHand): Promise<Change> =>
  follow(moved, inHand, await sceneFor(ports, moved, inHand));

/** How often what the telephone service answered is stored anew when somebody else was faster. */
const ATTEMPTS = 8;

/**
 * Asks the telephone service for what follows from moved calls. It is asked after the commit and cannot undo it: what
 * fails or is lost with its process is asked for again by the stream and the sweeper.
 */
export async function commandTelephone(ports: WorkPorts, moves: readonly Moved<CallRecord>[]): Promise<void> {
  const { voice } = ports;
  if (voice === null) return;
  await Promise.all(moves.map(move => ask(ports, voice, move.after, commandsOf(move))));
}

/**
 * Asks again for what followed from a moved call, as far as it is still to be told.
 *
 * @param current the call as it is by now
 */
export async function repeatCommands(ports: WorkPorts, move: Moved<CallRecord>, current: CallRecord): Promise<void> {
  const { voice } = ports;
  if (voice === null) return;
  const untold = commandsOf({ before: null, after: current });
  const still = (command: VoiceCommand): boolean =>
    (command.kind !== 'dial' && command.kind !== 'nudge') || untold.some(one => isSame(one, command));
  await ask(ports, voice, current, commandsOf(move).filter(still));
}

/** Asks for everything that a call, or one of its legs, still has to be told; answers how much that was. */
export async function tellOutstanding(ports: WorkPorts, call: CallRecord, legId?: string): Promise<number> {
  const { voice } = ports;
  const untold = commandsOf({ before: null, after: call }).filter(
    command => concernsLeg(command) && (legId === undefined || legIdOf(command) === legId),
  );
  if (voice !== null) await ask(ports, voice, call, untold);
  return untold.length;
}

/** Closes the room of a call that is over, once more; false when the service could not be asked. */
export async function closeRoom({ ctx, voice }: WorkPorts, { id }: CallRecord): Promise<boolean> {
  if (voice === null) return false;
  try {
    await voice.closeRoom({ tenantId: ctx.tenantId, interactionId: id });
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError) return false;
    throw thrown;
  }
}

async function ask(
  ports: WorkPorts,
  voice: VoiceProvider,
  call: CallRecord,
  commands: readonly VoiceCommand[],
): Promise<void> {
  await Promise.all(
    commands.map(async command => {
      const { ref } = (await asked(ports, voice, call, command)) ?? {};
      if (ref !== undefined && command.kind === 'dial') await saveRef(ports, call.id, command.leg.id, ref);
    }),
  );
}

type LegCommand = Extract<VoiceCommand, { kind: 'dial' | 'nudge' }>;
const concernsLeg = (command: VoiceCommand): command is LegCommand =>
  command.kind === 'dial' || command.kind === 'nudge';
const legIdOf = (command: LegCommand): string => (command.kind === 'dial' ? command.leg.id : command.legId);

const isSame = (one: VoiceCommand, other: VoiceCommand): boolean => keyOf(one) === keyOf(other);

const keyOf = (command: VoiceCommand): string =>
  command.kind === 'dial' ? `dial ${command.leg.id}` : `nudge ${'legId' in command ? command.legId : ''}`;

async function asked(
  ports: WorkPorts,
  voice: VoiceProvider,
  call: CallRecord,
  command: VoiceCommand,
): Promise<{ ref: string } | undefined> {
  const room = { tenantId: ports.ctx.tenantId, interactionId: call.id };
  const leg = (legId: string): LegAddress => ({ ...room, legId });
  try {
    switch (command.kind) {
      case 'dial':
        return await voice.dial(leg(command.leg.id), command.leg.endpoint, command.from);
      case 'nudge':
        if (!command.cancel || voice.capabilities.cancelRinging) await voice.nudge(leg(command.legId), command.ref);
        return undefined;
      case 'set-muted':
        await voice.setMuted(leg(command.legId), command.muted);
        return undefined;
      case 'dismiss':
        await voice.dismiss(leg(command.legId));
        return undefined;
      case 'close-room':
        await voice.closeRoom(room);
        return undefined;
    }
  } catch (thrown) {
    if (thrown instanceof AppError) return undefined;
    throw thrown;
  }
}

/** Remembers what the telephone service calls a leg. */
async function saveRef(ports: WorkPorts, interactionId: string, legId: string, ref: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const call = await ports.call(interactionId);
    const leg = call?.legs.find(one => one.id === legId);
    if (!call || !leg || leg.ref === ref) return;
    const named = change({ calls: [{ before: call, after: replaceLeg(call, { ...leg, ref }) }] });
    const sealed = seal(named);
    try {
      await ports.as({ ...ports.ctx, idempotency: null }).commit(sealed, null);
      return await commandTelephone(ports, sealed.calls);
    } catch (thrown) {
      if (!(thrown instanceof AppError && thrown.code === 'WRITE_CONFLICT')) throw thrown;
    }
  }
}
