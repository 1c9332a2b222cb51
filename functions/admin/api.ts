import { adminRoutes } from '#schemas/admin/routes.ts';
import { deleteObject } from '#shared/app/admin/delete-object.ts';
import { dryRunFlow } from '#shared/app/admin/dry-run-flow.ts';
import { listAudit } from '#shared/app/admin/list-audit.ts';
import type { AdminPorts } from '#shared/app/admin/ports.ts';
import { getObject, listObjects } from '#shared/app/admin/read-objects.ts';
import { getRoutingSettings, replaceRoutingSettings } from '#shared/app/admin/routing-settings.ts';
import { createObject, replaceObject } from '#shared/app/admin/write-objects.ts';
import { bind } from '#shared/runtime/rest.ts';

export const adminApi = bind(adminRoutes)<AdminPorts>({
  listUsers: ({ query }, ports) => listObjects(ports, 'users', query),
  createUser: ({ body }, ports) => createObject(ports, 'users', body),
  getUser: ({ params }, ports) => getObject(ports, 'users', params.objectId),
  replaceUser: ({ params, body }, ports) => replaceObject(ports, 'users', params.objectId, body),
  deleteUser: ({ params }, ports) => deleteObject(ports, 'users', params.objectId),

  listSkills: ({ query }, ports) => listObjects(ports, 'skills', query),
  createSkill: ({ body }, ports) => createObject(ports, 'skills', body),
  getSkill: ({ params }, ports) => getObject(ports, 'skills', params.objectId),
  replaceSkill: ({ params, body }, ports) => replaceObject(ports, 'skills', params.objectId, body),
  deleteSkill: ({ params }, ports) => deleteObject(ports, 'skills', params.objectId),

  listAdminQueues: ({ query }, ports) => listObjects(ports, 'queues', query),
  createQueue: ({ body }, ports) => createObject(ports, 'queues', body),
  getQueue: ({ params }, ports) => getObject(ports, 'queues', params.objectId),
  replaceQueue: ({ params, body }, ports) => replaceObject(ports, 'queues', params.objectId, body),
  deleteQueue: ({ params }, ports) => deleteObject(ports, 'queues', params.objectId),

  listCampaigns: ({ query }, ports) => listObjects(ports, 'campaigns', query),
  createCampaign: ({ body }, ports) => createObject(ports, 'campaigns', body),
  getCampaign: ({ params }, ports) => getObject(ports, 'campaigns', params.objectId),
  replaceCampaign: ({ params, body }, ports) => replaceObject(ports, 'campaigns', params.objectId, body),
  deleteCampaign: ({ params }, ports) => deleteObject(ports, 'campaigns', params.objectId),

  listAdminPresenceReasons: ({ query }, ports) => listObjects(ports, 'presence-reasons', query),
  createPresenceReason: ({ body }, ports) => createObject(ports, 'presence-reasons', body),
  getPresenceReason: ({ params }, ports) => getObject(ports, 'presence-reasons', params.objectId),
  replacePresenceReason: ({ params, body }, ports) => replaceObject(ports, 'presence-reasons', params.objectId, body),
  deletePresenceReason: ({ params }, ports) => deleteObject(ports, 'presence-reasons', params.objectId),

  listOutcomeSchemes: ({ query }, ports) => listObjects(ports, 'outcome-schemes', query),
  createOutcomeScheme: ({ body }, ports) => createObject(ports, 'outcome-schemes', body),
  getOutcomeScheme: ({ params }, ports) => getObject(ports, 'outcome-schemes', params.objectId),
  replaceOutcomeScheme: ({ params, body }, ports) => replaceObject(ports, 'outcome-schemes', params.objectId, body),
  deleteOutcomeScheme: ({ params }, ports) => deleteObject(ports, 'outcome-schemes', params.objectId),

  listBusinessHours: ({ query }, ports) => listObjects(ports, 'business-hours', query),
  createBusinessHours: ({ body }, ports) => createObject(ports, 'business-hours', body),
  getBusinessHours: ({ params }, ports) => getObject(ports, 'business-hours', params.objectId),
  replaceBusinessHours: ({ params, body }, ports) => replaceObject(ports, 'business-hours', params.objectId, body),
  deleteBusinessHours: ({ params }, ports) => deleteObject(ports, 'business-hours', params.objectId),

  listChatWidgets: ({ query }, ports) => listObjects(ports, 'chat-widgets', query),
  createChatWidget: ({ body }, ports) => createObject(ports, 'chat-widgets', body),
  getChatWidget: ({ params }, ports) => getObject(ports, 'chat-widgets', params.objectId),
  replaceChatWidget: ({ params, body }, ports) => replaceObject(ports, 'chat-widgets', params.objectId, body),
  deleteChatWidget: ({ params }, ports) => deleteObject(ports, 'chat-widgets', params.objectId),

  listSnippets: ({ query }, ports) => listObjects(ports, 'snippets', query),
  createSnippets: ({ body }, ports) => createObject(ports, 'snippets', body),
  getSnippets: ({ params }, ports) => getObject(ports, 'snippets', params.objectId),
  replaceSnippets: ({ params, body }, ports) => replaceObject(ports, 'snippets', params.objectId, body),
  deleteSnippets: ({ params }, ports) => deleteObject(ports, 'snippets', params.objectId),

  listPhoneNumbers: ({ query }, ports) => listObjects(ports, 'phone-numbers', query),
  createPhoneNumber: ({ body }, ports) => createObject(ports, 'phone-numbers', body),
  getPhoneNumber: ({ params }, ports) => getObject(ports, 'phone-numbers', params.objectId),
  replacePhoneNumber: ({ params, body }, ports) => replaceObject(ports, 'phone-numbers', params.objectId, body),
  deletePhoneNumber: ({ params }, ports) => deleteObject(ports, 'phone-numbers', params.objectId),

  listExtensions: ({ query }, ports) => listObjects(ports, 'extensions', query),
  createExtension: ({ body }, ports) => createObject(ports, 'extensions', body),
  getExtension: ({ params }, ports) => getObject(ports, 'extensions', params.objectId),
  replaceExtension: ({ params, body }, ports) => replaceObject(ports, 'extensions', params.objectId, body),
  deleteExtension: ({ params }, ports) => deleteObject(ports, 'extensions', params.objectId),
  listFlows: ({ query }, ports) => listObjects(ports, 'flows', query),
  createFlow: ({ body }, ports) => createObject(ports, 'flows', body),
  getFlow: ({ params }, ports) => getObject(ports, 'flows', params.objectId),
  replaceFlow: ({ params, body }, ports) => replaceObject(ports, 'flows', params.objectId, body),
  deleteFlow: ({ params }, ports) => deleteObject(ports, 'flows', params.objectId),
  dryRunFlow: ({ body }, ports) => dryRunFlow(ports, body),

  getRoutingSettings: (_input, ports) => getRoutingSettings(ports),
  replaceRoutingSettings: ({ body }, ports) => replaceRoutingSettings(ports, body),

  listAudit: ({ query }, ports) => listAudit(ports, query),
});
