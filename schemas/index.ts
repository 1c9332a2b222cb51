import * as adminEntities from './admin/entity.ts';
import { adminRoutes } from './admin/routes.ts';
import * as attachmentEntities from './attachments/entity.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { chatRoutes } from './chat/routes.ts';
import * as chatServiceEntities from './compat/chatservice/entity.ts';
import { chatServiceRoutes } from './compat/chatservice/routes.ts';
import { dispositionRoutes } from './dispositions/routes.ts';
import { dispositionTasks } from './dispositions/tasks.ts';
import * as interactionEntities from './interactions/entity.ts';
import { interactionEvents } from './interactions/events.ts';
import { interactionRoutes } from './interactions/routes.ts';
import { interactionTasks } from './interactions/tasks.ts';
import type { Actions } from './kit/action.ts';
import type { Events } from './kit/event.ts';
import type { Routes } from './kit/route.ts';
import type { Entity } from './kit/table.ts';
import type { Tasks } from './kit/task.ts';
import { realtimeActions } from './realtime/actions.ts';
import * as realtimeEntities from './realtime/entity.ts';
import { realtimeRoutes } from './realtime/routes.ts';
import { realtimeTasks } from './realtime/tasks.ts';
import * as routingEntities from './routing/entity.ts';
import { routingEvents } from './routing/events.ts';
import { routingRoutes } from './routing/routes.ts';
import { routingTasks } from './routing/tasks.ts';
import * as sessionEntities from './sessions/entity.ts';
import { sessionEvents } from './sessions/events.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { sessionTasks } from './sessions/tasks.ts';
import * as snippetEntities from './snippets/entity.ts';
import { snippetRoutes } from './snippets/routes.ts';
import * as transcriptEntities from './transcripts/entity.ts';
import { transcriptRoutes } from './transcripts/routes.ts';
import { transcriptTasks } from './transcripts/tasks.ts';
import * as voiceEntities from './voice/entity.ts';
import { voiceEvents } from './voice/events.ts';
import { voiceRoutes } from './voice/routes.ts';
import { voiceTasks } from './voice/tasks.ts';

/** What one domain declares. */
export interface Domain {
  readonly routes: Routes;
  readonly actions: Actions;
  readonly events: Events;
  readonly tasks: Tasks;
  readonly entities: readonly Entity[];
}

const domain = (parts: Partial<Omit<Domain, 'entities'>> & { entities?: Record<string, unknown> }): Domain => ({
  routes: {},
  actions: {},
  events: {},
  tasks: {},
  ...parts,
  entities: Object.values(parts.entities ?? {}).filter(isEntity),
});

const isEntity = (value: unknown): value is Entity =>
  typeof value === 'object' && value !== null && 'collection' in value && 'schema' in value;

/** The only list of domains. Deployment, runtime, documents, clients and tests are projections of it. */
export const registry = {
  sessions: domain({
    routes: sessionRoutes,
    events: sessionEvents,
    tasks: sessionTasks,
    entities: sessionEntities,
  }),
  routing: domain({
    routes: routingRoutes,
    events: routingEvents,
    tasks: routingTasks,
    entities: routingEntities,
  }),
  interactions: domain({
    routes: interactionRoutes,
    events: interactionEvents,
    tasks: interactionTasks,
    entities: interactionEntities,
  }),
  voice: domain({ routes: voiceRoutes, events: voiceEvents, tasks: voiceTasks, entities: voiceEntities }),
  dispositions: domain({ routes: dispositionRoutes, tasks: dispositionTasks }),
  chat: domain({ routes: chatRoutes }),
  attachments: domain({ routes: attachmentRoutes, entities: attachmentEntities }),
  compat: domain({ routes: chatServiceRoutes, entities: chatServiceEntities }),
  transcripts: domain({ routes: transcriptRoutes, tasks: transcriptTasks, entities: transcriptEntities }),
  snippets: domain({ routes: snippetRoutes, entities: snippetEntities }),
  realtime: domain({
    routes: realtimeRoutes,
    actions: realtimeActions,
    tasks: realtimeTasks,
    entities: realtimeEntities,
  }),
  admin: domain({ routes: adminRoutes, entities: adminEntities }),
} as const;

export type DomainName = keyof typeof registry;
