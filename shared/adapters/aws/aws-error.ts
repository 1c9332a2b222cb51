/** What a service of AWS answered instead of a result, or that it did not answer. It does not leave the adapters. */
export class AwsError extends Error {
  /** The service's own name of the error, `TimeoutError`, or `NetworkError`. */
  override readonly name: string;
  /** Of HTTP; 0 when there was no answer. */
  readonly status: number;
  /** Why a transaction was cancelled, one code for each of its writes; `None` for a write that is not the cause. */
  readonly reasons: readonly string[];

  constructor({ name, status, message = '', reasons = [], cause }: AwsFailure) {
    super(message, { cause });
    this.name = name;
    this.status = status;
    this.reasons = reasons;
  }
}

export interface AwsFailure {
  readonly name: string;
  readonly status: number;
  readonly message?: string | undefined;
  readonly reasons?: readonly string[];
  readonly cause?: unknown;
}

/** What the AWS SDK takes for a throttle, among what our services say. */
const BUSY = /Throttl|ThroughputExceeded|TooManyRequests|RequestLimitExceeded|RequestTimeout|TransactionInProgress/;
const TOO_MANY_REQUESTS = 429;
const SERVER_FAULT = 500;

/** Whether the name of an error says that the service would do the same work a moment later. */
export const isBusy = (name: string): boolean => BUSY.test(name);

/** No answer, a fault of the service, or a throttle: the same call may succeed a moment later. */
export const isOutage = ({ name, status }: AwsError): boolean =>
  status === 0 || status === TOO_MANY_REQUESTS || status >= SERVER_FAULT || isBusy(name);

/** The call got no whole answer. */
export const noAnswer = (cause: unknown): AwsError =>
  new AwsError({
    name: cause instanceof Error && cause.name === 'TimeoutError' ? cause.name : 'NetworkError',
    status: 0,
    message: cause instanceof Error ? cause.message : String(cause),
    cause,
  });

interface RefusalBody {
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/** Reads the answer of a service that did not do the work. */
export function refusal({ status, headers }: Pick<Response, 'status' | 'headers'>, text: string): AwsError {
  const body = refusalBody(text);
  return new AwsError({
    name: shortName(headers.get('x-amzn-errortype') ?? body.__type ?? `Status${status}`),
    status,
    message: body.message ?? body.Message,
    reasons: (body.CancellationReasons ?? []).map(({ Code = 'None' }) => Code),
  });
}

/** Something between here and the service may answer with a page instead of JSON. */
function refusalBody(text: string): RefusalBody {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** `Gone` of `com.example#Gone` and of `Gone:http://example.com/`. */
const shortName = (name: string): string => name.replace(/:.*/, '').replace(/.*#/, '');
