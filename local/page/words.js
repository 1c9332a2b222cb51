const REFUSALS = {
  TOKEN_INVALID: 'The server does not know you any more. It may have been started anew; choose again.',
  TENANT_NOT_FOUND: 'There is no such tenant.',
  AGENT_NOT_FOUND: 'There is no such agent.',
  CHAT_NOT_FOUND: 'The server does not know this chat any more.',
  CHAT_ENDED: 'The chat is over.',
  FORBIDDEN: 'This agent may not do that.',
  SESSION_NOT_FOUND: 'You are not signed in any more.',
  SESSION_SUPERSEDED: 'This agent has signed in somewhere else.',
  OPEN_WORK: 'There is still work open. Finish it first.',
  OFFER_NOT_PENDING: 'Too late: the offer is over.',
  INTERACTION_STATE: 'That is not possible any more; the conversation has moved on.',
  NOT_YOUR_INTERACTION: 'Somebody else handles this conversation.',
  WRAP_UP_NOT_RUNNING: 'The wrap-up is over already.',
  DISPOSITION_REQUIRED: 'An outcome is required here; some outcomes also need a note.',
  ALREADY_DISPOSED: 'The outcome has been recorded already.',
  MESSAGE_TOO_LONG: 'The message is too long.',
  RATE_LIMITED: 'Too many requests at once. Wait a moment.',
};

/** What went wrong, in plain words. */
export function inWords(thrown) {
  const { problem } = thrown;
  if (!problem) return thrown.isOffline ? 'The server does not answer. Trying again by itself.' : String(thrown);
  return REFUSALS[problem.code] ?? `${problem.title}. ${problem.detail ?? ''}`.trim();
}

const NOTICES = {
  queued: ({ text }) => text ?? 'Waiting for an agent.',
  'agent-joined': ({ author }) => `${author.name ?? 'An agent'} joined.`,
  'agent-left': ({ author }) => `${author.name ?? 'The agent'} left.`,
  'agent-away': ({ author }) => `${author.name ?? 'The agent'} has lost the connection.`,
  'agent-back': ({ author }) => `${author.name ?? 'The agent'} is back.`,
  transferred: () => 'Handed on to somebody else.',
  ended: ({ author, text }) =>
    author.kind === 'system' ? (text ?? 'The chat is over.') : `${author.name ?? 'Somebody'} ended the chat.`,
};

/** A line of a conversation that nobody said. */
export const noticeOf = line => NOTICES[line.kind]?.(line) ?? line.text ?? line.kind;

export const STATES = {
  offline: 'Offline',
  reconnecting: 'Reconnecting',
  offered: 'Asked',
  'on-call': 'In a call',
  'on-chat': 'In a chat',
  'on-work': 'At work',
  'wrap-up': 'Wrapping up',
  'not-ready': 'Not ready',
  release: 'In release',
  ready: 'Ready',
};

export const TONES = { ready: 'good', offered: 'busy', 'on-chat': 'busy', 'on-work': 'busy', 'wrap-up': 'busy' };

/** A length of time as people say it. */
export function lengthInWords(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

const NO_ESTIMATE = {
  closed: 'closed',
  barred: 'takes no chats',
  full: 'full',
  'no-agents': 'nobody there',
  'insufficient-data': 'not known yet',
};
/** A wait to expect, or why there is no figure. */
export function estimateInWords({ etaMs, reason }) {
  if (etaMs === null) return NO_ESTIMATE[reason] ?? 'not known yet';
  return etaMs === 0 ? 'none' : `about ${lengthInWords(etaMs)}`;
}
