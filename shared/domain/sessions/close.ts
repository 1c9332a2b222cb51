import type { Campaign, RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, SessionId } from '#schemas/sessions/model.ts';
import { finish, owesOutcome } from '#shared/domain/dispositions/wrap-up.ts';
import { activeAssignments, replaceAssignment } from '#shared/domain/interactions/assignments.ts';
import { heldBySomebody } from '#shared/domain/interactions/conference.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, merge, type NewEvent, outcomeOf } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { escalationFrom, queuedEvent } from '#shared/domain/routing/queueing.ts';
import { connectionNotice } from './notice.ts';
import { revokeAll } from './open.ts';
import { systemPresence } from './system-presence.ts';
import { dropWork } from './work.ts';

type OpenAgent = AgentRecord & { readonly session: NonNullable<AgentRecord['session']> };
type SessionEvent = Extract<NewEvent, { type: `session.${string}` }>;

/** @throws AppError `SESSION_NOT_FOUND`, or `SESSION_SUPERSEDED` for a client that believes in another session. */
export function openAgent(agent: AgentRecord | undefined, sessionId: string | null): OpenAgent {
  if (!agent?.session) {
    throw new AppError(sessionId === null ? 'SESSION_NOT_FOUND' : 'SESSION_SUPERSEDED', {
      allowedCommands: ['openSession'],
    });
  }
  if (sessionId !== null && agent.session.id !== sessionId) {
    throw new AppError('SESSION_SUPERSEDED', { params: { since: agent.session.openedAt }, allowedCommands: [] });
  }
  return agent as OpenAgent;
}

/** Ends the session at the agent's wish; offers go back without blame (AUTH-23). @throws AppError `OPEN_WORK` */
export function closeSession(agent: OpenAgent, offered: readonly InteractionRecord[], now: string): Change {
  const open = agent.work.filter(one => one.state !== 'offered').map(one => one.interactionId);
  if (open.length > 0) {
    throw new AppError('OPEN_WORK', {
      params: { interactionIds: open },
      allowedCommands: ['endInteraction', 'completeWrapUp', 'disposeInteraction'],
    });
  }
  const revoked = revokeAll(agent, offered, 'queue-logout', now);
  return merge(revoked, signOut(outcomeOf<AgentRecord>(revoked.agents, agent), agent.session.id, 'logged-out', now));
}

function signOut(
  agent: AgentRecord,
  sessionId: SessionId,
  cause: 'logged-out' | 'connection-lost',
  now: string,
): Change {
  const { live: _, reservedFor: __, ...rest } = agent;
  const after: AgentRecord = {
    ...rest,
    session: null,
    // What no interaction knew of goes with the session: nobody looks for it at somebody who is not there.
    work: [],
    queueIds: [],
    coolingUntil: null,
    presence: systemPresence('not-ready', 'signed-in', null, now),
  };
  return change({
    agents: [{ before: agent, after }],
    events: [sessionEvent(agent.id, { type: 'session.closed.v1', data: { agentId: agent.id, sessionId, cause } })],
  });
}

/**
 * The connection to the agent is lost: grace begins. Offers go back at once and without blame; conversations are kept,
 * and their customers are told. Nothing happens when the session is another one or in grace already.
 */
export function beginGrace(
  agent: AgentRecord,
  epoch: number,
  work: { readonly offered: readonly InteractionRecord[]; readonly active: readonly InteractionRecord[] },
  settings: RoutingSettings,
  now: string,
): Change {
  if (agent.session?.status !== 'online' || agent.epoch !== epoch) return change({});
  const revoked = revokeAll(agent, work.offered, 'agent-disconnected', now);
  const idle = outcomeOf<AgentRecord>(revoked.agents, agent);
  const graceUntil = plusSeconds(now, settings.graceSeconds);
  return merge(
    revoked,
    change({
      agents: [{ before: idle, after: { ...idle, session: { ...agent.session, status: 'grace', graceUntil } } }],
      entries: work.active.map(interaction => connectionNotice(interaction, agent, 'agent-away')),
      events: [
        sessionEvent(agent.id, {
          type: 'session.in-grace.v1',
          data: { agentId: agent.id, sessionId: agent.session.id, graceUntil },
        }),
      ],
    }),
  );
}

