import type { Call } from '#schemas/voice/model.ts';
import { callerAndInteraction, callerId } from '#shared/app/work/load.ts';
import type { RoomAccess, WorkPorts } from '#shared/app/work/ports.ts';
import { visible } from '#shared/app/work/visible.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { agentLeg } from '#shared/domain/voice/leg.ts';
import { callState } from '#shared/domain/voice/state.ts';
import { callView } from '#shared/domain/voice/view.ts';
import { assertCall } from './call-in-hand.ts';

export async function getCall(ports: WorkPorts, interactionId: string): Promise<Call> {
  const [conversation, call] = await Promise.all([visible(ports, interactionId), ports.call(interactionId)]);
  return callView(assertCall(conversation, call).call);
}

/**
 * The place of the caller's browser in the room of the call. Whoever lost the connection asks again, and gets another.
 *
 * @throws AppError `NOT_YOUR_INTERACTION`, `INTERACTION_STATE` where no browser of the caller is waited for
 */
export async function getMedia(ports: WorkPorts, interactionId: string): Promise<RoomAccess> {
  const { voice } = ports;
  if (voice === null) throw new AppError('VOICE_NOT_CONFIGURED');
  const [{ conversation }, call] = await Promise.all([
    callerAndInteraction(ports, interactionId),
    ports.call(interactionId),
  ]);
  const inHand = assertCall(conversation, call);
  const takesPart = inHand.interaction.assignments.some(one => one.agentId === callerId(ports));
  if (!takesPart) throw new AppError('NOT_YOUR_INTERACTION');
  const leg = agentLeg(inHand.call, callerId(ports));
  if (leg?.endpoint.kind !== 'browser') {
    throw new AppError('INTERACTION_STATE', { currentState: callState(inHand), allowedCommands: [] });
  }
  return voice.admit({ tenantId: ports.ctx.tenantId, interactionId, legId: leg.id });
}
