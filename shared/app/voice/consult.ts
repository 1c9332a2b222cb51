import type * as z from 'zod';
import type { Call } from '#schemas/voice/model.ts';
import type { CallTarget } from '#schemas/voice/target.ts';
import { ownCampaign } from '#shared/app/work/change-interaction.ts';
import { invitedBy } from '#shared/app/work/invite.ts';
import type { DiallingPorts, WorkPorts } from '#shared/app/work/ports.ts';
import * as decide from '#shared/domain/voice/consult.ts';
import { legOf } from '#shared/domain/voice/leg.ts';
import { crewOf } from './call-in-hand.ts';
import { changeCall } from './change-call.ts';

export const consult = (
  ports: DiallingPorts,
  interactionId: string,
  target: z.output<typeof CallTarget>,
): Promise<Call> =>
  changeCall(ports, interactionId, async command => {
    const { agent, configuration, interaction } = command;
    return decide.consult(command, agent, await invitedBy(ports, configuration, interaction, target), command);
  });

export const completeConsult = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, command => {
    const { agent, configuration, interaction, now } = command;
    return decide.completeConsult(command, agent, ownCampaign(configuration, interaction, agent.id), now);
  });

export const cancelConsult = (ports: WorkPorts, interactionId: string): Promise<Call> =>
  changeCall(ports, interactionId, async command => {
    const { agent, call, configuration, interaction } = command;
    const party = legOf(call, call.consult?.legId ?? '')?.party;
    const crew = await crewOf(ports, configuration, interaction);
    return decide.cancelConsult(
      command,
      agent.id,
      party?.kind === 'agent' ? crew.get(party.agentId) : undefined,
      command,
    );
  });