/** The agent is back in time: everything goes on where it was (4.1, RESUME). */
export function resumeSession(agent: OpenAgent, active: readonly InteractionRecord[]): Change {
  if (agent.session.status === 'online') return change({});
  return change({
    agents: [{ before: agent, after: { ...agent, session: { ...agent.session, status: 'online', graceUntil: null } } }],
    entries: active.map(interaction => connectionNotice(interaction, agent, 'agent-back')),
    events: [
      sessionEvent(agent.id, {
        type: 'session.resumed.v1',
        data: { agentId: agent.id, sessionId: agent.session.id },
      }),
    ],
  });
}

/**
 * Grace is over: the session ends. Conversations wait again with the rank they have and prefer this agent for a while;
 * wrap-ups are completed by the system and lose nothing.
 *
 * @param work every interaction in the agent's hands, with its campaign
 */
export function endGrace(
  agent: AgentRecord,
  epoch: number,
  work: readonly { readonly interaction: InteractionRecord; readonly campaign: Campaign }[],
  settings: RoutingSettings,
  now: string,
): Change {
  const { session } = agent;
  const stale = session?.status !== 'grace' || agent.epoch !== epoch || (session.graceUntil ?? now) > now;
  if (stale) return change({});
  let all = change({});
  let current = agent;
  for (const { interaction, campaign } of work) {
    const one = abandonWork(interaction, current, campaign, settings, now);
    current = outcomeOf(one.agents, current);
    all = merge(all, one);
  }
  return merge(all, signOut(current, session.id, 'connection-lost', now));
}

/**
 * Grace is over, but the agent still speaks on his telephone: voice follows the media, and the session waits with the
 * call for as long again.
 */
export function extendGrace(agent: AgentRecord, epoch: number, settings: RoutingSettings, now: string): Change {
  const { session } = agent;
  if (session?.status !== 'grace' || agent.epoch !== epoch || (session.graceUntil ?? now) > now) return change({});
  const graceUntil = plusSeconds(now, settings.graceSeconds);
  return change({ agents: [{ before: agent, after: { ...agent, session: { ...session, graceUntil } } }] });
}

/** One part of an agent who is gone for good: a wrap-up is completed, a conversation waits again and prefers him. */
export function abandonWork(
  interaction: InteractionRecord,
  agent: AgentRecord,
  campaign: Campaign,
  settings: RoutingSettings,
  now: string,
): Change {
  const assignment = interaction.assignments.findLast(one => one.agentId === agent.id);
  if (assignment?.status === 'wrap-up') {
    return finish(interaction, agent, 'system', owesOutcome(interaction, agent.id, campaign), now);
  }
  if (assignment?.status !== 'active') return change({});
  const left = replaceAssignment(interaction, { ...assignment, status: 'done', endedAt: now });
  if (activeAssignments(left).length > 0) {
    return change({
      interactions: [{ before: interaction, after: heldBySomebody(left) }],
      agents: [{ before: agent, after: dropWork(agent, interaction.id, now) }],
      entries: [connectionNotice(interaction, agent, 'agent-left')],
    });
  }
  const after: InteractionRecord = {
    ...left,
    status: 'queued',
    // Not his personal lane: nobody else would ever be asked there.
    lane: left.queueId,
    enqueuedAt: now,
    stepStartedAt: now,
    escalatesAt: escalationFrom(now, left.class, settings),
    excluded: [],
    // A visit whose agent was lost before anybody heard him goes on.
    queueVisits: left.queueVisits + (assignment.connectedAt === null ? 0 : 1),
    sticky: { agentId: agent.id, until: plusSeconds(now, settings.stickySeconds) },
  };
  return change({
    interactions: [{ before: interaction, after }],
    agents: [{ before: agent, after: dropWork(agent, interaction.id, now) }],
    entries: [connectionNotice(interaction, agent, 'agent-left')],
    events: [queuedEvent(after, 'agent-lost')],
  });
}

const sessionEvent = (agentId: string, what: Pick<SessionEvent, 'type' | 'data'>): NewEvent =>
  ({ ...what, subject: `agent/${agentId}`, agents: [agentId] }) as NewEvent;
