import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { Conversation, WorkPorts } from '#shared/app/work/ports.ts';
import { type Configuration, rulesOf } from '#shared/domain/admin/configuration.ts';
import { lastHolder } from '#shared/domain/interactions/assignments.ts';
import type { Party } from '#shared/domain/interactions/end.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { CallInHand } from '#shared/domain/voice/follow.ts';

/** A call with its interaction; undefined where there is none. */
export async function findCall(ports: WorkPorts, interactionId: string): Promise<CallInHand | undefined> {
  const [conversation, call] = await Promise.all([ports.interaction(interactionId), ports.call(interactionId)]);
  return conversation && call ? { interaction: conversation.interaction, call } : undefined;
}

/** @throws AppError `INTERACTION_NOT_FOUND`, or `NOT_A_CALL` of other channels */
export async function callOf(ports: WorkPorts, interactionId: string): Promise<CallInHand> {
  const [conversation, call] = await Promise.all([ports.interaction(interactionId), ports.call(interactionId)]);
  return assertCall(conversation, call);
}

export function assertCall(conversation: Conversation | undefined, call: CallInHand['call'] | undefined): CallInHand {
  if (!conversation) throw new AppError('INTERACTION_NOT_FOUND');
  if (!call) throw new AppError('NOT_A_CALL', { params: { channel: conversation.interaction.channel } });
  return { interaction: conversation.interaction, call };
}

/** Everybody who has or had a part in an interaction, or is asked, with the rules he wraps up by. */
export async function crewOf(
  ports: WorkPorts,
  configuration: Configuration,
  interaction: InteractionRecord,
): Promise<ReadonlyMap<string, Party>> {
  const { assignments, offer } = interaction;
  const underWay = assignments.filter(one => one.status === 'active' || one === lastHolder(interaction));
  const ids = new Set([...underWay.map(one => one.agentId), ...(offer ? [offer.agentId] : [])]);
  const parties = await Promise.all(
    [...ids].map(async agentId => {
      const agent = (await ports.agent(agentId))?.agent;
      const part = assignments.findLast(one => one.agentId === agentId);
      return agent && ([agentId, { agent, campaign: rulesOf(configuration, part ?? interaction).campaign }] as const);
    }),
  );
  return new Map(parties.filter(party => party !== undefined));
}
