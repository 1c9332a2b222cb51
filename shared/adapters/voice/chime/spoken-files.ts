import { AwsError } from '#shared/adapters/aws/aws-error.ts';
import { bucketEndpoint } from '#shared/adapters/aws/signed-link.ts';
import { type Connection, signedRequests } from '#shared/adapters/aws/signed-requests.ts';
import { unlessDown } from '#shared/adapters/outage.ts';
import { type SpokenText, spokenKey } from './sound-files.ts';
import { voiceOf } from './voices.ts';

/** Texts as sound files. Waiting callers hear files alone: what the service speaks itself cannot be cut short. */
export type Speech = (texts: readonly SpokenText[]) => Promise<void>;

export interface SpokenFilesOptions {
  readonly bucket: string;
  readonly connection: Connection;
}

/** As the service plays it: 8 kHz, mono, 16-bit PCM. */
const SAMPLE_RATE = 8000;
const BYTES_PER_SAMPLE = 2;
const SILENCE_MS = 300;
/** Files that this process knows to be there. */
const KNOWN = 10_000;

/** Sees that every text lies in the bucket, spoken by Amazon Polly at its first use. */
export function spokenFiles({ bucket, connection }: SpokenFilesOptions): Speech {
  const polly = signedRequests('polly', connection);
  const endpoint = bucketEndpoint(bucket, connection);
  const s3 = signedRequests('s3', { ...connection, endpoint });
  const known = new Map<string, Promise<void>>();

  async function exists(key: string): Promise<boolean> {
    try {
      await s3({ method: 'GET', path: `/${key}`, headers: { range: 'bytes=0-0' } });
      return true;
    } catch (thrown) {
      // To whoever may not list a bucket, what is not there is forbidden.
      if (thrown instanceof AwsError && (thrown.status === 404 || thrown.status === 403)) return false;
      throw thrown;
    }
  }

  async function synthesise({ language, text }: SpokenText): Promise<Uint8Array> {
    if (text === '') return new Uint8Array(((SAMPLE_RATE * SILENCE_MS) / 1000) * BYTES_PER_SAMPLE);
    const { languageCode, voiceId } = voiceOf(language);
    const request = {
      ...{ Engine: 'neural', LanguageCode: languageCode, VoiceId: voiceId },
      ...{ OutputFormat: 'pcm', SampleRate: String(SAMPLE_RATE), Text: text, TextType: 'text' },
    };
    const headers = { 'content-type': 'application/json' };
    return (await polly({ method: 'POST', path: '/v1/speech', headers, body: JSON.stringify(request) })).body;
  }

  async function make(spoken: SpokenText): Promise<void> {
    const key = spokenKey(spoken);
    if (await exists(key)) return;
    const body = wavFile(await synthesise(spoken));
    await s3({ method: 'PUT', path: `/${key}`, headers: { 'content-type': 'audio/wav' }, body });
  }

  function see(spoken: SpokenText): Promise<void> {
    const key = spokenKey(spoken);
    const before = known.get(key);
    if (before) return before;
    const making = unlessDown(() => make(spoken));
    if (known.size >= KNOWN) known.clear();
    known.set(key, making);
    making.catch(() => known.delete(key));
    return making;
  }

  return async texts => {
    await Promise.all(texts.map(see));
  };
}

const HEADER_BYTES = 44;

/** PCM samples as a WAV file. */
export function wavFile(samples: Uint8Array): Uint8Array<ArrayBuffer> {
  const file = Buffer.alloc(HEADER_BYTES + samples.length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(HEADER_BYTES - 8 + samples.length, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * BYTES_PER_SAMPLE, 28);
  file.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  file.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length, 40);
  file.set(samples, HEADER_BYTES);
  return file;
}
