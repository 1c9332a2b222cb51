/** The exceptions of the control API by HTTP status; their names are those of the SDK's classes. */
const STATUS = {
  BadRequestException: 400,
  ResourceLimitExceededException: 400,
  LimitExceededException: 400,
  UnauthorizedClientException: 401,
  MissingAuthenticationTokenException: 403,
  AccessDeniedException: 403,
  ForbiddenException: 403,
  NotFoundException: 404,
  ConflictException: 409,
  UnprocessableEntityException: 422,
  ThrottledClientException: 429,
  ThrottlingException: 429,
  ServiceFailureException: 500,
  ServiceUnavailableException: 503,
} as const;

export type ApiException = keyof typeof STATUS;

/** A refusal of the control API. */
export class ApiError extends Error {
  override readonly name: ApiException;
  readonly status: number;
  /** The member `Code` of the answer. */
  readonly code: string;

  constructor(name: ApiException, message: string) {
    super(message);
    this.name = name;
    this.status = STATUS[name];
    this.code = name.replace(/Exception$/, '');
  }
}
