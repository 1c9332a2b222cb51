import type { ErrorCode } from '#schemas/errors.ts';

/** What an error may tell besides its code. Everything here reaches the caller. */
export interface ErrorDetails {
  readonly detail?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  /** The state a refused command met. */
  readonly currentState?: string;
  /** The commands that state accepts, by operation id. */
  readonly allowedCommands?: readonly string[];
  readonly retryAfterMs?: number;
}

/** A refusal with a code of the catalogue. Anything else that is thrown is a defect. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(code, options);
    this.code = code;
    this.details = details;
  }
}
