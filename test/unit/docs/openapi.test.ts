import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { openapi } from '../../../docs/generate/openapi.ts';
import { operations } from '../../../docs/generate/operations.ts';

const document = openapi('1.0.0');
type Described = {
  operationId: string;
  parameters: { $ref?: string; name?: string }[];
  security: unknown[];
  responses: Record<string, { headers?: Record<string, unknown>; $ref?: string }>;
};
const described = new Map(
  Object.values(document['paths'] as Record<string, Record<string, Described>>)
    .flatMap(path => Object.values(path))
    .map(operation => [operation.operationId, operation]),
);
const parametersOf = (id: string) =>
  described.get(id)!.parameters.map(one => one.name ?? one.$ref?.split('/').at(-1) ?? '');

const CHANNELS_AND_DAYS = /^(voice|chat|message|email|task|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/;

/** Names of fields without a description; keys of records speak for themselves. */
function silentFields(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties } = node as { properties?: Record<string, { description?: string }> };
  const silent = Object.entries(properties ?? {}).filter(
    ([name, field]) => field.description === undefined && !CHANNELS_AND_DAYS.test(name),
  );
  return [...silent.map(([name]) => name), ...Object.values(node).flatMap(silentFields)];
}

describe('the OpenAPI document', () => {
  it('passes the recommended rules of a public linter without an error or a warning', async () => {
    const config = await createConfig({ extends: ['recommended'] });

    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });

    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('describes every operation of the registry once', () => {
    expect([...described.keys()].sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it('offers Idempotency-Key, If-Match and Session-Id where they have an effect', () => {
    expect(parametersOf('acceptOffer')).toEqual(['offerId', 'IdempotencyKey', 'SessionId']);
    expect(parametersOf('replaceQueue')).toEqual(['objectId', 'IfMatch']);
    expect(parametersOf('getInteraction')).toEqual(['interactionId']);
  });

  it('announces an ETag on replies that have a version', () => {
    const headers = (id: string) => Object.keys(described.get(id)!.responses['200']!.headers ?? {});

    expect([headers('getSession'), headers('listOffers')]).toEqual([['X-Request-Id', 'ETag'], ['X-Request-Id']]);
  });

  it('says what both successes of a chat request look like', () => {
    expect(Object.keys(described.get('requestChat')!.responses).slice(0, 2)).toEqual(['200', '201']);
  });

  it('says of every field what it means', () => {
    const { schemas } = document['components'] as { schemas: Record<string, unknown> };

    const silent = Object.entries(schemas).flatMap(([name, schema]) =>
      silentFields(schema).map(field => `${name}.${field}: describe it with .meta or in docs/generate/field-texts.ts`),
    );

    expect(silent).toEqual([]);
  });

  it('asks for the token that a route is for', () => {
    const security = (id: string) => described.get(id)!.security;

    expect(security('requestChat')).toEqual([]);
    expect(security('getChat')).toEqual([{ conversation: [] }]);
    expect(security('acceptOffer')).toEqual([{ user: [] }]);
    expect(security('issueSocketTicket')).toEqual([{ user: [] }, { conversation: [] }]);
  });

  it('lists the refusals of a route and of the edge under their status', () => {
    expect(Object.keys(described.get('acceptOffer')!.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '422',
      '429',
      '500',
      '503',
    ]);
  });
});
