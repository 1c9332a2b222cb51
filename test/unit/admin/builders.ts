import type * as z from 'zod';
import {
  BusinessHours,
  Campaign,
  OutcomeScheme,
  PresenceReason,
  Queue,
  RoutingSettings,
  Skill,
  User,
} from '#schemas/admin/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { agentProfile } from '#shared/domain/admin/agent-profile.ts';
import { type Configuration, type ConfiguredObjects, configurationOf } from '#shared/domain/admin/configuration.ts';

type Given<T extends z.ZodType> = Partial<z.input<T>>;

export const skill = (given: Given<typeof Skill> = {}) => Skill.parse({ id: 'german', name: 'German', ...given });
export const campaign = (given: Given<typeof Campaign> = {}) =>
  Campaign.parse({ id: 'inbound', name: 'Inbound', ...given });
export const queue = (given: Given<typeof Queue> = {}) =>
  Queue.parse({ id: 'sales', name: 'Sales', campaignId: 'inbound', channels: ['chat'], ...given });
export const user = (given: Given<typeof User> = {}) =>
  User.parse({ id: 'ana', name: 'Ana', roles: ['agent'], ...given });
export const reason = (given: Given<typeof PresenceReason> = {}) =>
  PresenceReason.parse({ id: 'lunch', name: 'Lunch', ...given });
export const scheme = (given: Given<typeof OutcomeScheme> = {}) =>
  OutcomeScheme.parse({
    id: 'standard',
    name: 'Standard',
    classes: [{ id: 'status', number: 588, name: 'Status', codes: [{ id: 'open', number: 1344, name: 'Open' }] }],
    ...given,
  });
export const hours = (given: Given<typeof BusinessHours> = {}) =>
  BusinessHours.parse({ id: 'office', name: 'Office', timeZone: 'UTC', week: {}, ...given });
export const settings = (given: Given<typeof RoutingSettings> = {}) => RoutingSettings.parse(given);

export const configuration = (given: Partial<ConfiguredObjects> = {}, version = 1): Configuration =>
  configurationOf(version, {
    skills: [],
    queues: [],
    campaigns: [campaign()],
    'presence-reasons': [],
    'outcome-schemes': [],
    'business-hours': [],
    'chat-widgets': [],
    snippets: [],
    'phone-numbers': [],
    extensions: [],
    flows: [],
    settings: undefined,
    ...given,
  });

const SINCE = '2026-11-21T09:00:00.000Z';

export const agent = (given: Partial<AgentRecord> = {}): AgentRecord => ({
  tenantId: 'demo',
  id: 'ana',
  version: 1,
  epoch: 1,
  session: {
    id: 'ses_01K9ZQ4M6T8R2V5X7Y0A1B2C3D',
    status: 'online',
    openedAt: SINCE,
    graceUntil: null,
    extension: null,
    campaignIds: [],
  },
  presence: {
    status: 'ready',
    reasonId: null,
    kind: 'user',
    cause: null,
    since: SINCE,
    pending: null,
    returnsAt: null,
  },
  autoCall: false,
  queueIds: [],
  profile: agentProfile(user(), configuration()),
  work: [],
  misses: 0,
  coolingUntil: null,
  idleSince: SINCE,
  outcomesPending: [],
  live: '0',
  ...given,
});
