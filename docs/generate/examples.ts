/**
 * What the documents show. One story runs through all of it: Kim asks about an order in the queue `support`, Ana takes
 * the chat, ends it and records the outcome.
 */
import type * as z from 'zod';
import type {
  Actor,
  Assignment,
  AuditEntry,
  BusinessHours,
  Campaign,
  Chat,
  ChatEvent,
  ClientRoutes,
  Entry,
  ErrorCode,
  Estimate,
  EventData,
  EventType,
  Interaction,
  ListedInteraction,
  Offer,
  OutcomeScheme,
  PresenceReason,
  Problem,
  Queue,
  QueueLive,
  Receipt,
  RouteReply,
  RouteRequest,
  RoutingSettings,
  RoutingTrace,
  Session,
  Skill,
  User,
  WaitingContact,
} from '#schemas/client.ts';
import { confirmedByAgent, confirmedByCustomer, declaredFile, fileLink, fileUpload } from './attachment-examples.ts';
import { chatServiceBodies, chatServiceReplies } from './chatservice-examples.ts';
import { dryRun, dryRunRequest, flow } from './flow-examples.ts';
import { acronym, cannedText, snippets } from './snippet-examples.ts';
import { archivedConversation, transcript, transcriptMail, transcriptSettings } from './transcript-examples.ts';
import {
  campaignVoice,
  extension,
  phoneNumber,
  voiceBodies,
  voiceEventExamples,
  voiceReplies,
  voiceSettings,
} from './voice-examples.ts';
import { shopConfiguration, widget } from './widget-examples.ts';

type AllRoutes = ClientRoutes[keyof ClientRoutes] extends infer D
  ? D extends unknown
    ? (one: D) => void
    : never
  : never;
type Joined = AllRoutes extends (one: infer R) => void ? R : never;
type BodyOf<R> = RouteRequest<R> extends { body: infer B } ? NonNullable<B> : never;
type Bodies = { readonly [K in keyof Joined as BodyOf<Joined[K]> extends never ? never : K]: BodyOf<Joined[K]> };
type Replies = { readonly [K in keyof Joined]: RouteReply<Joined[K]> };

const SESSION = 'ses_01K9ZQ4M6T8R2V5X7Y0A1B2C3D';
const INTERACTION = 'int_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E';
const OFFER = 'off_01K9ZQ5N7V9S3W6Y8Z1B2C3D4E_1';
const at = (time: string) => `2026-11-21T09:${time}.000Z`;

const presence: Omit<Session['presence'], 'overdueAt'> = {
  status: 'ready',
  reasonId: null,
  kind: 'user',
  cause: null,
  since: at('00:05'),
  pending: null,
  returnsAt: null,
};

const session: Session = {
  id: SESSION,
  userId: 'ana',
  userName: 'Ana Silva',
  roles: ['agent'],
  status: 'online',
  state: 'ready',
  presence: { ...presence, overdueAt: null },
  autoCall: false,
  queues: [{ queueId: 'support', name: 'Support', campaignId: 'inbound', primary: true, loggedIn: true }],
  campaignIds: ['inbound'],
  extension: '1001',
  capacity: { total: 100, free: 100 },
  work: [],
  leaseUntil: at('00:35'),
  openedAt: at('00:00'),
  epoch: 7,
  version: 3,
};

const customer: Interaction['customer'] = { id: null, name: 'Kim Lee', email: 'kim@example.com', phone: null };
const about = { interactionId: INTERACTION, channel: 'chat', queueId: 'support', campaignId: 'inbound' } as const;

const offer: Offer = {
  id: OFFER,
  ...about,
  agentId: 'ana',
  queueName: 'Support',
  customer,
  profile: { product: 'Router X2' },
  createdAt: at('30:04'),
  expiresAt: at('30:24'),
  autoAnswerAt: null,
  serverTime: at('30:05'),
};

