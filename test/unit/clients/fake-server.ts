export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface FakeServer {
  readonly fetch: typeof globalThis.fetch;
  readonly received: readonly ReceivedRequest[];
}

/** Answers every request by a function; a thrown error stands for a network that fails. */
export function fakeServer(
  answer: (request: ReceivedRequest, count: number) => Response | Promise<Response>,
): FakeServer {
  const received: ReceivedRequest[] = [];
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const request = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    received.push(request);
    const aborted = new Promise<never>((_, reject) =>
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
    );
    return Promise.race([answer(request, received.length), aborted]);
  };
  return { fetch: fetch as typeof globalThis.fetch, received };
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

export const problem = (code: string, status: number, more: Record<string, unknown> = {}): Response =>
  json(
    { type: '/docs/errors', title: code, status, code, detail: code, requestId: 'req_1', retryable: false, ...more },
    status,
  );
