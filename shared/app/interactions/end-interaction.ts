import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { changeInteraction, ownCampaign } from '#shared/app/work/change-interaction.ts';
import { otherParties } from '#shared/app/work/parties.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { endByAgent } from '#shared/domain/interactions/end.ts';

export const endInteraction = (ports: WorkPorts, interactionId: string): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, async (interaction, agent, configuration) =>
    endByAgent(
      interaction,
      agent,
      ownCampaign(configuration, interaction, agent.id),
      ports.ctx.now,
      await otherParties(ports, configuration, interaction, agent.id),
    ),
  );
