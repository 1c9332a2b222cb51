import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { PageQuery, pageOf } from '../kit/page.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { DryRun, DryRunRequest } from '../voice/dry-run.ts';
import { FlowBody } from '../voice/flow.ts';
import {
  type AdminKind,
  AuditEntry,
  administeredOf,
  BusinessHours,
  Campaign,
  ChatWidget,
  Extension,
  Flow,
  InboundNumber,
  OutcomeScheme,
  PresenceReason,
  Queue,
  RoutingSettings,
  Skill,
  Snippets,
  User,
} from './model.ts';
import { InboundNumberBody, reachable } from './voice.ts';

const admins = ['admin'] as const;
const Params = z.object({ objectId: ObjectId });

/** Puts a route declared for `:kind` under the path of one kind. */
const at = <R extends Route>(kind: AdminKind, route: R): R => ({ ...route, path: route.path.replace(':kind', kind) });

/**
 * The five operations of one kind of object. The id may be chosen at creation; it is made when left out, except for
 * users, whose id is the subject of the identity provider.
 */
function crud<Shape extends z.core.$ZodShape, Create extends z.ZodType>(
  kind: AdminKind,
  noun: string,
  model: z.ZodObject<Shape, z.core.$ZodObjectConfig>,
  create: Create,
) {
  const stored = administeredOf(model).meta({ id: `Stored${noun}` });
  return {
    list: at(
      kind,
      defineRoute({
        method: 'GET',
        path: '/v1/admin/:kind',
        summary: `List ${kind}`,
        auth: ['admin', 'supervisor'],
        query: PageQuery,
        reply: { status: 200, body: pageOf(stored) },
        errors: [],
      }),
    ),
    create: at(
      kind,
      defineRoute({
        method: 'POST',
        path: '/v1/admin/:kind',
        summary: `Create one of the ${kind}`,
        auth: admins,
        body: create,
        reply: { status: 201, body: stored },
        errors: ['OBJECT_EXISTS', 'REFERENCE_UNKNOWN', 'WRITE_CONFLICT'],
        idempotent: true,
      }),
    ),
    get: at(
      kind,
      defineRoute({
        method: 'GET',
        path: '/v1/admin/:kind/{objectId}',
        summary: `One of the ${kind}`,
        auth: ['admin', 'supervisor'],
        params: Params,
        reply: { status: 200, body: stored },
        errors: ['OBJECT_NOT_FOUND'],
      }),
    ),
    replace: at(
      kind,
      defineRoute({
        method: 'PUT',
        path: '/v1/admin/:kind/{objectId}',
        summary: `Replace one of the ${kind}`,
        auth: admins,
        params: Params,
        body: create,
        reply: { status: 200, body: stored },
        errors: [
          'OBJECT_NOT_FOUND',
          'OBJECT_EXISTS',
          'REFERENCE_UNKNOWN',
          'VERSION_STALE',
          'PRECONDITION_REQUIRED',
          'WRITE_CONFLICT',
        ],
        conditional: true,
      }),
    ),
    remove: at(
      kind,
      defineRoute({
        method: 'DELETE',
        path: '/v1/admin/:kind/{objectId}',
        summary: `Delete one of the ${kind}; refused while it is in use`,
        auth: admins,
        params: Params,
        reply: { status: 204, body: z.null() },
        errors: ['OBJECT_NOT_FOUND', 'OBJECT_IN_USE', 'VERSION_STALE', 'PRECONDITION_REQUIRED', 'WRITE_CONFLICT'],
        conditional: true,
      }),
    ),
  };
}

/** A body may leave out the id: the path or Tandem supplies it. */
const body = <T extends z.core.$ZodShape>(model: z.ZodObject<T>) =>
  z.strictObject({ ...model.shape, id: ObjectId.optional() }) as z.ZodObject<
    Omit<T, 'id'> & { id: z.ZodOptional<typeof ObjectId> },
    z.core.$strict
  >;

const users = crud('users', 'User', User, User);
const skills = crud('skills', 'Skill', Skill, body(Skill).meta({ id: 'SkillBody' }));
const queues = crud('queues', 'Queue', Queue, body(Queue).meta({ id: 'QueueBody' }));
const campaigns = crud(
  'campaigns',
  'Campaign',
  Campaign,
  body(Campaign)
    .refine(campaign => !campaign.dispositionRequired || campaign.outcomeSchemeId !== undefined, {
      message: 'a required disposition needs an outcome scheme',
      path: ['outcomeSchemeId'],
    })
    .meta({ id: 'CampaignBody' }),
);
const presenceReasons = crud(
  'presence-reasons',
  'PresenceReason',
  PresenceReason,
  body(PresenceReason).meta({ id: 'PresenceReasonBody' }),
);
const outcomeSchemes = crud(
  'outcome-schemes',
  'OutcomeScheme',
  OutcomeScheme,
  body(OutcomeScheme).meta({ id: 'OutcomeSchemeBody' }),
);
const businessHours = crud(
  'business-hours',
  'BusinessHours',
  BusinessHours,
  body(BusinessHours).meta({ id: 'BusinessHoursBody' }),
);
const chatWidgets = crud('chat-widgets', 'ChatWidget', ChatWidget, body(ChatWidget).meta({ id: 'ChatWidgetBody' }));
const snippets = crud('snippets', 'Snippets', Snippets, body(Snippets).meta({ id: 'SnippetsBody' }));
const phoneNumbers = crud('phone-numbers', 'InboundNumber', InboundNumber, InboundNumberBody);
const extensions = crud(
  'extensions',
  'Extension',
  Extension,
  body(Extension).superRefine(reachable).meta({ id: 'ExtensionBody' }),
);
const flows = crud('flows', 'Flow', Flow, FlowBody);
const StoredRoutingSettings = administeredOf(RoutingSettings).meta({ id: 'StoredRoutingSettings' });