const assignment: z.output<typeof Assignment> = {
  agentId: 'ana',
  agentName: 'Ana',
  offerId: OFFER,
  role: 'primary',
  status: 'active',
  queueId: 'support',
  campaignId: 'inbound',
  acceptedAt: at('30:09'),
  connectedAt: at('30:09'),
  endedAt: null,
  wrapUp: null,
  outcomePending: false,
};

const interaction: Interaction = {
  id: INTERACTION,
  channel: 'chat',
  direction: 'inbound',
  status: 'active',
  queueId: 'support',
  campaignId: 'inbound',
  customer,
  assignments: [assignment],
  codes: [],
  disposition: null,
  notes: null,
  profile: { product: 'Router X2' },
  class: 5,
  priority: 0,
  firstEnqueuedAt: at('30:04'),
  enqueuedAt: at('30:04'),
  connectedAt: at('30:09'),
  endedAt: null,
  endedBy: null,
  endReason: null,
  version: 4,
};

const listed: z.output<typeof ListedInteraction> = { ...interaction, unanswered: 1, lastIndex: 3 };

const wrapUp = { startedAt: at('36:40'), endsAt: at('37:10'), completedAt: null, completedBy: null };
const disposition = { classId: 'solved', codeId: 'answered', note: 'Parcel found', agentId: 'ana', at: at('36:55') };

const ended: Interaction = {
  ...interaction,
  status: 'ended',
  assignments: [{ ...assignment, status: 'wrap-up', endedAt: at('36:40'), wrapUp }],
  endedAt: at('36:40'),
  endedBy: 'agent',
  endReason: 'agent-ended',
  version: 7,
};

const extended: Interaction = {
  ...ended,
  assignments: [{ ...assignment, status: 'wrap-up', endedAt: at('36:40'), wrapUp: { ...wrapUp, endsAt: null } }],
  version: 8,
};

const closed: Interaction = {
  ...ended,
  status: 'closed',
  assignments: [
    {
      ...assignment,
      status: 'done',
      endedAt: at('36:40'),
      wrapUp: { ...wrapUp, completedAt: at('36:55'), completedBy: 'agent' },
    },
  ],
  codes: ['shipping'],
  disposition,
  version: 9,
};

const question: Entry = {
  interactionId: INTERACTION,
  index: 1,
  at: at('30:04'),
  kind: 'message',
  author: { kind: 'customer', id: null, name: 'Kim Lee' },
  text: 'My order is late',
  clientMessageId: null,
};
const answer: Entry = {
  ...question,
  index: 4,
  at: at('31:12'),
  author: { kind: 'agent', id: 'ana', name: 'Ana' },
  text: 'I am looking it up for you.',
  clientMessageId: 'm-4f0c',
};
const receipt: Receipt = { party: 'customer', readIndex: 4, at: at('31:15') };

const chat: Chat = {
  chatId: INTERACTION,
  state: 'queued',
  queueName: 'Support',
  agentName: null,
  position: 1,
  estimatedWaitMs: 40_000,
  lastIndex: 2,
  agentReadIndex: 0,
  startedAt: at('30:04'),
  endedAt: null,
};
const chatEvent: ChatEvent = {
  index: 5,
  at: at('31:40'),
  type: 'message',
  author: { kind: 'customer', name: 'Kim Lee' },
  text: 'Thank you!',
  clientMessageId: 'c-91aa',
};

const estimate: Estimate = {
  open: true,
  reason: null,
  position: 3,
  etaMs: 95_000,
  lowMs: 60_000,
  highMs: 150_000,
  basis: { ahead: 2, power: 4, handleMs: 190_000, samples: 42 },
  computedAt: at('30:00'),
};

const queueLive: QueueLive = {
  queueId: 'support',
  name: 'Support',
  open: true,
  waiting: 2,
  longestWaitMs: 14_000,
  offered: 1,
  active: 5,
  wrapUp: 1,
  agents: { loggedIn: 8, ready: 6, notReady: 2, released: 1 },
  today: {
    offered: 120,
    answered: 112,
    abandoned: 6,
    shortAbandoned: 2,
    answeredInTarget: 101,
    waitMsTotal: 1_820_000,
  },
  serviceLevel: 0.871,
  alerts: [],
  asOf: at('30:00'),
};

