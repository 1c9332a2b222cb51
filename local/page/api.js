/** A refusal of the API, with its problem document. */
export class Refusal extends Error {
  constructor(problem) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`);
    this.problem = problem;
  }
}

/** Nobody answered. */
export class NoAnswer extends Error {
  isOffline = true;
}

/**
 * Calls the API at the address of this page.
 *
 * @param {string} method
 * @param {string} path
 * @param {{ token?: string, body?: unknown, key?: string, session?: string, signal?: AbortSignal }} [more]
 */
export async function call(method, path, { token, body, key, session, signal } = {}) {
  const response = await fetch(path, {
    method,
    signal,
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(method === 'POST' && !path.startsWith('/local/') && { 'Idempotency-Key': key ?? crypto.randomUUID() }),
      ...(session && { 'Session-Id': session }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(thrown => {
    if (signal?.aborted) throw thrown;
    throw new NoAnswer('no answer');
  });
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({ code: 'INTERNAL', title: `Status ${response.status}` }));
  if (!response.ok) throw new Refusal(answer);
  return answer;
}

/** A token for one of the local people. */
export const tokenOf = async (tenant, user) =>
  (await call('POST', '/local/tokens', { body: { tenant, user } })).accessToken;

/** Calls as one person. */
export function caller(token) {
  let session;
  return {
    get: path => call('GET', path, { token, session }),
    post: (path, body) => call('POST', path, { token, session, body }),
    put: (path, body) => call('PUT', path, { token, session, body }),
    remove: path => call('DELETE', path, { token, session }),
    /** From now on commands are refused once another session has taken over. */
    useSession(id) {
      session = id;
    },
  };
}
