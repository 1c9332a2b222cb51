import {
  type AdminKind,
  type AdminObject,
  type BusinessHours,
  Campaign,
  type ChatWidget,
  type Extension,
  type Flow,
  type InboundNumber,
  type OutcomeScheme,
  type PresenceReason,
  Queue,
  type RoutingSettings,
  type Skill,
  type Snippets,
} from '#schemas/admin/model.ts';
import type { Channel } from '#schemas/interactions/channel.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { defaultSettings } from './defaults.ts';

/** A tenant's administrative objects except its users, by id. */
export interface Configuration {
  readonly version: number;
  readonly skills: ReadonlyMap<string, Skill>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly presenceReasons: ReadonlyMap<string, PresenceReason>;
  readonly outcomeSchemes: ReadonlyMap<string, OutcomeScheme>;
  readonly businessHours: ReadonlyMap<string, BusinessHours>;
  readonly chatWidgets: ReadonlyMap<string, ChatWidget>;
  readonly snippets: ReadonlyMap<string, Snippets>;
  readonly phoneNumbers: ReadonlyMap<string, InboundNumber>;
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly settings: RoutingSettings;
}

/** Under which key the one settings object of a tenant is kept. */
export const settingsKey = { kind: 'routing-settings', id: 'routing-settings' } as const;

/** The kinds of objects that a configuration holds; users are many and are read one by one. */
export type ConfiguredKind = Exclude<AdminKind, 'users'>;

/** The objects of every kind, and the settings unless they were never saved. */
export type ConfiguredObjects = { readonly [Kind in ConfiguredKind]: readonly AdminObject<Kind>[] } & {
  readonly settings: RoutingSettings | undefined;
};

export const configurationOf = (version: number, objects: ConfiguredObjects): Configuration => ({
  version,
  skills: byId(objects.skills),
  queues: byId(objects.queues),
  campaigns: byId(objects.campaigns),
  presenceReasons: byId(objects['presence-reasons']),
  outcomeSchemes: byId(objects['outcome-schemes']),
  businessHours: byId(objects['business-hours']),
  chatWidgets: byId(objects['chat-widgets']),
  snippets: byId(objects.snippets),
  phoneNumbers: byId(objects['phone-numbers']),
  extensions: byId(objects.extensions),
  flows: byId(objects.flows),
  settings: objects.settings ?? defaultSettings(),
});

const byId = <T extends { readonly id: string }>(objects: readonly T[]): ReadonlyMap<string, T> =>
  new Map(objects.map(object => [object.id, object]));

/** The objects of one kind. */
export function configured<Kind extends ConfiguredKind>(
  configuration: Configuration,
  kind: Kind,
): ReadonlyMap<string, AdminObject<Kind>> {
  const objects: { readonly [K in ConfiguredKind]: ReadonlyMap<string, AdminObject<K>> } = {
    skills: configuration.skills,
    queues: configuration.queues,
    campaigns: configuration.campaigns,
    'presence-reasons': configuration.presenceReasons,
    'outcome-schemes': configuration.outcomeSchemes,
    'business-hours': configuration.businessHours,
    'chat-widgets': configuration.chatWidgets,
    snippets: configuration.snippets,
    'phone-numbers': configuration.phoneNumbers,
    extensions: configuration.extensions,
    flows: configuration.flows,
  };
  return objects[kind];
}

/** @throws AppError `QUEUE_NOT_FOUND` */
export function queueOf(configuration: Configuration, queueId: string): Queue {
  const queue = configuration.queues.get(queueId);
  if (!queue) throw new AppError('QUEUE_NOT_FOUND', { params: { queueId } });
  return queue;
}

/** @throws AppError `CAMPAIGN_NOT_FOUND` */
export function campaignOf(configuration: Configuration, campaignId: string): Campaign {
  const campaign = configuration.campaigns.get(campaignId);
  if (!campaign) throw new AppError('CAMPAIGN_NOT_FOUND', { params: { campaignId } });
  return campaign;
}

/**
 * The rules of a queue and a campaign for an interaction that names them. Only what is closed can name a campaign or
 * queue that has been deleted since: then there are rules all the same, and they ask for nothing.
 */
export function rulesOf(
  configuration: Configuration,
  { campaignId, queueId }: { readonly campaignId: string; readonly queueId: string },
): { readonly queue: Queue; readonly campaign: Campaign } {
  const gone = { name: 'deleted', campaignId, channels: ['chat'] };
  return {
    queue: configuration.queues.get(queueId) ?? Queue.parse({ id: queueId, ...gone }),
    campaign: configuration.campaigns.get(campaignId) ?? Campaign.parse({ id: campaignId, name: gone.name }),
  };
}

/** The queue named by id, or by name without regard to case. @throws AppError `QUEUE_NOT_FOUND` */
export function namedQueue(
  configuration: Configuration,
  by: { readonly queueId?: string | undefined; readonly queueName?: string | undefined },
): Queue {
  if (by.queueId !== undefined) return queueOf(configuration, by.queueId);
  const name = folded(by.queueName ?? '');
  const queue = [...configuration.queues.values()].find(one => folded(one.name) === name);
  if (!queue) throw new AppError('QUEUE_NOT_FOUND', { params: { queueName: by.queueName } });
  return queue;
}

/** A name as names are compared: without regard to case, outer blanks and the way accents are encoded. */
export const folded = (name: string): string => name.trim().normalize('NFC').toLowerCase();

/** Seconds an offer rings: the campaign's, else the tenant's (CAMP-03). */
export const ringSeconds = (configuration: Configuration, campaign: Campaign, channel: Channel): number =>
  campaign.ringSeconds[channel] ?? configuration.settings.ringSeconds[channel];