const waiting: z.output<typeof WaitingContact> = {
  interactionId: INTERACTION,
  position: 1,
  channel: 'chat',
  queueId: 'support',
  class: 5,
  priority: 0,
  customer,
  profile: { product: 'Router X2' },
  enqueuedAt: at('30:04'),
  waitedMs: 3000,
};

const trace: z.output<typeof RoutingTrace> = {
  interactionId: INTERACTION,
  status: 'offered',
  now: {
    at: at('30:04'),
    trigger: 'queued',
    step: 0,
    class: 5,
    rank: 1_795_253_404_000,
    considered: [
      { agentId: 'ana', load: 0, skillScore: 3, idleSince: at('00:05'), refused: null, detail: null },
      {
        agentId: 'ben',
        load: 700,
        skillScore: 3,
        idleSince: at('20:00'),
        refused: 'capacity',
        detail: '30 of 20 free',
      },
    ],
    chosen: 'ana',
  },
  evaluations: [],
};

const user: User = {
  id: 'ana',
  name: 'Ana Silva',
  email: 'ana@example.com',
  chatDisplayName: 'Ana',
  roles: ['agent'],
  permissions: ['pick-up'],
  skills: [{ skillId: 'english', level: 4 }],
  queues: [{ queueId: 'support', tier: 1, delaySeconds: 0, primary: true }],
  capacity: { total: 100, caps: { chat: 3 }, weights: {} },
  defaultReady: false,
  hotDesking: false,
  extensions: ['1001'],
  personalQueue: true,
  active: true,
};
const skill: Skill = { id: 'english', name: 'English', description: 'Spoken and written' };
const queue: Queue = {
  id: 'support',
  alias: 2,
  name: 'Support',
  campaignId: 'inbound',
  channels: ['chat', 'voice'],
  steps: [{ skills: [{ skillId: 'english', level: 3 }], durationSeconds: 30 }, { skills: [] }],
  class: 5,
  priority: 0,
  hoursId: 'office',
  texts: { closed: 'We are back tomorrow at eight.', initial: 'Somebody will be with you shortly.' },
  thresholds: { serviceLevelSeconds: 20, shortAbandonSeconds: 5, waiting: 10 },
  weights: {},
  wrapUpWeights: { chat: 20 },
  barredFromChat: false,
  transcript: transcriptSettings,
  chatLimits: { maxMessageLength: 2000, allowedAttachmentTypes: ['pdf', 'png'], restrictedAttachmentTypes: [] },
  shards: 1,
};
const campaign: Campaign = {
  ...campaignVoice,
  id: 'inbound',
  alias: 1,
  name: 'Inbound',
  active: true,
  wrapUpSeconds: 30,
  ringSeconds: { chat: 20, voice: 20 },
  offerMode: 'manual',
  alertSeconds: 2,
  outcomeSchemeId: 'service',
  dispositionRequired: true,
};
const reason: PresenceReason = { id: 'lunch', name: 'Lunch', kind: 'break', thresholdSeconds: 3600 };
const scheme: OutcomeScheme = {
  id: 'service',
  name: 'Service',
  classes: [
    {
      id: 'solved',
      number: 1,
      name: 'Solved',
      codes: [
        {
          id: 'answered',
          number: 11,
          name: 'Question answered',
          channels: [],
          effect: 'success',
          selectable: true,
          requiresNote: false,
        },
      ],
    },
  ],
};
const hours: BusinessHours = {
  id: 'office',
  name: 'Office hours',
  timeZone: 'Europe/Berlin',
  week: { monday: [{ from: '08:00', to: '18:00' }], friday: [{ from: '08:00', to: '16:00' }] },
  holidays: [{ date: '2026-12-25', name: 'Christmas Day', periods: [] }],
};
const settings: RoutingSettings = {
  voice: voiceSettings,
  channelWeights: { voice: 100, chat: 30, message: 30, email: 15, task: 15 },
  wrapUpWeights: { voice: 100, chat: 10, message: 10, email: 10, task: 10 },
  interruptibleBy: { email: ['voice'], task: ['voice'] },
  silentSeconds: { message: 300 },
  silentWeight: 5,
  reservationSeconds: 120,
  tiers: 'strict',
  ringSeconds: { voice: 20, chat: 20, message: 60, email: 120, task: 120 },
  maxMisses: { voice: 2, chat: 3, message: 3, email: 3, task: 3 },
  autoReturnSeconds: null,
  missExclusionSeconds: 30,
  rejectExclusionSeconds: 600,
  coolDownSeconds: 5,
  leaseSeconds: 30,
  disconnectSeconds: 10,
  graceSeconds: 120,
  transferReturnSeconds: 60,
  stickySeconds: 120,
  maxClassWaitSeconds: 600,
  maxMessageLength: 1024,
  agentShards: 1,
  chat: {
    idleSeconds: 900,
    pageLostSeconds: 60,
    pageLostWarningSeconds: 20,
    fromPriority: ['email', 'phone', 'id'],
    maxAttachmentKilobytes: 5120,
    allowedAttachmentTypes: [],
    restrictedAttachmentTypes: ['exe', 'bat', 'cmd', 'com', 'vbs'],
  },
};
const stamp = { version: 2, updatedAt: at('15:00'), updatedBy: 'ada' };
const audit: AuditEntry = {
  id: 'aud_01K9ZQ6P8W0T4X7Z9A2C3D4E5F',
  at: at('15:00'),
  actorId: 'ada',
  kind: 'campaigns',
  objectId: 'inbound',
  action: 'updated',
  changes: [{ field: 'wrapUpSeconds', before: 20, after: 30 }],
  requestId: 'req_7f3c2a9e',
};

