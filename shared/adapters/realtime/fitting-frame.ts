/** The largest frame that API Gateway carries; it closes the socket over a larger one. */
export const MAX_FRAME_BYTES = 32 * 1024;

/**
 * The text of a frame. One that is too large is sent with its content replaced by where to read it, so that the socket
 * stays open and nothing is lost: an event keeps its place, type and subject, and its data become `truncated: true` with
 * `read` (`readAsCustomer` for the holder of a conversation token); a reset comes without its snapshot, a refusal with
 * the first of its issues.
 */
export function fittingFrame(frame: unknown): string {
  const text = JSON.stringify(frame);
  return Buffer.byteLength(text) <= MAX_FRAME_BYTES ? text : JSON.stringify(reduced(frame));
}

function reduced(frame: unknown): unknown {
  if (!isRecord(frame)) return frame;
  if (isRecord(frame['event'])) {
    return { ...frame, event: { ...frame['event'], data: whereToRead(frame['event']) } };
  }
  if (isRecord(frame['reset'])) return { reset: { ...frame['reset'], snapshot: null } };
  if (isRecord(frame['error']))
    return { ...frame, error: { ...frame['error'], issues: some(frame['error']['issues']) } };
  return frame;
}

const SOME_ISSUES = 20;
const LONGEST_PATH = 200;

const some = (issues: unknown): unknown[] =>
  (Array.isArray(issues) ? issues : []).slice(0, SOME_ISSUES).map(issue => ({
    ...issue,
    path: String(issue.path).slice(0, LONGEST_PATH),
  }));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function whereToRead({ subject, data }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [kind, id] = String(subject).split('/');
  if (kind !== 'interaction') return { truncated: true, read: '/v1/sessions/current' };
  const index = isRecord(data) ? data['index'] : undefined;
  if (typeof index !== 'number') {
    return { truncated: true, read: `/v1/interactions/${id}`, readAsCustomer: `/v1/chats/${id}` };
  }
  const after = `after=${index - 1}&limit=1`;
  return {
    truncated: true,
    read: `/v1/interactions/${id}/messages?${after}`,
    readAsCustomer: `/v1/chats/${id}/events?${after}`,
  };
}
