import type { Context as LambdaContext } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const context = (awsRequestId: string) =>
  ({
    awsRequestId,
    functionName: 'chat',
    functionVersion: '1',
    memoryLimitInMB: '256',
    invokedFunctionArn: 'arn',
  }) as LambdaContext;

describe('the shell of a function', () => {
  let printed: Record<string, unknown>[];

  beforeEach(() => {
    printed = [];
    const keep = (text: string) => void printed.push(JSON.parse(text));
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    vi.spyOn(console, 'log').mockImplementation(keep);
    vi.spyOn(console, 'error').mockImplementation(keep);
    vi.resetModules();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  const load = () => import('#shared/runtime/shell.ts');

  test('logs with the id of the request, and publishes what was counted', async () => {
    const { shell, telemetry } = await load();
    const handler = shell(async (text: string) => {
      telemetry.rateLimited('agent');
      return text.toUpperCase();
    });

    const answers = [await handler('a', context('first')), await handler('b', context('second'))];

    expect(answers).toEqual(['A', 'B']);
    expect(printed.filter(line => 'message' in line).map(line => line['function_request_id'])).toEqual([
      'first',
      'second',
    ]);
    expect(printed.filter(line => '_aws' in line).map(line => line['RateLimited'])).toEqual([1, 1]);
  });

  test('publishes what was counted when the handler fails, and fails with it', async () => {
    const { shell, telemetry } = await load();
    const handler = shell(async () => {
      telemetry.offerExpired();
      throw new Error('broken');
    });

    await expect(handler(null, context('third'))).rejects.toThrow('broken');

    expect(printed).toEqual([expect.objectContaining({ OfferExpired: 1 })]);
  });

  test('publishes nothing when nothing was counted', async () => {
    const { shell } = await load();

    await shell(async () => 'done')(null, context('fourth'));

    expect(printed).toEqual([]);
  });
});
