import { type ErrorCode, errors, problemType } from '#schemas/errors.ts';
import type { Problem } from '#schemas/problem.ts';
import { problemExtras } from './examples.ts';
import type { JsonSchema } from './json-schema.ts';
import { codesByStatus, type Operation } from './operations.ts';

const HEADERS: Readonly<Record<number, readonly string[]>> = {
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};

/** A problem document as it would be sent. */
export const problemExample = (code: ErrorCode): Problem => {
  const { status, title, retryable, remedy } = errors[code];
  return {
    type: problemType(code),
    title,
    status,
    code,
    detail: remedy,
    requestId: 'req_7f3c2a9e',
    retryable,
    ...problemExtras[code],
  };
};

/** One response per status, each naming the codes that share it. */
export function problemResponses({ route }: Operation): Record<string, JsonSchema> {
  return Object.fromEntries(
    [...codesByStatus(route)].map(([status, codes]) => [
      String(status),
      codes.length === 1 ? { $ref: `#/components/responses/${codes[0]}` } : problemResponse(codes),
    ]),
  );
}

/** The responses that have one code, to be referred to. */
export const sharedResponses = (codes: readonly ErrorCode[]): Record<string, JsonSchema> =>
  Object.fromEntries(codes.map(code => [code, problemResponse([code])]));

const problemResponse = (codes: readonly ErrorCode[]): JsonSchema => ({
  description: codes.map(code => `\`${code}\`: ${errors[code].title}. ${errors[code].remedy}`).join('\n\n'),
  headers: headersOf(codes),
  content: {
    'application/problem+json': {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/Problem' },
          { type: 'object', properties: { code: { type: 'string', enum: codes } } },
        ],
      },
      examples: Object.fromEntries(codes.map(code => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});

function headersOf(codes: readonly ErrorCode[]): JsonSchema {
  const statuses = new Set(codes.map(code => errors[code].status));
  const names = ['X-Request-Id', ...[...statuses].flatMap(status => HEADERS[status] ?? [])];
  return Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]));
}
