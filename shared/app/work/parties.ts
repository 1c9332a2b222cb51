import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { type Configuration, rulesOf } from '#shared/domain/admin/configuration.ts';
import { activeAssignments } from '#shared/domain/interactions/assignments.ts';
import type { Party } from '#shared/domain/interactions/end.ts';
import type { WorkPorts } from './ports.ts';

/** Who is in a conversation beside one agent; nearly always nobody, and then nothing is read. */
export async function otherParties(
  ports: WorkPorts,
  configuration: Configuration,
  interaction: InteractionRecord,
  agentId: string | undefined,
): Promise<Party[]> {
  const others = activeAssignments(interaction).filter(one => one.agentId !== agentId);
  const parties = await Promise.all(
    others.map(async assignment => {
      const agent = (await ports.agent(assignment.agentId))?.agent;
      return agent && { agent, campaign: rulesOf(configuration, assignment).campaign };
    }),
  );
  return parties.filter(party => party !== undefined);
}
