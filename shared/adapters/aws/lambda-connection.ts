import type { Connection, Credentials } from './signed-requests.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What Lambda puts into the environment of every function.
 *
 * @throws Error that names a variable that is missing.
 */
export const lambdaConnection = (variables: Variables = process.env): Connection => ({
  region: given(variables, 'AWS_REGION'),
  credentials: () => environmentCredentials(variables),
});

/** @throws Error that names a variable that is missing. */
export function environmentCredentials(variables: Variables = process.env): Credentials {
  const { AWS_SESSION_TOKEN: sessionToken } = variables;
  return {
    accessKeyId: given(variables, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: given(variables, 'AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
}

function given(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) throw new Error(`The environment lacks ${name}`);
  return value;
}
