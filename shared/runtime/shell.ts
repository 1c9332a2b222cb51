import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
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

/** Most requests count nothing; publishing nothing would log a warning each time. */
const publish = (): void => {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};

/** Logs with the request's id and publishes metrics. Tracing is left to the platform: its SDK costs 22 ms of load. */
export const shell = <E, R>(handler: (event: E, context: LambdaContext) => Promise<R>) =>
  middy<E, R>(handler)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .after(publish)
    .onError(publish);
