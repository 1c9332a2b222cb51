import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { metrics } from '#schemas/metrics.ts';
import type { StageConfig } from '../config/schema.ts';
import { serviceName } from './service-function.ts';

/** A count that the functions report, summed over whatever else they say about it. */
export const businessMetric = (name: string, config: StageConfig): IMetric =>
  new MathExpression({
    expression: `SELECT SUM(${name}) FROM "${metrics.namespace}" WHERE service = '${serviceName(config)}'`,
    period: Duration.minutes(5),
    label: name,
  });
