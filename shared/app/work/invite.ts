import type * as z from 'zod';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallTarget } from '#schemas/voice/target.ts';
import { type Configuration, rulesOf } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { workRules } from '#shared/domain/routing/offer.ts';
import type { Invited } from '#shared/domain/voice/consult.ts';
import { endpointOf } from '#shared/domain/voice/extension.ts';
import type { Outsider } from '#shared/domain/voice/hand-over.ts';
import { assertMayDial } from '#shared/domain/voice/may-dial.ts';
import type { DiallingPorts } from './ports.ts';

type Target = z.output<typeof CallTarget>;

/**
 * Whom a target names: a colleague with where he is reached, or somebody outside. An extension is whoever works at it
 * now, or else its telephone.
 *
 * @throws AppError `AGENT_NOT_FOUND`, `TARGET_UNAVAILABLE`, `NUMBER_NOT_ALLOWED`
 */
export async function invitedBy(
  ports: DiallingPorts,
  configuration: Configuration,
  interaction: InteractionRecord,
  target: Target,
): Promise<Invited> {
  switch (target.kind) {
    case 'phone':
      assertMayDial(target.number, await ports.numbers.judge(target.number), configuration.settings.voice);
      return outside({
        kind: 'phone',
        address: target.number,
        endpoint: { kind: 'phone', number: target.number },
      });
    case 'agent':
      return colleague(ports, configuration, interaction, target.id);
    case 'extension': {
      const agentId = await agentAt(ports, target.id);
      if (agentId !== undefined) return colleague(ports, configuration, interaction, agentId);
      const endpoint = endpointOf(target.id, configuration);
      if (endpoint.kind === 'browser') {
        throw new AppError('TARGET_UNAVAILABLE', {
          detail: 'Nobody works at this extension, and it has no telephone.',
        });
      }
      return outside({ kind: 'extension', address: target.id, endpoint });
    }
  }
}

/** Who works at an extension now; a look that may lag. */
export const agentAt = async (ports: DiallingPorts, extension: string): Promise<string | undefined> =>
  (await ports.liveAgents()).find(({ session }) => session?.extension === extension)?.id;

async function colleague(
  ports: DiallingPorts,
  configuration: Configuration,
  interaction: InteractionRecord,
  agentId: string,
): Promise<Invited> {
  const user = await ports.user(agentId);
  if (!user?.active || !user.roles.includes('agent')) throw new AppError('AGENT_NOT_FOUND');
  const agent = (await ports.agent(agentId))?.agent;
  const { queue } = rulesOf(configuration, interaction);
  const rules = workRules(interaction.channel, queue, configuration.settings);
  return { kind: 'agent', agent, endpoint: endpointOf(agent?.session?.extension ?? null, configuration), rules };
}

const outside = (outsider: Outsider): Invited => ({ kind: 'outsider', outsider });
