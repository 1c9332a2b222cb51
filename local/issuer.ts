import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import * as z from 'zod';
import type { Role } from '#schemas/kit/route.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';

export const LOCAL_AUDIENCE = 'tandem-local';
const ALGORITHM = 'ES256';
const LIFETIME_SECONDS = 12 * 3600;

/** What the local system signs with: the issuer's key pair and the secret of conversation tokens. */
export interface Keys {
  readonly issuer: JWK;
  readonly conversation: Uint8Array;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** An OpenID provider for people who were seeded; it believes whoever says to be one of them. */
export interface Issuer {
  readonly url: string;
  readonly keySet: JSONWebKeySet;
  /** The discovery document. */
  readonly configuration: Readonly<Record<string, unknown>>;
  issue(person: { tenantId: string; userId: string; roles: readonly Role[] }): Promise<IssuedToken>;
}

export interface IssuerOptions {
  readonly url: string;
  readonly key: JWK;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const KeyFile = z.object({ issuer: z.record(z.string(), z.string()), conversation: z.base64url() });

/** New keys, or those in the file, which is written when it is not there. */
export async function loadKeys(file: string | undefined): Promise<Keys> {
  const kept = file && (await readFile(file, 'utf8').catch(() => undefined));
  if (kept) {
    const { issuer, conversation } = KeyFile.parse(JSON.parse(kept));
    return { issuer, conversation: Buffer.from(conversation, 'base64url') };
  }
  const keys = { issuer: await newKey(), conversation: randomBytes(32) };
  if (file) {
    await mkdir(dirname(file), { recursive: true });
    const text = JSON.stringify({ ...keys, conversation: keys.conversation.toString('base64url') });
    await writeFile(file, text, { mode: 0o600 });
  }
  return keys;
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex') };
}

export function localIssuer({ url, key, now }: IssuerOptions): Issuer {
  const { d: _secret, ...open } = key;
  return {
    url,
    keySet: { keys: [{ ...open, alg: ALGORITHM, use: 'sig' }] },
    configuration: {
      issuer: url,
      jwks_uri: `${url}/.well-known/jwks.json`,
      token_endpoint: `${url}/local/tokens`,
      id_token_signing_alg_values_supported: [ALGORITHM],
      subject_types_supported: ['public'],
      response_types_supported: ['token'],
    },
    async issue({ tenantId, userId, roles }) {
      const issuedAt = Math.floor(now() / 1000);
      const expiresAt = issuedAt + LIFETIME_SECONDS;
      const accessToken = await new SignJWT({
        'custom:tenantId': tenantId,
        'cognito:groups': roles,
        token_use: 'access',
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: String(key.kid) })
        .setIssuer(url)
        .setAudience(LOCAL_AUDIENCE)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(await importJWK(key, ALGORITHM));
      return { accessToken, expiresAt: toInstant(expiresAt * 1000) };
    },
  };
}
