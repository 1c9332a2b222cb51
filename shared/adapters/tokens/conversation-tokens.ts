import * as z from 'zod';
import { InteractionId } from '#schemas/interactions/id.ts';
import { TenantId } from '#schemas/kit/id.ts';
import { LeastRecentlyUsed } from '#shared/adapters/repositories/least-recently-used.ts';
import type { ConversationTokens } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

export interface ConversationTokenOptions {
  /** The signing secret, at least 32 bytes. */
  readonly secret: () => Promise<Uint8Array>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface SignedConversationTokens extends ConversationTokens {
  /** @throws AppError `TOKEN_INVALID` whatever is wrong; `TRY_LATER` when the secret cannot be read now. */
  verify(token: string): Promise<{ readonly tenantId: string; readonly chatId: string }>;
}

const ALGORITHM = 'HS256';
const ISSUER = 'tandem';
const AUDIENCE = 'conversation';
/** As long as a chat is readable for its customer. */
const LIFETIME_SECONDS = 24 * 3600;
const CLOCK_TOLERANCE_SECONDS = 5;

const Claims = z.object({ sub: InteractionId, tenantId: TenantId, exp: z.number() });

/** What a token was found to open, until it expires. */
interface Opened {
  readonly tenantId: string;
  readonly chatId: string;
  readonly expiresAt: number;
}

/** A page that polls sends the same token every few seconds: so many are known without computing them again. */
const KNOWN_TOKENS = 20_000;

/** Tokens that open one conversation and nothing else. */
export function conversationTokens({ secret, now }: ConversationTokenOptions): SignedConversationTokens {
  const known = new LeastRecentlyUsed<Opened>(KNOWN_TOKENS);
  return {
    async issue(tenantId, chatId) {
      // Loaded with the first token: most requests to the function that issues them need none.
      const { SignJWT } = await import('jose/jwt/sign');
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({ tenantId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(chatId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_SECONDS)
        .sign(await secret());
    },

    async verify(token) {
      const before = known.get(token);
      if (before && now() < before.expiresAt) return { tenantId: before.tenantId, chatId: before.chatId };
      const [{ jwtVerify }, key] = await Promise.all([import('jose/jwt/verify'), secret()]);
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: AUDIENCE,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(now()),
          requiredClaims: ['exp', 'sub'],
        });
        const { exp, sub, tenantId } = Claims.parse(payload);
        known.set(token, { tenantId, chatId: sub, expiresAt: exp * 1000 });
        return { tenantId, chatId: sub };
      } catch (cause) {
        throw new AppError('TOKEN_INVALID', {}, { cause });
      }
    },
  };
}
