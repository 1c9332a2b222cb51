import type { Call } from '#schemas/voice/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import * as decide from '#shared/domain/voice/gather.ts';
import { changeCall } from './change-call.ts';

export const gather = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => decide.gather(command, command.agent.id));

export const beginConference = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => decide.beginConference(command, command.agent.id));
