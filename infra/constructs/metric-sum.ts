import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';

/** The sum of metrics of which some may be silent: CloudWatch would otherwise say nothing when one of them does. */
export const sumOf = (metrics: Readonly<Record<string, IMetric>>, label: string): IMetric =>
  new MathExpression({
    expression: Object.keys(metrics)
      .map(name => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics: { ...metrics },
    period: Duration.minutes(5),
    label,
  });
