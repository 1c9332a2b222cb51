import type { Call } from '#schemas/voice/model.ts';
import { ownCampaign } from '#shared/app/work/change-interaction.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import * as decide from '#shared/domain/voice/hold-call.ts';
import { changeCall } from './change-call.ts';

export const hold = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => {
    const { agent, configuration, interaction } = command;
    return decide.hold(command, agent.id, ownCampaign(configuration, interaction, agent.id).holds);
  });

export const resume = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => decide.resume(command, command.agent.id));
