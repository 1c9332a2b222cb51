export interface ErrorSpec {
  readonly status: number;
  readonly title: string;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** What the caller should do about it. */
  readonly remedy: string;
}

export const defineErrors = <const T extends Readonly<Record<string, ErrorSpec>>>(catalogue: T): T => catalogue;
