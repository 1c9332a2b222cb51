import { describe, expect, it } from 'vitest';
import { deploymentSpec } from '#infra/openapi/deployment.ts';
import { errors } from '#schemas/errors.ts';
import { type DomainName, registry } from '#schemas/index.ts';
import { addressesOf } from '#schemas/kit/route.ts';
import { Problem } from '#schemas/problem.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Record<string, unknown>[];
  readonly parameters: readonly { readonly name: string }[];
  readonly 'x-amazon-apigateway-integration': { readonly type: string; readonly uri: string };
}
interface GatewayResponse {
  readonly statusCode: string;
  readonly responseParameters: Record<string, string>;
  readonly responseTemplates: Record<string, string>;
}

const spec = deploymentSpec({
  title: 'test',
  invocationUri: domain => `function of ${domain}`,
  authorizerUri: 'function of auth',
  authorizerCacheSeconds: 60,
});
const paths = spec['paths'] as Record<string, Record<string, Operation>>;
const operations = (Object.keys(registry) as DomainName[]).flatMap(domain =>
  Object.entries(registry[domain].routes).flatMap(([id, route]) =>
    addressesOf(route).map((address, at) => ({
      domain,
      ...address,
      operationId: at === 0 ? id : `${id}Also${at}`,
      route,
    })),
  ),
);

describe('the deployment specification', () => {
  it.each(operations)('hands $operationId to the function of $domain, with a token unless it is public', entry => {
    const { domain, method, operationId, path, route } = entry;

    const operation = paths[path]?.[method.toLowerCase()];

    expect(operation).toMatchObject({
      operationId,
      security: route.auth === 'public' ? [] : [{ token: [] }],
      'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: `function of ${domain}` },
    });
    expect(operation?.parameters.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
  });

  it('has no operations but those of the contract and preflights', () => {
    const methods = Object.values(paths).flatMap(ofPath => Object.keys(ofPath));

    expect(methods.filter(method => method !== 'options')).toHaveLength(operations.length);
    expect(methods.filter(method => method === 'options')).toHaveLength(Object.keys(paths).length);
  });

  it('stays below the 300 resources that an API may have', () => {
    const resources = new Set(
      Object.keys(paths).flatMap(path => path.split('/').map((_part, at, parts) => parts.slice(0, at + 1).join('/'))),
    );

    expect(resources.size).toBeLessThan(300);
  });

  it('speaks of errors in the terms of the catalogue', () => {
    const responses = spec['x-amazon-apigateway-gateway-responses'] as Record<string, GatewayResponse>;

    for (const { statusCode, responseParameters, responseTemplates } of Object.values(responses)) {
      const problem = Problem.parse(JSON.parse(responseTemplates['application/json']!));

      expect(problem.status).toBe(errors[problem.code].status);
      expect(statusCode).toBe(String(problem.status));
      expect(responseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
      expect(responseParameters['gatewayresponse.header.Access-Control-Allow-Origin']).toBe("'*'");
    }
    expect(Object.fromEntries(Object.entries(responses).map(([type, { statusCode }]) => [type, statusCode]))).toEqual(
      expect.objectContaining({
        UNAUTHORIZED: '401',
        ACCESS_DENIED: '403',
        MISSING_AUTHENTICATION_TOKEN: '404',
        REQUEST_TOO_LARGE: '413',
        THROTTLED: '429',
        DEFAULT_5XX: '500',
        INTEGRATION_TIMEOUT: '503',
      }),
    );
  });

  it.each([
    ['Bearer aaa.bbb.ccc', true],
    ['bearer aaa.bbb.ccc', true],
    ['Bearer aaa.bbb', false],
    ['Basic aaa.bbb.ccc', false],
    ['Bearer aaa.bbb.ccc x', false],
  ])('shows the authorizer "%s": %s', (header, shown) => {
    const { token } = (spec['components'] as { securitySchemes: Record<string, Record<string, unknown>> })
      .securitySchemes;
    const { identityValidationExpression } = token!['x-amazon-apigateway-authorizer'] as Record<string, string>;

    expect(new RegExp(identityValidationExpression!).test(header)).toBe(shown);
  });

  it('binds these routes', async () => {
    const lines = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'options')
        .map(
          ([
            method,
            {
              security,
              'x-amazon-apigateway-integration': { uri },
            },
          ]) => [method.toUpperCase(), path, uri, security.length > 0 ? 'token' : 'public'].join(' | '),
        ),
    );

    await expect(`${lines.toSorted().join('\n')}\n`).toMatchFileSnapshot('golden/routes.snap');
  });
});
