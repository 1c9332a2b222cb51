import { type ErrorCode, errors, problemType } from '#schemas/errors.ts';
import { type DomainName, registry } from '#schemas/index.ts';
import { type Address, addressesOf, type Route } from '#schemas/kit/route.ts';

export interface DeploymentTargets {
  readonly title: string;
  /** Invocation address of the function of a domain. */
  readonly invocationUri: (domain: DomainName) => string;
  readonly authorizerUri: string;
  readonly authorizerCacheSeconds: number;
}

const TOKEN = 'token';
/** The gateway refuses anything else itself, so that garbage does not wake the authorizer. */
const BEARER_TOKEN = String.raw`^[Bb]earer +[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`;

/**
 * What API Gateway must know to route: paths, functions, the authorizer, its own refusals. No models: the functions
 * validate, because the gateway understands only an old JSON Schema.
 */
export function deploymentSpec(targets: DeploymentTargets): Record<string, unknown> {
  return {
    openapi: '3.0.1',
    info: { title: targets.title, version: '1' },
    paths: pathItems(targets),
    components: { securitySchemes: { [TOKEN]: tokenAuthorizer(targets) } },
    'x-amazon-apigateway-gateway-responses': gatewayResponses(),
  };
}

function pathItems({ invocationUri }: DeploymentTargets): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of Object.keys(registry) as DomainName[]) {
    for (const [operationId, route] of Object.entries(registry[name].routes)) {
      for (const [at, address] of addressesOf(route).entries()) {
        const { method, path } = address;
        const named = at === 0 ? operationId : `${operationId}Also${at}`;
        paths[path] = {
          ...(paths[path] ?? { options: preflight(path) }),
          [method.toLowerCase()]: operation(named, route, address, invocationUri(name)),
        };
      }
    }
  }
  return paths;
}

const operation = (operationId: string, route: Route, { path }: Address, uri: string) => ({
  operationId,
  parameters: pathParameters(path),
  responses: { [route.reply.status]: { description: route.summary } },
  security: route.auth === 'public' ? [] : [{ [TOKEN]: [] }],
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri },
});

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const tokenAuthorizer = ({ authorizerUri, authorizerCacheSeconds }: DeploymentTargets) => ({
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'custom',
  'x-amazon-apigateway-authorizer': {
    type: 'token',
    authorizerUri,
    authorizerResultTtlInSeconds: authorizerCacheSeconds,
    identityValidationExpression: BEARER_TOKEN,
  },
});

/** Any origin: requests carry a token that scripts of other origins do not have, and no cookie counts here. */
const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET,POST,PUT,PATCH,DELETE',
  'Access-Control-Allow-Headers': 'Authorization,*',
  'Access-Control-Max-Age': '7200',
};

const text = { schema: { type: 'string' } };
const quoted = (prefix: string, headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${prefix}.header.${name}`, `'${value}'`]));

/** Answered by the gateway: a preflight costs no invocation. */
const preflight = (path: string) => ({
  parameters: pathParameters(path),
  responses: {
    204: {
      description: 'What browsers may send',
      headers: Object.fromEntries(Object.keys(PREFLIGHT_HEADERS).map(name => [name, text])),
    },
  },
  security: [],
  'x-amazon-apigateway-integration': {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode":204}' },
    responses: {
      default: { statusCode: '204', responseParameters: quoted('method.response', PREFLIGHT_HEADERS) },
    },
  },
});

const RETRY_AFTER_MS = 1000;
const MILLISECONDS = 1000;

/** The gateway's own refusals, in the terms of the error catalogue. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  UNAUTHORIZED: 'TOKEN_INVALID',
  EXPIRED_TOKEN: 'TOKEN_INVALID',
  INVALID_SIGNATURE: 'TOKEN_INVALID',
  ACCESS_DENIED: 'FORBIDDEN',
  WAF_FILTERED: 'FORBIDDEN',
  // What the gateway calls a missing token is a path or method that it does not know.
  MISSING_AUTHENTICATION_TOKEN: 'ROUTE_NOT_FOUND',
  RESOURCE_NOT_FOUND: 'ROUTE_NOT_FOUND',
  BAD_REQUEST_BODY: 'REQUEST_INVALID',
  BAD_REQUEST_PARAMETERS: 'REQUEST_INVALID',
  UNSUPPORTED_MEDIA_TYPE: 'REQUEST_INVALID',
  DEFAULT_4XX: 'REQUEST_INVALID',
  REQUEST_TOO_LARGE: 'BODY_TOO_LARGE',
  THROTTLED: 'RATE_LIMITED',
  QUOTA_EXCEEDED: 'RATE_LIMITED',
  INTEGRATION_FAILURE: 'TRY_LATER',
  INTEGRATION_TIMEOUT: 'TRY_LATER',
  AUTHORIZER_FAILURE: 'INTERNAL',
  AUTHORIZER_CONFIGURATION_ERROR: 'INTERNAL',
  API_CONFIGURATION_ERROR: 'INTERNAL',
  DEFAULT_5XX: 'INTERNAL',
};

const gatewayResponses = () =>
  Object.fromEntries(Object.entries(REFUSALS).map(([type, code]) => [type, gatewayResponse(code)]));

function gatewayResponse(code: ErrorCode) {
  const { status, title, retryable, remedy } = errors[code];
  const problem = {
    type: problemType(code),
    title,
    status,
    code,
    detail: remedy,
    requestId: '$context.requestId',
    retryable,
    ...(retryable && { retryAfterMs: RETRY_AFTER_MS }),
  };
  return {
    statusCode: String(status),
    responseParameters: quoted('gatewayresponse', {
      'Content-Type': 'application/problem+json',
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'no-store',
      ...(retryable && { 'Retry-After': String(RETRY_AFTER_MS / MILLISECONDS) }),
    }),
    responseTemplates: { 'application/json': JSON.stringify(problem) },
  };
}
