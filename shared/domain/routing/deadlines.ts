import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Change } from '#shared/domain/kit/change.ts';
import { callDeadlines } from '#shared/domain/voice/deadlines.ts';
import { laneOwner } from './lane.ts';
import { renewalOf } from './reservation.ts';
import { activeStep } from './skills.ts';

/** A moment at which something must happen to an aggregate. */
export interface Deadline {
  readonly task: string;
  readonly at: string;
  readonly input: Readonly<Record<string, string | number>>;
}

/**
 * Every deadline an interaction has: the timers of a change are those it has after and had not before (invariant I4),
 * and the sweeper looks for those that have passed.
 */
export function interactionDeadlines(interaction: InteractionRecord): Deadline[] {
  const due = (task: string, at: string, input: Deadline['input'] = {}): Deadline => ({
    task,
    at,
    input: { interactionId: interaction.id, ...input },
  });
  const {
    closingLookAt,
    customerWatch,
    endedAt,
    escalatesAt,
    lane,
    offer,
    overflowAt,
    reservation,
    returnTo,
    silence,
    status,
    transcript,
  } = interaction;
  return [
    ...(offer ? [due('expire-offer', offer.expiresAt, { offerId: offer.id })] : []),
    ...(offer?.autoAnswerAt ? [due('auto-answer', offer.autoAnswerAt, { offerId: offer.id })] : []),
    ...(returnTo?.at && status === 'queued' ? [due('return-transfer', returnTo.at)] : []),
    ...(status === 'queued' ? wakeUps(interaction).map(at => due('wake-interaction', at)) : []),
    ...(status === 'queued' && reservation ? [due('wake-interaction', renewalOf(reservation))] : []),
    ...(status === 'queued' && escalatesAt ? [due('wake-interaction', escalatesAt)] : []),
    // Who waits for one person alone waits for as long as that takes.
    ...(closingLookAt && status === 'queued' && laneOwner(lane) === null
      ? [due('check-queue-hours', closingLookAt)]
      : []),
    // While somebody is being asked it has to wait, and is due at once when nobody takes the call.
    ...(overflowAt && status === 'queued' ? [due('overflow-call', overflowAt)] : []),
    ...(customerWatch?.idleLookAt && status === 'active' ? [due('check-idle-customer', customerWatch.idleLookAt)] : []),
    ...(silence?.lookAt && status === 'active' ? [due('check-silence', silence.lookAt)] : []),
    ...(customerWatch?.pageLookAt && endedAt === null ? [due('check-customer-page', customerWatch.pageLookAt)] : []),
    ...(endedAt && transcript && !transcript.settledAt
      ? [due('send-transcript', endedAt > transcript.wantedAt ? endedAt : transcript.wantedAt)]
      : []),
    ...interaction.assignments.flatMap(assignment =>
      assignment.status === 'wrap-up' && assignment.wrapUp?.endsAt
        ? [due('expire-wrap-up', assignment.wrapUp.endsAt, { agentId: assignment.agentId })]
        : [],
    ),
  ];
}

/** When a waiting contact should be looked at again although nobody did anything. */
function wakeUps(interaction: InteractionRecord): string[] {
  const { stepStartedAt, steps, excluded, sticky } = interaction;
  const stepEnds: string[] = [];
  for (let from = stepStartedAt; ; ) {
    const { endsAt } = activeStep(steps, stepStartedAt, from);
    if (endsAt === null) break;
    stepEnds.push(endsAt);
    from = endsAt;
  }
  return [...stepEnds, ...excluded.map(one => one.until), ...(sticky ? [sticky.until] : [])];
}

export function agentDeadlines(agent: AgentRecord): Deadline[] {
  const due = (task: string, at: string, input: Deadline['input'] = {}): Deadline => ({
    task,
    at,
    input: { agentId: agent.id, ...input },
  });
  return [
    ...(agent.coolingUntil ? [due('wake-agent', agent.coolingUntil)] : []),
    ...(agent.reservedFor ? [due('wake-agent', agent.reservedFor.until)] : []),
    ...(agent.presence.returnsAt ? [due('wake-agent', agent.presence.returnsAt)] : []),
    ...(agent.session?.graceUntil ? [due('end-grace', agent.session.graceUntil, { epoch: agent.epoch })] : []),
  ];
}

/**
 * The deadlines a change brings. A look for agents whose time lies behind us finds nobody new; a class whose time ran
 * out while somebody was being asked is still to be left.
 */
export function newDeadlines(sealed: Change, now: string): Deadline[] {
  const deadlines = [
    ...sealed.interactions.flatMap(({ before, after }) =>
      added(before ? interactionDeadlines(before) : [], interactionDeadlines(after)),
    ),
    ...sealed.agents.flatMap(({ before, after }) => added(before ? agentDeadlines(before) : [], agentDeadlines(after))),
    ...sealed.calls.flatMap(({ before, after }) => added(before ? callDeadlines(before) : [], callDeadlines(after))),
  ];
  const escalations = new Set(sealed.interactions.map(({ after }) => after.escalatesAt));
  return deadlines.filter(({ at, task }) => task !== 'wake-interaction' || at > now || escalations.has(at));
}

function added(before: readonly Deadline[], after: readonly Deadline[]): Deadline[] {
  const known = new Set(before.map(identity));
  return after.filter(deadline => {
    const fresh = !known.has(identity(deadline));
    known.add(identity(deadline));
    return fresh;
  });
}

const identity = (deadline: Deadline): string => JSON.stringify([deadline.task, deadline.at, deadline.input]);
