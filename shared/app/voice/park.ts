import type { Call } from '#schemas/voice/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import * as decide from '#shared/domain/voice/park-call.ts';
import { changeCall } from './change-call.ts';

export const park = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command =>
    decide.park(command, command.agent, command.configuration.settings, command.now),
  );

export const unpark = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => decide.unpark(command, command.agent, command.now));
