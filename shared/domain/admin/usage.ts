import type { AdminKind, User } from '#schemas/admin/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { FlowStep } from '#schemas/voice/flow-step.ts';
import type { Configuration } from './configuration.ts';

/** Something that still needs an object: another object, a session, an agent or an interaction. */
export interface Use {
  readonly kind: AdminKind | 'agents' | 'interactions' | 'sessions';
  readonly id: string;
}

/** What may still need an object. Only the facts that concern its kind have to be there. */
export interface UsageFacts {
  readonly configuration: Configuration;
  readonly users: readonly User[];
  /** Agents with an open session; of a user, the user's own row, whatever it is. */
  readonly agents: readonly AgentRecord[];
  /** Ids of the interactions that wait or run for the object. */
  readonly liveWork: readonly string[];
}

type Finder = (id: string, facts: UsageFacts) => Use[];

const finders: Readonly<Record<AdminKind, Finder>> = {
  users: (_id, { agents, liveWork }) => [
    ...agents.flatMap(({ session }): Use[] => (session ? [{ kind: 'sessions', id: session.id }] : [])),
    ...interactions(liveWork),
  ],
  skills: (id, { configuration, users }) => [
    ...uses('queues', configuration.queues.values(), queue =>
      queue.steps.some(step => step.skills.some(skill => skill.skillId === id)),
    ),
    ...uses('users', users, user => user.skills.some(skill => skill.skillId === id)),
  ],
  queues: (id, { configuration, users, liveWork }) => [
    ...uses(
      'chat-widgets',
      configuration.chatWidgets.values(),
      widget => widget.queueId === id || widget.rejectedQueueIds.includes(id),
    ),
    ...uses('snippets', configuration.snippets.values(), ({ queueIds }) => queueIds.includes(id)),
    ...uses('phone-numbers', configuration.phoneNumbers.values(), ({ queueId }) => queueId === id),
    ...flowsThat(configuration, step => 'queueId' in step && step.queueId === id),
    ...uses('users', users, user => user.queues.some(queue => queue.queueId === id)),
    ...interactions(liveWork),
  ],
  campaigns: (id, { configuration, liveWork }) => [
    ...uses('queues', configuration.queues.values(), queue => queue.campaignId === id),
    ...uses('snippets', configuration.snippets.values(), ({ campaignIds }) => campaignIds.includes(id)),
    ...interactions(liveWork),
  ],
  'presence-reasons': (id, { agents }) =>
    uses('agents', agents, ({ presence }) => presence.reasonId === id || presence.pending?.reasonId === id),
  'outcome-schemes': (id, { configuration }) =>
    uses('campaigns', configuration.campaigns.values(), campaign => campaign.outcomeSchemeId === id),
  'business-hours': (id, { configuration }) => [
    ...uses('queues', configuration.queues.values(), queue => queue.hoursId === id),
    ...flowsThat(configuration, step => 'hoursId' in step && step.hoursId === id),
  ],
  'chat-widgets': () => [],
  snippets: () => [],
  'phone-numbers': () => [],
  extensions: () => [],
  flows: (id, { configuration }) => [
    ...uses('phone-numbers', configuration.phoneNumbers.values(), ({ flowId }) => flowId === id),
    ...flowsThat(configuration, step => 'flowId' in step && step.flowId === id).filter(use => use.id !== id),
  ],
};

const flowsThat = (configuration: Configuration, needs: (step: FlowStep) => boolean): Use[] =>
  uses('flows', configuration.flows.values(), flow => Object.values(flow.steps).some(needs));

/** Everything that still needs an object, in no particular order. */
export const usedBy = (kind: AdminKind, id: string, facts: UsageFacts): Use[] => finders[kind](id, facts);

const uses = <T extends { readonly id: string }>(
  kind: Use['kind'],
  candidates: Iterable<T>,
  needs: (candidate: T) => boolean,
): Use[] => [...candidates].filter(needs).map(({ id }) => ({ kind, id }));

const interactions = (ids: readonly string[]): Use[] => ids.map(id => ({ kind: 'interactions', id }));
