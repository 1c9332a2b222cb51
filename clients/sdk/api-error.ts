import { type ErrorCode, errors, type Problem, problemType } from '#schemas/client.ts';

/** A refusal of the API, with its problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }

  get code(): ErrorCode {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  get retryable(): boolean {
    return this.problem.retryable;
  }
}

/** No answer came: the network failed, or nobody listens there. Whether the request had an effect is unknown. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/**
 * Whether something thrown is a refusal with one of these codes.
 *
 * @example
 * if (isRefusal(thrown, 'OFFER_NOT_PENDING')) closePopup(thrown.problem.currentState);
 */
export const isRefusal = (thrown: unknown, ...codes: readonly ErrorCode[]): thrown is ApiError =>
  thrown instanceof ApiError && (codes.length === 0 || codes.includes(thrown.code));

/** The problem of an answer that is no success, also when something in between answered without a problem document. */
export async function readProblem(response: Response): Promise<Problem> {
  const waitMs = retryAfterMs(response.headers.get('Retry-After'));
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return { ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }), ...body };
  const code = codeOfStatus(response.status);
  return {
    type: problemType(code),
    title: errors[code].title,
    status: response.status,
    code,
    detail: `The answer had status ${response.status} and no problem document.`,
    requestId: response.headers.get('X-Request-Id') ?? 'unknown',
    retryable: errors[code].retryable,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'retryable' in body;

const SPOKEN: Readonly<Record<number, ErrorCode>> = {
  401: 'TOKEN_INVALID',
  403: 'FORBIDDEN',
  404: 'ROUTE_NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  429: 'RATE_LIMITED',
};

const codeOfStatus = (status: number): ErrorCode => SPOKEN[status] ?? (status >= 500 ? 'TRY_LATER' : 'REQUEST_INVALID');

function retryAfterMs(header: string | null): number | undefined {
  const seconds = header === null ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
