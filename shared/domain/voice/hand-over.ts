import type { Campaign } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { LegEndpoint } from '#schemas/voice/model.ts';
import { startWrapUp } from '#shared/domain/dispositions/wrap-up.ts';
import { about } from '#shared/domain/interactions/about.ts';
import { activeAssignments } from '#shared/domain/interactions/assignments.ts';
import { byAgent } from '#shared/domain/interactions/authors.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, outcomeOf } from '#shared/domain/kit/change.ts';
import { dial } from './dial.ts';
import type { CallInHand } from './follow.ts';
import { type Moment, withCustomer } from './leg.ts';
import { playMusic } from './play.ts';
import { assertAccepts } from './state.ts';

/** Somebody outside who is called. */
export interface Outsider {
  readonly endpoint: LegEndpoint;
  /** A telephone number, or an extension. */
  readonly address: string;
  readonly kind: 'phone' | 'extension';
}

/**
 * Hands the customer to somebody outside at once (VOICE-12): the agent's part is over and wraps up, and the call goes on
 * without him until one of the two hangs up. Somebody who does not answer leaves the customer waiting in front of the
 * queue.
 *
 * @throws AppError `INTERACTION_STATE`, also while other agents take part
 */
export function handOver(
  inHand: CallInHand,
  agent: AgentRecord,
  campaign: Campaign,
  outsider: Outsider,
  note: string | null,
  moment: Moment,
): Change {
  assertAccepts(inHand, agent.id, 'transfer');
  const { call } = inHand;
  const called = dial(call, { kind: 'guest', name: outsider.address }, outsider.endpoint, moment);
  // He hears the telephone ring that is called for him.
  const waiting = campaign.holds.unholdBeforeTransfer
    ? withCustomer(called, leg => playMusic(leg, moment, 'ringback'))
    : called;
  return merge(
    leaveToOutsiders(
      inHand.interaction,
      agent,
      campaign,
      { kind: outsider.kind, id: outsider.address },
      note,
      moment.now,
    ),
    change({ calls: [{ before: call, after: waiting }] }),
  );
}

/** The agent leaves the customer to somebody outside who is called, or is there already. */
export function leaveToOutsiders(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  target: { readonly kind: Outsider['kind']; readonly id: string },
  note: string | null,
  now: string,
): Change {
  if (activeAssignments(interaction).length > 1) {
    throw new AppError('INTERACTION_STATE', {
      currentState: 'conference',
      allowedCommands: ['leaveConference', 'endInteraction'],
    });
  }
  const wrapping = startWrapUp(interaction, agent, campaign, now);
  const left = outcomeOf(wrapping.interactions, interaction);
  const line = {
    interactionId: interaction.id,
    author: byAgent(interaction, agent),
    text: null,
    clientMessageId: null,
  };
  return merge(
    wrapping,
    change({
      interactions: [{ before: left, after: { ...left, status: 'handed-over', returnTo: null } }],
      entries: [
        { ...line, kind: 'transferred' },
        { ...line, kind: 'agent-left' },
      ],
      events: [
        {
          type: 'interaction.transferred.v1',
          subject: `interaction/${interaction.id}`,
          agents: [agent.id],
          data: { ...about(interaction), agentId: agent.id, target, note },
        },
      ],
    }),
  );
}
