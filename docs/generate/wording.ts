/** Texts of the documents that belong to no single schema. */
import type { DomainName } from '#schemas/index.ts';

export const introduction = `Tandem routes contacts (calls, chats, messages, e-mails, tasks) to agents and keeps what happened to them.

**Who you are.** Send \`Authorization: Bearer <token>\`. Employees use a token of their identity provider, customers the
conversation token that \`POST /v1/chats\` returned. The tenant comes from the token; ids of other tenants are unknown.

**Refusals** are \`application/problem+json\` documents with a stable \`code\`; see the error catalogue. \`retryable\` says
whether the same request may succeed later, \`retryAfterMs\` when. A refused transition names the state it met in
\`currentState\` and what that state accepts in \`allowedCommands\`.

**Repeating a command.** Send \`Idempotency-Key\` where it is offered: the same key and body within 24 hours get the first
answer. Messages carry a \`clientMessageId\` for the same purpose.

**Concurrent changes.** Replies with a \`version\` carry an \`ETag\`. Administrative changes need it as \`If-Match\`.
Answers that may be kept carry one as well: send it as \`If-None-Match\` and get 304 while nothing has changed.

**Lists** are read page by page: pass \`nextCursor\` as \`cursor\` until it is null.

**Growth.** Replies may gain fields and enumerations may gain values within a major version; ignore what you do not know.`;

export const socketIntroduction = `Events as they happen, over a WebSocket.

Get a ticket with \`POST /v1/socket-tickets\`, connect to \`<url>?ticket=<ticket>\` and send \`resume\`: without \`after\` to
start now, with the last \`seq\` you have seen to go on from there. Frames of your own feed are numbered without gaps; when
a number is missing, or a \`pong\` is ahead of you, send \`resume\` again. Within 24 hours nothing is lost; later a \`reset\`
gives you the present state instead.

Topics (\`queue:{id}\`, \`interaction:{id}\`, \`dashboard:{id}\`) are extra: they are not numbered and not replayed. A
dashboard is sent at most once a second, the latest value wins.`;

export const domainTexts: Readonly<Record<DomainName, string>> = {
  sessions: 'Being at work: the session, presence, queue logins.',
  routing: 'Offers to agents, waiting contacts, wait estimates, and why routing did what it did.',
  interactions: 'Contacts with customers and what an agent does with them.',
  voice: 'Calls: who is on the line, and what their agents do with them.',
  dispositions: 'Wrap-up after a conversation, and its outcome.',
  chat: 'The chat as the customer sees it.',
  attachments: 'Files that customers and agents send each other.',
  compat: 'The same chats in the words of the documented chat service, for clients that speak those.',
  transcripts: 'The archive of conversations, and their transcripts by e-mail.',
  snippets: 'Prepared texts: trees of responses, acronyms of campaigns, and your own.',
  realtime: 'The way to the socket.',
  admin: 'The configuration of a tenant, object by object, and who changed it.',
};

/** Parameters by name; the same name means the same everywhere. */
export const parameterTexts: Readonly<Record<string, string>> = {
  channel: 'The channel of the contact; the first of the queue when left out',
  waitedSeconds: 'For how long the contact would have waited',
  interactionId: 'The interaction',
  recordingId: 'The recording, as the list names it',
  offerId: 'The offer, as it came with `offer.created.v1`',
  queueId: 'The queue',
  queueName: 'The name of the queue, where the id is not known',
  campaignId: 'The campaign',
  widgetId: 'The chat widget; its queue is meant where none is named',
  locale: 'The language of the texts, such as `fr-BE`; one that nobody wrote texts for falls back',
  chatId: 'The chat, as `POST /v1/chats` named it',
  attachmentId: 'The file, as the answer to its declaration or its line names it',
  customerId: 'The id that the web site gave the customer',
  email: 'The e-mail address of the customer',
  phone: 'The phone number of the customer',
  sessionTag: 'The tag that the web site gave the contact',
  shortTerm: 'What you type for the text',
  id: 'The id of the prepared text',
  objectId: 'The object',
  tenantId: 'The tenant whose queue is meant',
  limit: 'How many items at most',
  cursor: '`nextCursor` of the page before',
  after: 'Only what has a higher index than this',
  waitMs: 'How long to wait for something new before an empty answer',
  sort: 'Order by this field of the call profile instead of the place in the queue',
  state: 'Which interactions: those at hand, or those whose outcome is still owed',
  name: 'Only those whose name contains this',
  search: 'Only codes whose name or number contains this',
};

export const roleTexts = {
  agent: 'agents',
  supervisor: 'supervisors',
  admin: 'administrators',
  analyst: 'analysts',
  customer: 'the customer of the chat',
} as const;
