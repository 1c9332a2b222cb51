import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { participants } from '#shared/domain/interactions/assignments.ts';
import { endSilence } from '#shared/domain/interactions/silent-customer.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { carryOut } from './carry-out.ts';
import type { WorkPorts } from './ports.ts';
import { withoutKey } from './reserve.ts';
import { isConflict } from './store-change.ts';

/**
 * The customer of a silent conversation has written: it takes the capacity again that it took before. The message is
 * stored already; where others are too busy with the agent now, the next one does it.
 */
export async function customerSpeaks(ports: WorkPorts, interaction: InteractionRecord): Promise<void> {
  await speak(ports, interaction).catch((thrown: unknown) => {
    if (!isConflict(thrown)) throw thrown;
  });
}

async function speak(ports: WorkPorts, { id }: InteractionRecord): Promise<void> {
  await carryOut(withoutKey(ports), async () => {
    const [conversation, { settings }] = await Promise.all([ports.interaction(id), ports.configuration()]);
    const interaction = conversation?.interaction;
    const change = interaction
      ? endSilence(interaction, await agentsIn(ports, interaction), settings, ports.ctx.now)
      : nothing;
    return { change, answer: () => null };
  });
}

/** The agents who take part in an interaction. */
export async function agentsIn(ports: WorkPorts, interaction: InteractionRecord): Promise<AgentRecord[]> {
  const found = await Promise.all(participants(interaction).map(agentId => ports.agent(agentId)));
  return found.flatMap(atWork => atWork?.agent ?? []);
}
