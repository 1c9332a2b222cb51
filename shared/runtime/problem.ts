import type * as z from 'zod';
import { type ErrorCode, errors, problemType } from '#schemas/errors.ts';
import type { Problem } from '#schemas/problem.ts';
import { AppError, type ErrorDetails } from '#shared/domain/kit/app-error.ts';

/** Wait before the next attempt where a refusal names no time of its own. */
const RETRY_AFTER_MS: Partial<Record<ErrorCode, number>> = { TRY_LATER: 1000 };

/** The refusal itself; anything else that was thrown is a defect and tells the caller nothing. */
export const asAppError = (thrown: unknown): AppError =>
  thrown instanceof AppError && thrown.code !== 'INTERNAL' ? thrown : new AppError('INTERNAL', {}, { cause: thrown });

/** The problem document (RFC 9457) of a refusal. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { status, title, retryable, remedy } = errors[error.code];
  const { detail = remedy, ...facts } = error.details;
  return {
    type: problemType(error.code),
    title,
    status,
    code: error.code,
    detail,
    requestId,
    retryable,
    ...defined(withRetry(error.code, facts)),
  };
}

const withRetry = (code: ErrorCode, facts: ErrorDetails): ErrorDetails => {
  const retryAfterMs = facts.retryAfterMs ?? RETRY_AFTER_MS[code];
  return retryAfterMs === undefined ? facts : { ...facts, retryAfterMs };
};

const defined = (facts: ErrorDetails): Pick<Problem, 'params' | 'issues'> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Everything a schema has to say against a value; unknown fields are named one by one. */
export const issuesOf = (error: z.ZodError): Issue[] =>
  error.issues.flatMap(issue => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map(key => [...issue.path, key]) : [issue.path];
    const message = issue.code === 'unrecognized_keys' ? 'is not known here' : issue.message;
    return paths.map(path => ({ path: path.join('.'), message }));
  });

export const requestInvalid = (issues: readonly Issue[], cause?: unknown): AppError =>
  new AppError('REQUEST_INVALID', { issues }, { cause });