const corrected = { ...interaction.customer, email: 'kim.lee@example.com' };
const pageWith = <T>(item: T) => ({ items: [item], nextCursor: null });
const stored = <T extends object>(object: T) => ({ ...object, ...stamp });

/** A request body for every operation that takes one. */
export const bodies: Bodies = {
  customerCreateAttachment: declaredFile,
  createAttachment: declaredFile,
  openSession: { extension: '1001', queueIds: ['support'] },
  setPresence: { status: 'not-ready', reasonId: 'lunch', when: 'after-current' },
  setAutoCall: { enabled: true },
  setQueueLogins: { queueIds: ['support', 'sales'] },
  selectCampaigns: { campaignIds: ['inbound'] },
  selectExtension: { extension: '1002' },
  rejectOffer: { reason: 'I handled this customer yesterday and promised Ben would call' },
  sendMessage: { text: 'I am looking it up for you.', clientMessageId: 'm-4f0c' },
  markRead: { readIndex: 5 },
  transfer: { target: { kind: 'queue', id: 'sales' }, note: 'Wants to add a second line' },
  updateCustomer: { name: 'Kim Lee', email: 'kim.lee@example.com' },
  changeMyDetails: { name: 'Kim Lee', email: 'kim.lee@example.com' },
  addToConference: { agentId: 'ben' },
  saveNotes: { notes: 'Order 4711, parcel is in the depot' },
  setWrapUpCodes: { codeIds: ['shipping'] },
  disposeInteraction: { codeId: 'answered', note: 'Parcel found' },
  requestChat: {
    tenantId: 'demo',
    queueId: 'support',
    customer: { name: 'Kim Lee', email: 'kim@example.com' },
    initialMessage: 'My order is late',
  },
  customerSendMessage: { text: 'Thank you!', clientMessageId: 'c-91aa' },
  customerMarkRead: { readIndex: 4 },
  createUser: user,
  replaceUser: user,
  createSkill: skill,
  replaceSkill: skill,
  createQueue: queue,
  replaceQueue: queue,
  createCampaign: campaign,
  replaceCampaign: campaign,
  createPresenceReason: reason,
  replacePresenceReason: reason,
  createOutcomeScheme: scheme,
  replaceOutcomeScheme: scheme,
  createBusinessHours: hours,
  replaceBusinessHours: hours,
  createSnippets: snippets,
  replaceSnippets: snippets,
  createFlow: flow,
  replaceFlow: flow,
  dryRunFlow: dryRunRequest,
  saveAcronym: { text: acronym.text },
  createChatWidget: widget,
  replaceChatWidget: widget,
  createPhoneNumber: phoneNumber,
  replacePhoneNumber: phoneNumber,
  createExtension: extension,
  replaceExtension: extension,
  replaceRoutingSettings: settings,
  ...voiceBodies,
  ...chatServiceBodies,
};

