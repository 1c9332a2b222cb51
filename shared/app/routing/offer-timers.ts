import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { TaskInput } from '#schemas/kit/task.ts';
import type { routingTasks } from '#schemas/routing/tasks.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { matchInteraction } from '#shared/app/work/match.ts';
import type { AgentAtWork, WorkPorts } from '#shared/app/work/ports.ts';
import { type Change, nothing, outcome } from '#shared/domain/kit/change.ts';
import { autoAnswer as decideAutoAnswer, expire } from '#shared/domain/routing/offer.ts';
import { returnTransfer as decideReturn, refresh } from '#shared/domain/routing/queueing.ts';

type Input<K extends keyof typeof routingTasks> = TaskInput<(typeof routingTasks)[K]>;

/** Ring time is over. */
export const expireOffer = (ports: WorkPorts, input: Input<'expireOffer'>): Promise<void> =>
  aboutOffer(ports, input, async (interaction, { agent, lease }) => {
    const { settings } = await ports.configuration();
    return expire(interaction, agent, lease, input.offerId, settings, ports.ctx.now);
  });

/** The tone has played: the server accepts for the agent (ROUT-06). */
export const autoAnswer = (ports: WorkPorts, input: Input<'autoAnswer'>): Promise<void> =>
  aboutOffer(ports, input, (interaction, { agent, lease }) =>
    decideAutoAnswer(interaction, agent, lease, input.offerId, ports.ctx.now),
  );

async function aboutOffer(
  ports: WorkPorts,
  input: { readonly interactionId: string; readonly offerId: string },
  decide: (interaction: InteractionRecord, atWork: AgentAtWork) => Change | Promise<Change>,
): Promise<void> {
  await carryOut(ports, async () => {
    const interaction = (await ports.interaction(input.interactionId))?.interaction;
    const atWork = interaction?.offer && (await ports.agent(interaction.offer.agentId));
    return { change: interaction && atWork ? await decide(interaction, atWork) : nothing, answer: () => null };
  });
}

/** A skill step, an exclusion or a preference ended, or the wait grew long: look for an agent again. */
export async function wakeInteraction(ports: WorkPorts, input: Input<'wakeInteraction'>): Promise<void> {
  const looked = await carryOut(ports, async () => {
    const interaction = (await ports.interaction(input.interactionId))?.interaction;
    const { settings } = await ports.configuration();
    const change = interaction ? refresh(interaction, settings, ports.ctx.now) : nothing;
    return { change, answer: sealed => outcome(sealed.interactions, input.interactionId) ?? interaction };
  });
  if (looked?.status === 'queued') await matchInteraction(ports, looked, 'step-expired');
}

/** Nobody took the transfer in time. */
export async function returnTransfer(ports: WorkPorts, input: Input<'returnTransfer'>): Promise<void> {
  await carryOut(ports, async () => {
    const interaction = (await ports.interaction(input.interactionId))?.interaction;
    return { change: interaction ? decideReturn(interaction, input.deadline) : nothing, answer: () => null };
  });
}
