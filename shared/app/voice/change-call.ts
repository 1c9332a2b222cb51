import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Call } from '#schemas/voice/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { callerId } from '#shared/app/work/load.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, outcomeOf } from '#shared/domain/kit/change.ts';
import { openAgent } from '#shared/domain/sessions/close.ts';
import type { CallInHand } from '#shared/domain/voice/follow.ts';
import type { Moment } from '#shared/domain/voice/leg.ts';
import { callView } from '#shared/domain/voice/view.ts';
import { callOf } from './call-in-hand.ts';

/** A call with its agent, who gives a command. */
export interface Command extends CallInHand, Moment {
  readonly agent: AgentRecord;
  readonly configuration: Configuration;
}

/**
 * Decides something about a call of the caller and answers with the call as it is then.
 *
 * @throws AppError what the decision throws, `VOICE_NOT_CONFIGURED`, `INTERACTION_NOT_FOUND`, `NOT_A_CALL`,
 * `NOT_YOUR_INTERACTION`, `SESSION_SUPERSEDED`
 */
export const changeCall = (
  ports: WorkPorts,
  interactionId: string,
  decide: (command: Command) => Change | Promise<Change>,
): Promise<Call> =>
  carryOut(ports, async () => {
    assertVoice(ports);
    const [inHand, atWork, configuration] = await Promise.all([
      callOf(ports, interactionId),
      ports.agent(callerId(ports)),
      ports.configuration(),
    ]);
    if (!atWork) throw new AppError('NOT_YOUR_INTERACTION');
    if (ports.ctx.sessionId !== null) openAgent(atWork.agent, ports.ctx.sessionId);
    const moment = { now: ports.ctx.now, newId: ports.nextId };
    const decided = await decide({ ...inHand, ...moment, agent: atWork.agent, configuration });
    return {
      change: await directed(ports, decided, inHand),
      answer: sealed => callView(outcomeOf(sealed.calls, inHand.call)),
    };
  });

/** @throws AppError `VOICE_NOT_CONFIGURED` */
export function assertVoice({ voice }: WorkPorts): void {
  if (voice === null) throw new AppError('VOICE_NOT_CONFIGURED');
}
