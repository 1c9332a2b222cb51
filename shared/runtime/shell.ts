import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context as LambdaContext } from 'aws-lambda';
import { metrics as contract } from '#schemas/metrics.ts';
import { type Telemetry, telemetryTo } from './telemetry.ts';

const logger = new Logger();
const metrics = new Metrics({ namespace: contract.namespace });

/** Business events as CloudWatch metrics and log lines of this function. */
export const telemetry: Telemetry = telemetryTo({
  count: metric => metrics.addMetric(metric, MetricUnit.Count, 1),
  report: (message, facts, thrown) =>
    logger.error(message, { ...facts, ...(thrown instanceof Error && { error: thrown }) }),
});

/**
 * Logs with the request's id and publishes metrics, however the handler ends. Tracing is left to the platform: its SDK
 * costs 22 ms of load.
 */
export const shell =
  <E, R>(handler: (event: E, context: LambdaContext) => Promise<R>) =>
  async (event: E, context: LambdaContext): Promise<R> => {
    logger.resetKeys();
    logger.addContext(context);
    try {
      return await handler(event, context);
    } finally {
      // Most requests count nothing; publishing nothing would log a warning each time.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    }
  };
