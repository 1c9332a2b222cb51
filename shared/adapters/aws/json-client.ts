import { type Connection, signedPost } from './signed-requests.ts';

/** Operations of a service by name. */
export type Operations = Readonly<Record<string, { readonly input: object; readonly output: object }>>;

/** Calls a service that speaks an AWS JSON protocol. */
export interface JsonClient<Served extends Operations> {
  /** @throws AwsError when the service refuses or is down. */
  call<Name extends keyof Served & string>(
    operation: Name,
    input: Served[Name]['input'],
  ): Promise<Served[Name]['output']>;
}

export interface JsonService {
  /** As signatures and host names name it. */
  readonly name: string;
  /** What stands before the operation in `x-amz-target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
}

export function jsonClient<Served extends Operations>(
  { name, target, version }: JsonService,
  connection: Connection,
): JsonClient<Served> {
  const post = signedPost(name, connection);
  return {
    async call(operation, input) {
      const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` };
      const text = await post({ path: '/', headers, body: JSON.stringify(input) });
      return text === '' ? {} : JSON.parse(text);
    },
  };
}
