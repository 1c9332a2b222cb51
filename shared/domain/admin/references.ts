import type { FlowStep } from '#schemas/voice/flow-step.ts';
import { type Configuration, type ConfiguredKind, configured, folded } from './configuration.ts';
import type { AdminObjects, ObjectKind } from './stored.ts';

interface Reference {
  /** Where in the object, with dots. */
  readonly path: string;
  readonly kind: ConfiguredKind;
  readonly id: string;
}

const references: { readonly [Kind in ObjectKind]: (object: AdminObjects[Kind]) => readonly Reference[] } = {
  users: user => [
    ...user.skills.map(({ skillId: id }, at): Reference => ({ path: `skills.${at}.skillId`, kind: 'skills', id })),
    ...user.queues.map(({ queueId: id }, at): Reference => ({ path: `queues.${at}.queueId`, kind: 'queues', id })),
  ],
  queues: queue => [
    { path: 'campaignId', kind: 'campaigns', id: queue.campaignId },
    ...optional('hoursId', 'business-hours', queue.hoursId),
    ...queue.steps.flatMap((step, at) =>
      step.skills.map(
        ({ skillId: id }, position): Reference => ({
          path: `steps.${at}.skills.${position}.skillId`,
          kind: 'skills',
          id,
        }),
      ),
    ),
  ],
  campaigns: campaign => optional('outcomeSchemeId', 'outcome-schemes', campaign.outcomeSchemeId),
  skills: () => [],
  'presence-reasons': () => [],
  'outcome-schemes': () => [],
  'business-hours': () => [],
  'chat-widgets': widget => [
    { path: 'queueId', kind: 'queues', id: widget.queueId },
    ...widget.rejectedQueueIds.map((id, at): Reference => ({ path: `rejectedQueueIds.${at}`, kind: 'queues', id })),
  ],
  snippets: ({ campaignIds, queueIds }) => [
    ...queueIds.map((id, at): Reference => ({ path: `queueIds.${at}`, kind: 'queues', id })),
    ...campaignIds.map((id, at): Reference => ({ path: `campaignIds.${at}`, kind: 'campaigns', id })),
  ],
  'phone-numbers': ({ flowId, queueId }) => [
    ...optional('flowId', 'flows', flowId),
    ...optional('queueId', 'queues', queueId),
  ],
  extensions: () => [],
  flows: ({ steps }) => Object.entries(steps).flatMap(([id, step]) => stepReferences(`steps.${id}`, step)),
  'routing-settings': () => [],
};

function stepReferences(at: string, step: FlowStep): Reference[] {
  return [
    ...('queueId' in step ? optional(`${at}.queueId`, 'queues', step.queueId) : []),
    ...('hoursId' in step ? optional(`${at}.hoursId`, 'business-hours', step.hoursId) : []),
    ...('flowId' in step ? optional(`${at}.flowId`, 'flows', step.flowId) : []),
  ];
}

const optional = (path: string, kind: ConfiguredKind, id: string | undefined): Reference[] =>
  id === undefined ? [] : [{ path, kind, id }];

/** What is wrong with an object's references: one issue for each that leads nowhere. */
export function unknownReferences<Kind extends ObjectKind>(
  kind: Kind,
  object: AdminObjects[Kind],
  configuration: Configuration,
): { path: string; message: string }[] {
  return references[kind](object)
    .filter(reference => !configured(configuration, reference.kind).has(reference.id))
    .map(reference => ({ path: reference.path, message: `there is no ${nouns[reference.kind]} ${reference.id}` }));
}

const nouns: Readonly<Record<ConfiguredKind, string>> = {
  skills: 'skill',
  queues: 'queue',
  campaigns: 'campaign',
  'presence-reasons': 'presence reason',
  'outcome-schemes': 'outcome scheme',
  'business-hours': 'business hours',
  'chat-widgets': 'chat widget',
  snippets: 'snippets',
  'phone-numbers': 'phone number',
  extensions: 'extension',
  flows: 'flow',
};

/**
 * The field of a queue or campaign that another one has with the same value: both are addressed by alias and by name,
 * other objects by id alone.
 */
export function takenField<Kind extends ObjectKind>(
  kind: Kind,
  object: AdminObjects[Kind],
  configuration: Configuration,
): 'alias' | 'name' | 'number' | undefined {
  if (kind === 'phone-numbers') return takenNumber(object as AdminObjects['phone-numbers'], configuration);
  const siblings = addressedLike[kind]?.(configuration);
  if (!siblings) return undefined;
  const { id, alias, name } = object as Addressed;
  const others = [...siblings.values()].filter(other => other.id !== id);
  if (alias !== undefined && others.some(other => other.alias === alias)) return 'alias';
  return others.some(other => folded(other.name) === folded(name)) ? 'name' : undefined;
}

/** A telephone number leads to one place. */
const takenNumber = (
  { id, number }: AdminObjects['phone-numbers'],
  { phoneNumbers }: Configuration,
): 'number' | undefined =>
  [...phoneNumbers.values()].some(other => other.id !== id && other.number === number) ? 'number' : undefined;

type Addressed = AdminObjects['queues' | 'campaigns'];

const addressedLike: Partial<Record<ObjectKind, (configuration: Configuration) => ReadonlyMap<string, Addressed>>> = {
  queues: ({ queues }) => queues,
  campaigns: ({ campaigns }) => campaigns,
};
