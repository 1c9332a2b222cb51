import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** `page` wakes somebody up; `ticket` waits for the morning. */
export type Severity = 'page' | 'ticket';

/** A condition that somebody must hear about. The construct that can fail declares it; `Monitoring` builds it. */
export interface AlarmSpec {
  /** Heading of the runbook and last part of the alarm's name. */
  readonly name: string;
  readonly severity: Severity;
  /** Who is hurt and how, as a sentence. */
  readonly impact: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods of the metric that are looked at; all must be bad. */
  readonly periods?: number;
  readonly comparison?: ComparisonOperator;
  readonly missing?: TreatMissingData;
}