export const adminRoutes = {
  listUsers: users.list,
  createUser: users.create,
  getUser: users.get,
  replaceUser: users.replace,
  deleteUser: users.remove,
  listSkills: skills.list,
  createSkill: skills.create,
  getSkill: skills.get,
  replaceSkill: skills.replace,
  deleteSkill: skills.remove,
  listAdminQueues: queues.list,
  createQueue: queues.create,
  getQueue: queues.get,
  replaceQueue: queues.replace,
  deleteQueue: queues.remove,
  listCampaigns: campaigns.list,
  createCampaign: campaigns.create,
  getCampaign: campaigns.get,
  replaceCampaign: campaigns.replace,
  deleteCampaign: campaigns.remove,
  listAdminPresenceReasons: presenceReasons.list,
  createPresenceReason: presenceReasons.create,
  getPresenceReason: presenceReasons.get,
  replacePresenceReason: presenceReasons.replace,
  deletePresenceReason: presenceReasons.remove,
  listOutcomeSchemes: outcomeSchemes.list,
  createOutcomeScheme: outcomeSchemes.create,
  getOutcomeScheme: outcomeSchemes.get,
  replaceOutcomeScheme: outcomeSchemes.replace,
  deleteOutcomeScheme: outcomeSchemes.remove,
  listBusinessHours: businessHours.list,
  createBusinessHours: businessHours.create,
  getBusinessHours: businessHours.get,
  replaceBusinessHours: businessHours.replace,
  deleteBusinessHours: businessHours.remove,
  listChatWidgets: chatWidgets.list,
  createChatWidget: chatWidgets.create,
  getChatWidget: chatWidgets.get,
  replaceChatWidget: chatWidgets.replace,
  deleteChatWidget: chatWidgets.remove,
  listSnippets: snippets.list,
  createSnippets: snippets.create,
  getSnippets: snippets.get,
  replaceSnippets: snippets.replace,
  deleteSnippets: snippets.remove,
  listPhoneNumbers: phoneNumbers.list,
  createPhoneNumber: phoneNumbers.create,
  getPhoneNumber: phoneNumbers.get,
  replacePhoneNumber: phoneNumbers.replace,
  deletePhoneNumber: phoneNumbers.remove,
  listExtensions: extensions.list,
  createExtension: extensions.create,
  getExtension: extensions.get,
  replaceExtension: extensions.replace,
  deleteExtension: extensions.remove,
  listFlows: flows.list,
  createFlow: { ...flows.create, errors: [...flows.create.errors, 'NUMBER_NOT_ALLOWED'] },
  getFlow: flows.get,
  replaceFlow: { ...flows.replace, errors: [...flows.replace.errors, 'NUMBER_NOT_ALLOWED'] },
  deleteFlow: flows.remove,
  dryRunFlow: defineRoute({
    method: 'POST',
    path: '/v1/admin/flow-dry-runs',
    summary: 'Walk a call flow with a caller who is thought up; nothing is stored and nobody is called',
    auth: ['admin', 'supervisor'],
    body: DryRunRequest,
    reply: { status: 200, body: DryRun },
    errors: ['OBJECT_NOT_FOUND', 'REFERENCE_UNKNOWN', 'NUMBER_NOT_ALLOWED'],
  }),
  getRoutingSettings: defineRoute({
    method: 'GET',
    path: '/v1/admin/routing-settings',
    summary: 'Channel weights and the rules of routing and sessions',
    auth: ['admin', 'supervisor'],
    reply: { status: 200, body: StoredRoutingSettings },
    errors: [],
  }),
  replaceRoutingSettings: defineRoute({
    method: 'PUT',
    path: '/v1/admin/routing-settings',
    summary: 'Replace the routing settings',
    auth: admins,
    body: RoutingSettings,
    reply: { status: 200, body: StoredRoutingSettings },
    errors: ['VERSION_STALE', 'PRECONDITION_REQUIRED', 'WRITE_CONFLICT'],
    conditional: true,
  }),
  listAudit: defineRoute({
    method: 'GET',
    path: '/v1/admin/audit',
    summary: 'Who changed what and when, newest first',
    auth: admins,
    query: PageQuery.extend({ objectId: ObjectId.optional() }),
    reply: { status: 200, body: pageOf(AuditEntry) },
    errors: [],
  }),
};