/** A reply of every operation. */
export const replies: Replies = {
  openSession: session,
  getSession: session,
  closeSession: null,
  heartbeat: { leaseUntil: at('01:05'), serverTime: at('00:35') },
  setPresence: {
    ...session,
    presence: {
      ...session.presence,
      pending: { status: 'not-ready', reasonId: 'lunch', requestedAt: at('33:00'), actorId: 'ana' },
    },
    version: 4,
  },
  setAutoCall: { ...session, autoCall: true, version: 4 },
  setQueueLogins: session,
  logInToQueue: session,
  logOutOfQueue: session,
  selectCampaigns: session,
  selectExtension: { ...session, extension: '1002', version: 4 },
  listPresenceReasons: { items: [reason] },
  listOffers: { items: [offer] },
  acceptOffer: interaction,
  rejectOffer: { offerId: OFFER, resolution: 'rejected' },
  listQueues: { items: [queueLive] },
  listWaiting: pageWith(waiting),
  estimateWait: estimate,
  pickUp: interaction,
  simulateRouting: { ...(trace.now as NonNullable<typeof trace.now>), trigger: 'simulated' },
  explainRouting: trace,
  listMyInteractions: { items: [listed] },
  getInteraction: interaction,
  getPrivateData: { privateData: 'basket=4711;tier=gold' },
  getTimeline: {
    items: [
      {
        id: 'evt_01K9ZQ5N7V9S3W6Y8Z1B2C3D4F',
        type: 'interaction.connected.v1',
        at: at('30:09'),
        actor: { kind: 'agent', id: 'ana' },
        aggregateVersion: 4,
        data: { ...about, agentId: 'ana', waitedMs: 5000, connectedAt: at('30:09') },
      },
    ],
  },
  sendMessage: answer,
  listMessages: { items: [question], receipts: [receipt] },
  sendTyping: null,
  markRead: { party: 'agent', readIndex: 5, at: at('31:50') },
  transfer: ended,
  updateCustomer: { ...interaction, customer: corrected, version: 5 },
  changeMyDetails: corrected,
  listPrevious: { items: [{ interaction: ended, entries: [] }] },
  addToConference: { ...interaction, version: 5 },
  leaveConference: { ...interaction, version: 6 },
  endInteraction: ended,
  saveNotes: { ...interaction, notes: 'Order 4711, parcel is in the depot', version: 5 },
  setWrapUpCodes: { ...ended, codes: ['shipping'], version: 8 },
  extendWrapUp: extended,
  completeWrapUp: closed,
  disposeInteraction: closed,
  listOutcomes: { required: true, classes: scheme.classes },
  requestChat: {
    chatId: INTERACTION,
    token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaGF0In0.c2lnbmF0dXJl',
    state: 'queued',
    message: 'Somebody will be with you shortly.',
    position: 1,
    estimatedWaitMs: 40_000,
  },
  getChat: chat,
  leaveChat: { ...chat, state: 'terminated', position: null, estimatedWaitMs: null, endedAt: at('31:00') },
  customerSendMessage: chatEvent,
  customerSendTyping: null,
  customerMarkRead: receipt,
  searchArchive: { items: [archivedConversation] },
  getTranscript: transcript,
  sendTranscript: transcriptMail,
  customerRequestTranscript: transcriptMail,
  customerCreateAttachment: fileUpload,
  customerConfirmAttachment: confirmedByCustomer,
  customerGetAttachment: fileLink,
  createAttachment: fileUpload,
  confirmAttachment: confirmedByAgent,
  getAttachment: fileLink,
  getChatEvents: { state: 'handling', items: [chatEvent], lastIndex: 5, agentReadIndex: 3 },
  getChatConfiguration: shopConfiguration,
  ...chatServiceReplies,
  getChatAvailability: { available: true, reason: null, message: null, waiting: 0, estimatedWaitMs: 5000 },
  issueSocketTicket: {
    ticket: 'tkt_9dGh4K2mQ7vXw1bZ',
    url: 'wss://socket.tandem.example/',
    expiresAt: at('30:30'),
  },
  listUsers: pageWith(stored(user)),
  createUser: stored(user),
  getUser: stored(user),
  replaceUser: stored(user),
  deleteUser: null,
  listSkills: pageWith(stored(skill)),
  createSkill: stored(skill),
  getSkill: stored(skill),
  replaceSkill: stored(skill),
  deleteSkill: null,
  listAdminQueues: pageWith(stored(queue)),
  createQueue: stored(queue),
  getQueue: stored(queue),
  replaceQueue: stored(queue),
  deleteQueue: null,
  listCampaigns: pageWith(stored(campaign)),
  createCampaign: stored(campaign),
  getCampaign: stored(campaign),
  replaceCampaign: stored(campaign),
  deleteCampaign: null,
  listAdminPresenceReasons: pageWith(stored(reason)),
  createPresenceReason: stored(reason),
  getPresenceReason: stored(reason),
  replacePresenceReason: stored(reason),
  deletePresenceReason: null,
  listOutcomeSchemes: pageWith(stored(scheme)),
  createOutcomeScheme: stored(scheme),
  getOutcomeScheme: stored(scheme),
  replaceOutcomeScheme: stored(scheme),
  deleteOutcomeScheme: null,
  listBusinessHours: pageWith(stored(hours)),
  createBusinessHours: stored(hours),
  getBusinessHours: stored(hours),
  replaceBusinessHours: stored(hours),
  deleteBusinessHours: null,
  listSnippets: pageWith(stored(snippets)),
  createSnippets: stored(snippets),
  getSnippets: stored(snippets),
  replaceSnippets: stored(snippets),
  listFlows: pageWith(stored(flow)),
  createFlow: stored(flow),
  getFlow: stored(flow),
  replaceFlow: stored(flow),
  deleteFlow: null,
  dryRunFlow: dryRun,
  deleteSnippets: null,
  listCannedTexts: { items: [cannedText] },
  expandCannedText: { text: 'I am sorry, Kim. I am looking for your parcel.' },
  listAcronyms: { items: [acronym] },
  saveAcronym: acronym,
  deleteAcronym: null,
  listChatWidgets: pageWith(stored(widget)),
  createChatWidget: stored(widget),
  getChatWidget: stored(widget),
  replaceChatWidget: stored(widget),
  deleteChatWidget: null,
  listPhoneNumbers: pageWith(stored(phoneNumber)),
  createPhoneNumber: stored(phoneNumber),
  getPhoneNumber: stored(phoneNumber),
  replacePhoneNumber: stored(phoneNumber),
  deletePhoneNumber: null,
  listExtensions: pageWith(stored(extension)),
  createExtension: stored(extension),
  getExtension: stored(extension),
  replaceExtension: stored(extension),
  deleteExtension: null,
  ...voiceReplies,
  startInteraction: {
    ...interaction,
    channel: 'voice',
    direction: 'outbound',
    status: 'connecting',
    connectedAt: null,
  },
  getRoutingSettings: stored(settings),
  replaceRoutingSettings: stored(settings),
  listAudit: pageWith(audit),
};

