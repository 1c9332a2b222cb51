import type { SecretsManager } from '../aws/clients.ts';
import { unlessDown } from '../outage.ts';

export interface ManagedSecretOptions {
  readonly client: SecretsManager;
  readonly secretId: string;
}

/** A secret that is read once per process; a failed reading is tried again by the next caller. */
export function managedSecret({ client, secretId }: ManagedSecretOptions): () => Promise<Uint8Array> {
  let reading: Promise<Uint8Array> | undefined;
  return () => {
    reading ??= read(client, secretId).catch(thrown => {
      reading = undefined;
      throw thrown;
    });
    return reading;
  };
}

const MIN_BYTES = 32;

async function read(client: SecretsManager, SecretId: string): Promise<Uint8Array> {
  const { SecretString = '' } = await unlessDown(() => client.call('GetSecretValue', { SecretId }));
  const secret = new TextEncoder().encode(SecretString);
  if (secret.length < MIN_BYTES) throw new Error(`a signing secret has at least ${MIN_BYTES} bytes`);
  return secret;
}
