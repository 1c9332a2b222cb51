/** What browsers and other clients build on: models, routes, actions, events, frames and errors; nothing that is stored. */
import type * as z from 'zod';
import { adminRoutes } from './admin/routes.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { chatRoutes } from './chat/routes.ts';
import { chatServiceRoutes } from './compat/chatservice/routes.ts';
import { dispositionRoutes } from './dispositions/routes.ts';
import { interactionEvents } from './interactions/events.ts';
import { interactionRoutes } from './interactions/routes.ts';
import type { EventOf } from './kit/event.ts';
import { realtimeActions } from './realtime/actions.ts';
import type { frames } from './realtime/model.ts';
import { realtimeRoutes } from './realtime/routes.ts';
import { routingEvents } from './routing/events.ts';
import { routingRoutes } from './routing/routes.ts';
import { sessionEvents } from './sessions/events.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { snippetRoutes } from './snippets/routes.ts';
import { transcriptRoutes } from './transcripts/routes.ts';
import { voiceEvents } from './voice/events.ts';
import { voiceRoutes } from './voice/routes.ts';

export {
  AuditEntry,
  BusinessHours,
  Campaign,
  ChatLimits,
  ChatSettings,
  ChatWidget,
  Extension,
  InboundNumber,
  OutcomeClass,
  OutcomeCode,
  OutcomeScheme,
  Permission,
  PresenceReason,
  Queue,
  RoutingSettings,
  Skill,
  Snippets,
  TranscriptSettings,
  User,
} from './admin/model.ts';
export { Attachment, AttachmentLink, AttachmentUpload, DeclaredFile } from './attachments/model.ts';
export { ChatAvailability, ChatConfiguration, EffectiveChatLimits, Unavailability } from './chat/configuration.ts';
export { Chat, ChatEvent, ChatState } from './chat/model.ts';
export { ChatRequest } from './chat/routes.ts';
export { type ErrorCode, errors, problemType } from './errors.ts';
export { Channel } from './interactions/channel.ts';
export {
  Assignment,
  Customer,
  Disposition,
  Entry,
  Interaction,
  InteractionId,
  InteractionStatus,
  ListedInteraction,
  OfferId,
  Receipt,
  TimelineEvent,
  WrapUp,
} from './interactions/model.ts';
export type { ActionInput } from './kit/action.ts';
export type { EventDef, EventOf } from './kit/event.ts';
export type { Method, Reply, Role, Route, RouteError, RouteReply, RouteRequest, Routes } from './kit/route.ts';
export { Problem } from './problem.ts';
export { Actor, EventEnvelope, frames, Snapshot, Topic } from './realtime/model.ts';
export { Estimate, Offer, OfferResolution, QueueLive, RoutingTrace, WaitingContact } from './routing/model.ts';
export { AgentState, Presence, PresenceStatus, Session, SessionId, Work } from './sessions/model.ts';
export { Acronym, CannedText } from './snippets/model.ts';
export { ArchivedConversation, Transcript, TranscriptMail } from './transcripts/model.ts';
export { DryRun, DryRunRequest, FlowScenario } from './voice/dry-run.ts';
export { Flow } from './voice/flow.ts';
export { FlowStep } from './voice/flow-step.ts';
export { LegId } from './voice/id.ts';
export { Call, LegEndCause, LegParty, LegState, RecordingState } from './voice/model.ts';
export { E164 } from './voice/phone-number.ts';
export { chatServiceRoutes };

/** The operations of the HTTP interface by domain. */
export const routes = {
  sessions: sessionRoutes,
  routing: routingRoutes,
  interactions: interactionRoutes,
  voice: voiceRoutes,
  dispositions: dispositionRoutes,
  chat: chatRoutes,
  attachments: attachmentRoutes,
  compat: chatServiceRoutes,
  transcripts: transcriptRoutes,
  snippets: snippetRoutes,
  realtime: realtimeRoutes,
  admin: adminRoutes,
} as const;
export type ClientRoutes = typeof routes;

/** Everything that is announced on the socket. */
export const events = { ...sessionEvents, ...routingEvents, ...interactionEvents, ...voiceEvents } as const;
/** One announced fact: its type and its data. */
export type AnyEvent = EventOf<typeof events>;
export type EventType = AnyEvent['type'];
/** The data of one type of event. */
export type EventData<T extends EventType> = Extract<AnyEvent, { type: T }>['data'];

/** The frames that a client may send on the socket. */
export const actions = realtimeActions;
export type ClientFrame = z.input<(typeof actions)[keyof typeof actions]['body']>;
/** The frames that the server sends. */
export type ServerFrame = z.output<(typeof frames)[keyof typeof frames]>;
