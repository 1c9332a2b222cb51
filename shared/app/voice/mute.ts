import type { Call } from '#schemas/voice/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { muteAgent } from '#shared/domain/voice/mute-agent.ts';
import { changeCall } from './change-call.ts';

export const mute = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => muteAgent(command, command.agent.id, true));

export const unmute = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => muteAgent(command, command.agent.id, false));
