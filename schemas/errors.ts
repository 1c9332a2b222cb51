import { defineErrors } from './kit/errors.ts';

/** The one error catalogue. Routes, socket actions and documents refer to these codes. */
export const errors = defineErrors({
  REQUEST_INVALID: {
    status: 400,
    title: 'The request cannot be read',
    retryable: false,
    remedy: 'Correct the parts named in `issues` and send it again.',
  },
  TOKEN_INVALID: {
    status: 401,
    title: 'The token is missing, expired or not trusted',
    retryable: false,
    remedy: 'Sign in again and send the new token.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Your role or permissions do not allow this',
    retryable: false,
    remedy: 'Ask an administrator for the role or permission named in `params`.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    title: 'There is no such route',
    retryable: false,
    remedy: 'Look the path and method up in the API reference.',
  },
  SESSION_NOT_FOUND: {
    status: 404,
    title: 'You have no open session',
    retryable: false,
    remedy: 'Open one with POST /v1/sessions.',
  },
  INTERACTION_NOT_FOUND: {
    status: 404,
    title: 'There is no such interaction',
    retryable: false,
    remedy: 'Check the id; ids of other tenants are unknown here.',
  },
  OFFER_NOT_FOUND: {
    status: 404,
    title: 'There is no such offer',
    retryable: false,
    remedy: 'Read your pending offers with GET /v1/offers.',
  },
  QUEUE_NOT_FOUND: {
    status: 404,
    title: 'There is no such queue',
    retryable: false,
    remedy: 'Check the id, alias or name of the queue.',
  },
  WIDGET_NOT_FOUND: {
    status: 404,
    title: 'There is no such chat widget',
    retryable: false,
    remedy: 'Check the id of the widget and the tenant.',
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    title: 'The chat widget may not be used on this page',
    retryable: false,
    remedy: 'Add the origin in `params` to the allowed origins of the widget.',
  },
  CAMPAIGN_NOT_FOUND: {
    status: 404,
    title: 'There is no such campaign',
    retryable: false,
    remedy: 'Check the id of the campaign.',
  },
  AGENT_NOT_FOUND: {
    status: 404,
    title: 'There is no such agent',
    retryable: false,
    remedy: 'Check the id of the user.',
  },
  CHAT_NOT_FOUND: {
    status: 404,
    title: 'There is no such chat',
    retryable: false,
    remedy: 'Use the chat id and the token that POST /v1/chats returned together.',
  },
  ATTACHMENT_NOT_FOUND: {
    status: 404,
    title: 'There is no such file in this conversation',
    retryable: false,
    remedy: 'Use the id of an attachment that was announced, or of your own upload.',
  },
  TENANT_NOT_FOUND: {
    status: 404,
    title: 'There is no such tenant',
    retryable: false,
    remedy: 'Check the tenant id or alias.',
  },
  OBJECT_NOT_FOUND: {
    status: 404,
    title: 'There is no such administrative object',
    retryable: false,
    remedy: 'List the objects of this kind.',
  },
  SESSION_EXISTS: {
    status: 409,
    title: 'You already have a live session',
    retryable: false,
    remedy: 'Open with `force: true` to take it over.',
  },
  SESSION_SUPERSEDED: {
    status: 409,
    title: 'Another session has taken over',
    retryable: false,
    remedy: 'Stop using this session; open a new one if you should be the one at work.',
  },
  OPEN_WORK: {
    status: 409,
    title: 'There is open work',
    retryable: false,
    remedy: 'End and dispose of the interactions in `params.interactionIds` first.',
  },
  PRESENCE_NOT_ALLOWED: {
    status: 409,
    title: 'This presence cannot be set now',
    retryable: false,
    remedy: 'Log in to at least one queue before going ready.',
  },
  OFFER_NOT_PENDING: {
    status: 409,
    title: 'The offer is no longer pending',
    retryable: false,
    remedy: 'See `currentState`: it was accepted, rejected, expired or revoked.',
  },
  INTERACTION_STATE: {
    status: 409,
    title: 'The interaction is not in a state that accepts this command',
    retryable: false,
    remedy: 'See `currentState` and `allowedCommands`.',
  },
  NOT_YOUR_INTERACTION: {
    status: 409,
    title: 'You are not handling this interaction',
    retryable: false,
    remedy: 'Only the agent who handles it may do this.',
  },
  CAPACITY_EXCEEDED: {
    status: 409,
    title: 'Your capacity does not allow more work',
    retryable: true,
    remedy: 'Finish some work first.',
  },
  WRAP_UP_NOT_RUNNING: {
    status: 409,
    title: 'You have no wrap-up running for this interaction',
    retryable: false,
    remedy: 'Wrap-up starts when the interaction ends for you and ends once.',
  },
  ALREADY_DISPOSED: {
    status: 409,
    title: 'The interaction already has a disposition',
    retryable: false,
    remedy: 'Read it from the interaction.',
  },
  CHAT_ENDED: {
    status: 409,
    title: 'The chat has ended',
    retryable: false,
    remedy: 'Request a new chat.',
  },
  ATTACHMENT_NOT_UPLOADED: {
    status: 409,
    title: 'The file has not been uploaded',
    retryable: true,
    remedy:
      'Post the file with the fields of the form, then confirm it; ask for a new form when the old one has expired.',
  },
  OBJECT_IN_USE: {
    status: 409,
    title: 'Other objects or live work still refer to this',
    retryable: false,
    remedy: 'Remove the references named in `params.usedBy` first.',
  },
  OBJECT_EXISTS: {
    status: 409,
    title: 'An object with this id, name or alias already exists',
    retryable: false,
    remedy: 'Choose another value for the field named in `params`.',
  },
  WRITE_CONFLICT: {
    status: 409,
    title: 'Somebody else changed this at the same moment',
    retryable: true,
    remedy: 'Read the current state and send the command again.',
  },
  VERSION_STALE: {
    status: 412,
    title: 'The object has changed since you read it',
    retryable: false,
    remedy: 'Read it again and repeat your change with the new ETag.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The request is too large',
    retryable: false,
    remedy: 'Send at most `params.maxBytes` bytes.',
  },
  REFERENCE_UNKNOWN: {
    status: 422,
    title: 'A referenced object does not exist',
    retryable: false,
    remedy: 'Create the objects named in `issues` first, or correct the reference.',
  },
  OUTCOME_CODE_UNKNOWN: {
    status: 422,
    title: 'The outcome code does not belong to the campaign or channel',
    retryable: false,
    remedy: 'Choose a code from GET /v1/campaigns/{campaignId}/outcomes.',
  },
  DISPOSITION_REQUIRED: {
    status: 422,
    title: 'The campaign requires a disposition',
    retryable: false,
    remedy: 'Dispose with one of the codes in `params.allowed`.',
  },
  REASON_REQUIRED: {
    status: 422,
    title: 'A not-ready reason is required or unknown',
    retryable: false,
    remedy: 'Send a `reasonId` from the presence reasons.',
  },
  QUEUE_NOT_ASSIGNED: {
    status: 422,
    title: 'The queue is not assigned to you',
    retryable: false,
    remedy: 'Choose among the queues of your session.',
  },
  CAMPAIGN_NOT_ASSIGNED: {
    status: 422,
    title: 'The campaign is not assigned to you',
    retryable: false,
    remedy: 'Choose among the campaigns of your queues.',
  },
  TARGET_UNAVAILABLE: {
    status: 422,
    title: 'The target cannot take this interaction',
    retryable: false,
    remedy: 'Choose another target; an agent who is away can be reached through the personal queue.',
  },
  MESSAGE_TOO_LONG: {
    status: 422,
    title: 'The message is too long',
    retryable: false,
    remedy: 'Send at most `params.maxLength` characters.',
  },
  ATTACHMENTS_DISABLED: {
    status: 422,
    title: 'Files cannot be sent here',
    retryable: false,
    remedy: 'Send text; an administrator may allow files in the limits of tenant, queue and widget.',
  },
  ATTACHMENT_TYPE_NOT_ALLOWED: {
    status: 422,
    title: 'Files of this type may not be sent',
    retryable: false,
    remedy: 'Send one of `params.allowed` where it is given, and none of `params.restricted`.',
  },
  ATTACHMENT_TOO_LARGE: {
    status: 422,
    title: 'The file is too large',
    retryable: false,
    remedy: 'Send at most `params.maxBytes` bytes.',
  },
  ATTACHMENT_CONTENT_REFUSED: {
    status: 422,
    title: 'The file is not what it was declared as',
    retryable: false,
    remedy: 'It has been removed. Declare name, size and type as they are and upload the file again.',
  },
  TRANSCRIPT_UNAVAILABLE: {
    status: 422,
    title: 'The transcript cannot be sent by e-mail',
    retryable: false,
    remedy:
      'See `params.reason`: `no-sender`: the queue has no sender address; `no-address`: the customer has no e-mail address; `not-offered`: customers of this queue may not ask for it.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'The idempotency key was used with another request',
    retryable: false,
    remedy: 'Use a new key for a new request.',
  },
  TOPIC_UNKNOWN: {
    status: 422,
    title: 'There is no such topic, or you may not follow it',
    retryable: false,
    remedy: 'Follow `me`, `interaction:{id}`, `queue:{id}` or `dashboard:{id}` of what you may see.',
  },
  PRECONDITION_REQUIRED: {
    status: 428,
    title: 'The change needs an If-Match header',
    retryable: false,
    remedy: 'Read the object and send its ETag as If-Match.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    retryable: true,
    remedy: 'Wait for `retryAfterMs`, then continue more slowly.',
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong here',
    retryable: true,
    remedy: 'Try again; if it stays, report the `requestId`.',
  },
  TRY_LATER: {
    status: 503,
    title: 'A part of the system does not answer',
    retryable: true,
    remedy: 'Try again after `retryAfterMs`.',
  },
});

export type ErrorCode = keyof typeof errors;

/** The reference under which a code is explained, used as `type` of its problem documents. */
export const problemType = (code: ErrorCode): string => `/docs/errors#${code.toLowerCase().replaceAll('_', '-')}`;
