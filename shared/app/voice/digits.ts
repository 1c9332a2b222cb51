import type { Call } from '#schemas/voice/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { pressKeys } from '#shared/domain/voice/send-digits.ts';
import { changeCall } from './change-call.ts';

export const sendDigits = (ports: WorkPorts, interactionId: string, digits: string): Promise<Call> =>
  changeCall(ports, interactionId, command => pressKeys(command, command.agent.id, digits, command.newId));