/** The second kind of success of the operations that have one. */
export const otherwiseReplies: Readonly<Record<string, unknown>> = {
  requestChat: { chatId: null, reason: 'closed', message: 'We are back tomorrow at eight.' },
};

/** What problem documents tell besides what the catalogue says. */
export const problemExtras: Readonly<Partial<Record<ErrorCode, Partial<Problem>>>> = {
  REQUEST_INVALID: {
    issues: [{ path: 'status', message: 'Invalid option: expected one of "ready"|"not-ready"' }],
  },
  FORBIDDEN: { params: { permission: 'pick-up' } },
  OPEN_WORK: { params: { interactionIds: [INTERACTION] } },
  OFFER_NOT_PENDING: { currentState: 'expired', allowedCommands: [] },
  INTERACTION_STATE: { currentState: 'ended', allowedCommands: ['setWrapUpCodes', 'disposeInteraction'] },
  OBJECT_IN_USE: { params: { usedBy: ['queues/support'] } },
  OBJECT_EXISTS: { params: { field: 'alias' } },
  BODY_TOO_LARGE: { params: { maxBytes: 65_536 } },
  REFERENCE_UNKNOWN: { issues: [{ path: 'campaignId', message: 'there is no campaign inbound' }] },
  DISPOSITION_REQUIRED: { params: { allowed: ['answered'] } },
  MESSAGE_TOO_LONG: { params: { maxLength: 1024 } },
  RATE_LIMITED: { retryAfterMs: 1000 },
  TRY_LATER: { retryAfterMs: 2000 },
};

