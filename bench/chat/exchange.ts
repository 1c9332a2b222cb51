import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the load reads what the contract says is there
  readonly body: any;
}

/** Connections are kept and never waited for: every customer has one of his own. */
export const connections = (): Agent => new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** One request. @throws Error when there is no whole answer */
export function exchange(
  agent: Agent,
  url: string,
  { method, token, body }: { readonly method: string; readonly token?: string; readonly body?: unknown },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const asking = request(
      url,
      {
        agent,
        method,
        headers: {
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
        },
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, body: whole === '' ? null : JSON.parse(whole) });
        });
      },
    );
    asking.on('error', reject);
    asking.end(text);
  });
}

/** Does the work for each, so many at a time. */
export async function each<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) await work(items[at] as T, at);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
