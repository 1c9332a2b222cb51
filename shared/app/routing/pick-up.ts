import type { Interaction } from '#schemas/interactions/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { callerId, callingAgent, conversationOf } from '#shared/app/work/load.ts';
import { offerTerms } from '#shared/app/work/match.ts';
import { hasPermission } from '#shared/app/work/permissions.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import { assertWaiting, pickUp as decide } from '#shared/domain/routing/pick-up.ts';

/** The caller takes a waiting contact out of its queue, atomically against routing and everybody else (ROUT-12). */
export const pickUp = (ports: WorkPorts, interactionId: string): Promise<Interaction> =>
  carryOut(ports, async () => {
    const { agent } = await callingAgent(ports);
    const [{ interaction }, permitted] = await Promise.all([
      conversationOf(ports, interactionId),
      hasPermission(ports, callerId(ports), 'pick-up'),
    ]);
    if (!permitted) throw new AppError('FORBIDDEN', { params: { permission: 'pick-up' } });
    assertWaiting(interaction, agent);
    const terms = await offerTerms(ports, interaction, 'pick-up');
    return {
      change: decide(interaction, agent, terms, ports.ctx.now),
      answer: sealed => outcome(sealed.interactions, interactionId) ?? interaction,
    };
  });
