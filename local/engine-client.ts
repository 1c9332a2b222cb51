import { Agent, request } from 'node:http';
import { noAnswer, refusal } from '#shared/adapters/aws/aws-error.ts';
import type { DynamoDb } from '#shared/adapters/aws/clients.ts';

/**
 * The embedded engine wants to see who asks and when, and verifies neither. Signing for it, and the platform's fetch,
 * would be most of what a call costs here.
 */
const ANYBODY = {
  Authorization:
    'AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'X-Amz-Date': '20000101T000000Z',
  'Content-Type': 'application/x-amz-json-1.0',
};
const OK = 200;

/** Calls the embedded engine over connections that are kept. It has no outages, so that nothing is tried again. */
export function engineClient(endpoint: string): DynamoDb {
  const { hostname: host, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const post = (target: string, body: string) =>
    new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
      const headers = { ...ANYBODY, 'X-Amz-Target': target, 'Content-Length': Buffer.byteLength(body) };
      const asking = request({ host, port, agent, method: 'POST', headers }, response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      asking.on('error', reject);
      asking.end(body);
    });
  return {
    async call(operation, input) {
      const { status, text } = await post(`DynamoDB_20120810.${operation}`, JSON.stringify(input)).catch(thrown => {
        throw noAnswer(thrown);
      });
      if (status !== OK) throw refusal({ status, headers: new Headers() }, text);
      return text === '' ? {} : JSON.parse(text);
    },
  };
}