const ana: Actor = { kind: 'agent', id: 'ana' };
const kim: Actor = { kind: 'customer', id: null };
const system: Actor = { kind: 'system', id: null };

interface EventExample<T extends EventType> {
  readonly subject: string;
  readonly actor: Actor;
  readonly data: EventData<T>;
}

/** An occurrence of every type of event. */
export const eventExamples: { readonly [T in EventType]: EventExample<T> } = {
  ...voiceEventExamples,
  'session.opened.v1': { subject: 'agent/ana', actor: ana, data: { agentId: 'ana', sessionId: SESSION, epoch: 7 } },
  'session.superseded.v1': {
    subject: 'agent/ana',
    actor: ana,
    data: { agentId: 'ana', sessionId: SESSION, bySessionId: 'ses_01K9ZR7Q9X1V5Y8A0B3D4E5F6G' },
  },
  'session.in-grace.v1': {
    subject: 'agent/ana',
    actor: system,
    data: { agentId: 'ana', sessionId: SESSION, graceUntil: at('42:00') },
  },
  'session.resumed.v1': { subject: 'agent/ana', actor: ana, data: { agentId: 'ana', sessionId: SESSION } },
  'session.closed.v1': {
    subject: 'agent/ana',
    actor: ana,
    data: { agentId: 'ana', sessionId: SESSION, cause: 'logged-out' },
  },
  'work.relieved.v1': {
    subject: 'agent/ana',
    actor: system,
    data: { agentId: 'ana', interactionId: INTERACTION, reason: 'interrupted', cost: 0 },
  },
  'work.resumed.v1': {
    subject: 'agent/ana',
    actor: ana,
    data: { agentId: 'ana', interactionId: INTERACTION, cost: 15 },
  },
  'presence.changed.v1': {
    subject: 'agent/ana',
    actor: ana,
    data: {
      agentId: 'ana',
      presence,
      autoCall: false,
      queueIds: ['support'],
      campaignIds: ['inbound'],
      extension: '1001',
      state: 'ready',
    },
  },
  'queue.live.v1': { subject: 'queue/support', actor: system, data: queueLive },
  'system.repair-performed.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: system,
    data: { kind: 'offer-without-timer', subject: `interaction/${INTERACTION}`, detail: 'the offer was expired' },
  },
  'offer.created.v1': { subject: `interaction/${INTERACTION}`, actor: system, data: offer },
  'offer.resolved.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, offerId: OFFER, agentId: 'ana', resolution: 'accepted', reason: null, by: 'agent' },
  },
  'interaction.queued.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: kim,
    data: { ...about, enqueuedAt: at('30:04'), reason: 'arrived' },
  },
  'interaction.connected.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, agentId: 'ana', waitedMs: 5000, connectedAt: at('30:09') },
  },
  'interaction.transferred.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, agentId: 'ana', target: { kind: 'queue', id: 'sales' }, note: 'Wants to add a second line' },
  },
  'interaction.ended.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: {
      ...about,
      endedAt: at('36:40'),
      endedBy: 'agent',
      endReason: 'agent-ended',
      waitedMs: 5000,
      handledMs: 391_000,
      answered: true,
    },
  },
  'interaction.disposed.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, disposition, effect: 'success', codes: ['shipping'] },
  },
  'interaction.closed.v1': { subject: `interaction/${INTERACTION}`, actor: ana, data: about },
  'interaction.changed.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, fields: ['notes'] },
  },
  'assignment.joined.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: {
      ...{ interactionId: INTERACTION, channel: 'chat', queueId: 'support', campaignId: 'inbound' },
      ...{ agentId: 'ben', byAgentId: 'ana' },
    },
  },
  'assignment.left.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: {
      ...{ interactionId: INTERACTION, channel: 'chat', queueId: 'support', campaignId: 'inbound' },
      ...{ agentId: 'ana', byAgentId: 'ana' },
    },
  },
  'assignment.wrap-up-started.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, agentId: 'ana', wrapUp, activeMs: 391_000 },
  },
  'assignment.wrap-up-extended.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, agentId: 'ana' },
  },
  'assignment.wrap-up-completed.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: ana,
    data: { ...about, agentId: 'ana', by: 'agent', wrapUpMs: 15_000, activeMs: 391_000, outcomePending: false },
  },
  'message.created.v1': { subject: `interaction/${INTERACTION}`, actor: ana, data: answer },
  'message.read.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: kim,
    data: { ...receipt, interactionId: INTERACTION },
  },
  'customer.presence.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: system,
    data: {
      interactionId: INTERACTION,
      channel: 'chat',
      queueId: 'support',
      campaignId: 'inbound',
      presence: 'leaving',
      since: at('02:00'),
      endsAt: at('03:00'),
      heldMessages: 0,
      text: 'The customer has not come back. The chat ends in 20 seconds.',
    },
  },
  'message.held.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: system,
    data: { interactionId: INTERACTION, index: 7, text: 'The customer is away. Your message is delivered on return.' },
  },
  'typing.started.v1': {
    subject: `interaction/${INTERACTION}`,
    actor: kim,
    data: { interactionId: INTERACTION, party: 'customer', name: 'Kim Lee' },
  },
};

/** One frame of each form, besides those that carry an event. */
export const frameExamples = {
  welcome: { welcome: { serverTime: at('30:00'), seq: 41, heartbeatMs: 10_000 } },
  reset: { reset: { snapshot: { session, offers: [offer], interactions: [listed] }, asOfSeq: 41 } },
  pong: { pong: { serverTime: at('30:10'), seq: 42, leaseUntil: at('30:40') } },
  subscribed: { subscribed: { topics: ['queue:support'] } },
} as const;

/** One frame for each action a client may send. */
export const actionExamples: Readonly<Record<string, unknown>> = {
  resume: { action: 'resume', after: 41 },
  ping: { action: 'ping' },
  subscribe: { action: 'subscribe', topics: ['queue:support'], ref: 'r-1' },
  unsubscribe: { action: 'unsubscribe', topics: ['queue:support'] },
  typing: { action: 'typing', interactionId: INTERACTION },
};
