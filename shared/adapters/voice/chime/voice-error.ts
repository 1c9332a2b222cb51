import { AppError } from '#shared/domain/kit/app-error.ts';

/** What the SDK throws, as far as it is looked at. */
interface ServiceException extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const THROTTLED = new Set(['ThrottledClientException', 'ThrottlingException', 'TooManyRequestsException']);
const USED_UP = new Set(['ResourceLimitExceededException', 'LimitExceededException', 'ServiceQuotaExceededException']);
const AFTER_THROTTLE_MS = 1000;
const AFTER_LIMIT_MS = 5000;
const SERVER_FAULT = 500;

const statusOf = (thrown: unknown): number | undefined => (thrown as ServiceException).$metadata?.httpStatusCode;
const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'Error');

/** What was asked for is not there, or not any more. */
export const isGone = (thrown: unknown): boolean => nameOf(thrown) === 'NotFoundException';

/** The service has certainly not done it: it said so before it began. */
export const isRefused = (thrown: unknown): boolean => {
  const status = statusOf(thrown);
  return status !== undefined && status < SERVER_FAULT;
};

/** Messages of the service may name a telephone number. */
const withoutNumbers = (text: string): string => text.replace(/\+?\d{5,}/g, '…');

/**
 * A failure of the telephone service as callers know it: `VOICE_BUSY` beyond a rate or a quota, else `VOICE_UNAVAILABLE`
 * with the name of the reason. Nothing of AWS leaves the adapter but names and messages.
 */
export function voiceError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const name = nameOf(thrown);
  const cause = Object.assign(new Error(withoutNumbers(thrown instanceof Error ? thrown.message : '')), { name });
  if (THROTTLED.has(name)) return new AppError('VOICE_BUSY', { retryAfterMs: AFTER_THROTTLE_MS }, { cause });
  if (USED_UP.has(name)) return new AppError('VOICE_BUSY', { retryAfterMs: AFTER_LIMIT_MS }, { cause });
  return new AppError('VOICE_UNAVAILABLE', { params: { reason: name } }, { cause });
}

/** @throws AppError what `voiceError` makes of a failure */
export async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw voiceError(thrown);
  }
}
