import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { bearerToken, type Verifier } from '#shared/runtime/auth.ts';
import { authorizerContext, type Identity } from '#shared/runtime/identity.ts';

export interface AuthorizerEvent {
  readonly methodArn: string;
  /** The Authorization header, where the gateway passes it alone. */
  readonly authorizationToken?: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
}

/** The word that API Gateway answers with 401. */
const UNAUTHORIZED = 'Unauthorized';

/** Turns the refusal of a check into the gateway's word for it; an outage stays an error. */
export async function orUnauthorized(
  methodArn: string,
  check: () => Promise<Identity>,
): Promise<APIGatewayAuthorizerResult> {
  try {
    return allowed(methodArn, await check());
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'TOKEN_INVALID') throw new Error(UNAUTHORIZED);
    throw thrown;
  }
}

/** Checks the bearer token of a REST request. */
export const restAuthorizer = (verify: Verifier) => (event: AuthorizerEvent) =>
  orUnauthorized(event.methodArn, async () => verify(bearerToken(authorizationOf(event))));

function authorizationOf({ authorizationToken, headers }: AuthorizerEvent): string | undefined {
  return authorizationToken ?? headerOf(headers, 'authorization');
}

export const headerOf = (
  headers: Readonly<Record<string, string | undefined>> | null | undefined,
  name: string,
): string | undefined => Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];

/** The answer is kept for all routes of the stage; which of them the roles open is checked in the function. */
const allowed = (methodArn: string, identity: Identity): APIGatewayAuthorizerResult => ({
  principalId: identity.principal,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: stageArn(methodArn) }],
  },
  context: authorizerContext(identity),
});

const stageArn = (methodArn: string): string => `${methodArn.split('/').slice(0, 2).join('/')}/*`;
