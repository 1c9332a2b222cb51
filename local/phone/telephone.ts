import * as z from 'zod';

const Call = z.object({
  id: z.string(),
  state: z.enum(['idle', 'ringing', 'connected', 'disconnected']),
  hears: z.array(z.string()),
  cause: z.number().optional(),
  receivedDigits: z.string(),
  timeline: z.array(z.object({ at: z.string(), hears: z.array(z.string()) })),
});
export type Call = z.output<typeof Call>;

const Problem = z.object({
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** A telephone on a running local system. */
export interface Telephone {
  /** @throws Error that says why the call could not be placed */
  call(to: string, from: string): Promise<Call>;
  look(id: string): Promise<Call>;
  press(id: string, digits: string): Promise<Call>;
  talk(id: string, seconds: number): Promise<Call>;
  hangUp(id: string): Promise<Call>;
}

export function telephone(url: string): Telephone {
  async function request(method: string, path: string, body?: object): Promise<Call> {
    const response = await fetch(`${url}/local/calls${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }).catch(() => {
      throw new Error(`There is no local system at ${url}. Start it with npm start, or name another one with --url.`);
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (response.ok) return Call.parse(answer);
    throw new Error(explained(response.status, answer));
  }

  return {
    call: (to, from) => request('POST', '', { to, from }),
    look: id => request('GET', `/${id}`),
    press: (id, digits) => request('POST', `/${id}/digits`, { digits }),
    talk: (id, seconds) => request('POST', `/${id}/talk`, { seconds }),
    hangUp: id => request('POST', `/${id}/hangup`),
  };
}

function explained(status: number, answer: unknown): string {
  const { detail, issues = [] } = Problem.safeParse(answer).data ?? {};
  const wrong = issues.map(({ path, message }) => `${path} ${message}`);
  return wrong.join('; ') || detail || `The local system answered ${status}.`;
}
