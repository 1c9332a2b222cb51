import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  jwtVerify,
} from 'jose';
import { ObjectId, TenantId } from '#schemas/kit/id.ts';
import type { Role } from '#schemas/kit/route.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { chatIdentity, type Identity, userIdentity } from './identity.ts';

/**
 * Says who the bearer of a token is.
 *
 * @throws AppError `TOKEN_INVALID`, whatever is wrong with it; `TRY_LATER` when its keys cannot be read now.
 */
export type Verifier = (token: string) => Promise<Identity>;

export interface UserTokenOptions {
  readonly issuer: string;
  /** The client these tokens are for: `aud`, or `client_id` in access tokens of Cognito, which have no `aud`. */
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The conversation a token opens. @throws AppError `TOKEN_INVALID` */
export type VerifyConversation = (token: string) => Promise<{ readonly tenantId: string; readonly chatId: string }>;

const MAX_TOKEN_LENGTH = 8192;
const CLOCK_TOLERANCE_SECONDS = 5;
const USER_ALGORITHMS = ['RS256', 'ES256'];
const CONVERSATION_ALGORITHM = 'HS256';
const USER_ROLES: readonly string[] = ['agent', 'supervisor', 'admin', 'analyst'] satisfies Role[];

/**
 * Keys read from the issuer, kept for ten minutes and read again when an unknown one is named (twice a minute at most).
 *
 * @throws AppError `TRY_LATER` when they cannot be read.
 */
export function keysFrom(url: string): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    // Made at first use: it loads the platform's fetch, which takes longer than all else that a function loads.
    keys ??= createRemoteJWKSet(new URL(url), {
      timeoutDuration: 3000,
      cooldownDuration: 30_000,
      cacheMaxAge: 600_000,
    });
    try {
      return await keys(header, token);
    } catch (cause) {
      throw FAULTS_OF_THE_TOKEN.has(cause instanceof errors.JOSEError ? cause.code : '')
        ? cause
        : new AppError('TRY_LATER', {}, { cause });
    }
  };
}

/** What a key set says about a token; anything else it throws is about the set itself. */
const FAULTS_OF_THE_TOKEN = new Set([
  errors.JWKSNoMatchingKey.code,
  errors.JWKSMultipleMatchingKeys.code,
  errors.JOSENotSupported.code,
]);

export const givenKeys = (keys: JSONWebKeySet): JWTVerifyGetKey => createLocalJWKSet(keys);

/** Three parts of base64url and nothing around them; the library itself looks past white space. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A token has to name its key: the only one that fits is no answer to the question which one was meant. */
const named =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  (header, token) => {
    if (typeof header.kid !== 'string') throw new AppError('TOKEN_INVALID');
    return keys(header, token);
  };

/** Checks tokens of people by the identity provider's keys. */
export const userTokens =
  ({ issuer, audience, keys, now }: UserTokenOptions): Verifier =>
  token =>
    refusing(async () => {
      if (!COMPACT.test(token)) throw new AppError('TOKEN_INVALID');
      const { payload } = await jwtVerify(token, named(keys), {
        issuer,
        algorithms: USER_ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'sub'],
      });
      if (!isMeantFor(audience, payload)) throw new AppError('TOKEN_INVALID');
      return identityOf(payload);
    });

/**
 * Checks tokens of people and of conversations. Which kind it is shows in the algorithm it claims; each kind accepts its
 * own algorithms only, so a false claim gains nothing.
 */
export const verifier =
  (users: Verifier, conversations: VerifyConversation): Verifier =>
  async token => {
    const { alg } = await refusing(async () => decodeProtectedHeader(limited(token)));
    if (alg !== CONVERSATION_ALGORITHM) return users(token);
    const { tenantId, chatId } = await conversations(token);
    return chatIdentity(tenantId, chatId);
  };

/** The token of an `Authorization` header. @throws AppError `TOKEN_INVALID` */
export function bearerToken(header: string | undefined): string {
  const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw new AppError('TOKEN_INVALID');
  return token;
}

function limited(token: string): string {
  if (token.length > MAX_TOKEN_LENGTH) throw new AppError('TOKEN_INVALID');
  return token;
}

function isMeantFor(audience: string, { aud, client_id }: JWTPayload): boolean {
  if (aud === undefined) return client_id === audience;
  return aud === audience || (Array.isArray(aud) && aud.includes(audience));
}

function identityOf(payload: JWTPayload): Identity {
  const subject = ObjectId.safeParse(payload.sub);
  const tenantId = TenantId.safeParse(payload['custom:tenantId']);
  const groups: unknown = payload['cognito:groups'];
  const roles = Array.isArray(groups) ? [...new Set(groups)].filter(group => USER_ROLES.includes(group)) : [];
  if (!subject.success || !tenantId.success || roles.length === 0) throw new AppError('TOKEN_INVALID');
  return userIdentity(tenantId.data, subject.data, roles);
}

/** Faults of a token are all alike to its bearer. */
async function refusing<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('TOKEN_INVALID', {}, { cause });
  }
}
