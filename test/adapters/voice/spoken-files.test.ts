import { describe, expect, it } from 'vitest';
import { spokenKey } from '#shared/adapters/voice/chime/sound-files.ts';
import { spokenFiles } from '#shared/adapters/voice/chime/spoken-files.ts';
import { tokenBucket } from '#shared/adapters/voice/token-bucket.ts';

const hello = { text: 'Hello', language: 'de-AT' };
const SAMPLES = new Uint8Array([1, 0, 2, 0]);

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: Uint8Array;
}

/** Polly and a bucket, which answer over HTTP as the services do. */
function services({ missing = 404, polly = 200 }: { missing?: number; polly?: number } = {}) {
  const sent: Sent[] = [];
  const files = new Map<string, Uint8Array>();
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = String(input);
    const { method = 'GET' } = init;
    const body = new Uint8Array(await new Response(init.body ?? null).arrayBuffer());
    sent.push({ method, url, body });
    if (url.startsWith('https://polly.')) return new Response(polly === 200 ? SAMPLES : '{}', { status: polly });
    if (method === 'PUT') {
      files.set(new URL(url).pathname.slice(1), body);
      return new Response('');
    }
    return files.has(new URL(url).pathname.slice(1)) ? new Response('x') : new Response('', { status: missing });
  };
  const connection = {
    region: 'us-east-1',
    credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
    surroundings: { fetch: fetch as typeof globalThis.fetch, pause: async () => undefined },
  };
  const open = () => spokenFiles({ bucket: 'prompts', connection });
  const asked = (host: string) => sent.filter(({ url }) => url.includes(host));
  return { open, files, asked };
}

describe('a text', () => {
  it('is spoken once into a file that the telephone service can play', async () => {
    const { asked, files, open } = services();

    await open()([hello]);

    const file = Buffer.from(files.get(spokenKey(hello)) ?? []);
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect([file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt16LE(34)]).toEqual([1, 8000, 16]);
    expect([...file.subarray(44)]).toEqual([...SAMPLES]);
    expect(JSON.parse(new TextDecoder().decode(asked('polly')[0]?.body))).toEqual({
      ...{ Engine: 'neural', LanguageCode: 'de-AT', VoiceId: 'Hannah', Text: 'Hello', TextType: 'text' },
      ...{ OutputFormat: 'pcm', SampleRate: '8000' },
    });
  });

  it('is not spoken again, by this process or another', async () => {
    const { asked, open } = services();
    const first = open();

    await first([hello, hello]);
    await first([hello]);
    await open()([hello]);

    expect(asked('polly')).toHaveLength(1);
  });

  it('is spoken where the bucket tells nobody what is missing', async () => {
    const { files, open } = services({ missing: 403 });

    await open()([hello]);

    expect([...files.keys()]).toEqual([spokenKey(hello)]);
  });

  it('that could not be spoken is tried again the next time', async () => {
    const down = services({ polly: 503 });
    const speak = down.open();

    await expect(speak([hello])).rejects.toMatchObject({ code: 'TRY_LATER' });
    await expect(speak([hello])).rejects.toMatchObject({ code: 'TRY_LATER' });

    expect(down.asked('polly')).toHaveLength(6);
  });

  it('of nothing is a moment of silence, which nobody speaks', async () => {
    const { asked, files, open } = services();
    const silence = { text: '', language: 'en-US' };

    await open()([silence]);

    expect(asked('polly')).toEqual([]);
    expect(files.get(spokenKey(silence))?.length).toBe(44 + 4800);
  });
});

describe('a rate', () => {
  it('lets as many through at once as it may, and the others as time passes', () => {
    let now = 0;
    const may = tokenBucket({ perSecond: 5, burst: 5 }, () => now);
    const many = (count: number) => Array.from({ length: count }, may).filter(Boolean).length;

    expect(many(10)).toBe(5);
    now = 200;
    expect(many(10)).toBe(1);
    now = 60_000;
    expect(many(10)).toBe(5);
  });
});
