import { setTimeout } from 'node:timers/promises';
import aws4 from 'aws4';
import { AwsError, isOutage, noAnswer, refusal } from './aws-error.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where a service is called, and as whom. */
export interface Connection {
  readonly region: string;
  readonly credentials: () => Credentials;
  /** The service's own in the region when left out. */
  readonly endpoint?: string;
  /** For tests; the platform's when left out. */
  readonly surroundings?: Partial<Surroundings>;
}

export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

export interface PostRequest {
  /** Behind the endpoint, starting with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that may be sent again without harm. */
export interface SignedRequest extends Omit<PostRequest, 'body'> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface SignedReply {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Answers the text of the reply.
 *
 * @throws AwsError when the service refuses, or is still down at the last attempt.
 */
export type SignedPost = (request: PostRequest) => Promise<string>;

export interface Repetition {
  /** 1 for what must not happen twice. */
  readonly attempts: number;
}

/** As many as the AWS SDK makes. */
const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MS = 3000;
const FIRST_PAUSE_MS = 50;

/** Posts signed requests to one service, named as signatures name it. */
export function signedPost(service: string, connection: Connection, repetition?: Repetition): SignedPost {
  const send = signedRequests(service, connection, repetition);
  return async request => new TextDecoder().decode((await send({ ...request, method: 'POST' })).body);
}

/**
 * Sends signed requests to one service, named as signatures name it. A request that meets an outage is repeated as it
 * is, after a pause of random length that may double each time; a refusal is final.
 */
export function signedRequests(
  service: string,
  connection: Connection,
  { attempts }: Repetition = { attempts: ATTEMPTS },
): (request: SignedRequest) => Promise<SignedReply> {
  const { region, credentials, endpoint = `https://${service}.${region}.amazonaws.com` } = connection;
  const { fetch, now, random, pause } = { ...platform, ...connection.surroundings };
  const { origin, host, pathname } = new URL(endpoint);
  const stage = pathname.replace(/\/$/, '');

  function signed({ method, path, headers, body }: SignedRequest): Record<string, string> {
    const date = new Date(now()).toISOString().replace(/[:-]|\.\d{3}/g, '');
    const dated = { ...headers, 'X-Amz-Date': date };
    const content =
      body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
    const request = { service, region, host, method, path: stage + path, headers: dated, ...content };
    // Fetch writes the host itself, from the same address.
    const { Host: _, ...written } = aws4.sign(request, credentials()).headers as Record<string, string>;
    return written;
  }

  async function attempt(request: SignedRequest): Promise<SignedReply> {
    const url = origin + stage + request.path;
    const headers = signed(request);
    const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
    const { method, body: content = null } = request;
    const { response, body } = await fetch(url, { method, headers, body: content, signal })
      .then(async response => ({ response, body: new Uint8Array(await response.arrayBuffer()) }))
      .catch(thrown => {
        throw noAnswer(thrown);
      });
    if (!response.ok) throw refusal(response, new TextDecoder().decode(body));
    return { headers: response.headers, body };
  }

  return async request => {
    for (let made = 1; ; made += 1) {
      try {
        return await attempt(request);
      } catch (thrown) {
        const again = thrown instanceof AwsError && isOutage(thrown) && made < attempts;
        if (!again) throw thrown;
        await pause(random() * FIRST_PAUSE_MS * 2 ** (made - 1));
      }
    }
  };
}

const platform: Surroundings = {
  fetch: (input, init) => fetch(input, init),
  now: Date.now,
  random: Math.random,
  pause: setTimeout,
};
