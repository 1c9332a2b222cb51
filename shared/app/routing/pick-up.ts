import type { Interaction, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { ownCampaign } from '#shared/app/work/change-interaction.ts';
import { callerId, callingAgent, conversationOf } from '#shared/app/work/load.ts';
import { offerTerms } from '#shared/app/work/match.ts';
import { hasPermission } from '#shared/app/work/permissions.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { callFor, directed } from '#shared/app/work/telephone.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { handling } from '#shared/domain/interactions/assignments.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, outcome } from '#shared/domain/kit/change.ts';
import { workRules } from '#shared/domain/routing/offer.ts';
import { assertWaiting, pickUp as decide } from '#shared/domain/routing/pick-up.ts';
import { pickUpParked } from '#shared/domain/voice/park-call.ts';

/** The caller takes a waiting contact out of its queue, atomically against routing and everybody else (ROUT-12). */
export const pickUp = (ports: WorkPorts, interactionId: string): Promise<Interaction> =>
  carryOut(ports, async () => {
    const { agent } = await callingAgent(ports);
    const [{ interaction }, permitted] = await Promise.all([
      conversationOf(ports, interactionId),
      hasPermission(ports, callerId(ports), 'pick-up'),
    ]);
    if (!permitted) throw new AppError('FORBIDDEN', { params: { permission: 'pick-up' } });
    if (interaction.status === 'parked') return takeParked(ports, interaction, agent);
    assertWaiting(interaction, agent);
    const terms = await offerTerms(ports, interaction, 'pick-up');
    return {
      change: decide(interaction, agent, terms, ports.ctx.now),
      answer: sealed => outcome(sealed.interactions, interactionId) ?? interaction,
    };
  });

/** A call that a colleague has parked. */
async function takeParked(ports: WorkPorts, interaction: InteractionRecord, agent: AgentRecord) {
  const [inHand, configuration] = await Promise.all([callFor(ports, interaction), ports.configuration()]);
  const parkerId = handling(interaction)?.agentId ?? '';
  const parker = (await ports.agent(parkerId))?.agent;
  if (!parker) throw new AppError('INTERACTION_STATE', { currentState: interaction.status, allowedCommands: [] });
  const party = { agent: parker, campaign: ownCampaign(configuration, interaction, parkerId) };
  const { queue } = rulesOf(configuration, interaction);
  const rules = workRules(interaction.channel, queue, configuration.settings);
  const decided = pickUpParked(inHand, agent, party, rules, ports.ctx.now);
  return {
    change: await directed(ports, decided, inHand),
    answer: (sealed: Change) => outcome(sealed.interactions, interaction.id) ?? interaction,
  };
}
