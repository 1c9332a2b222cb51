import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { AlarmSpec, Severity } from './alarm.ts';

interface MonitoringProps {
  readonly config: StageConfig;
  readonly alarms: readonly AlarmSpec[];
  /** Path of the runbook, which must have a heading for every alarm. */
  readonly runbook: string;
}

const WIDGETS_PER_ROW = 4;
const DASHBOARD_COLUMNS = 24;

/** Turns what can go wrong into alarms that say who is hurt and where to read on, and into one dashboard. */
export class Monitoring extends Construct {
  private readonly config: StageConfig;

  constructor(scope: Construct, id: string, { config, alarms, runbook }: MonitoringProps) {
    super(scope, id);
    this.config = config;
    assertHeadings(alarms, readFileSync(runbook, 'utf8'));
    const key = this.addKey();
    const topics = {
      page: this.addTopic('Page', key, config.alarms.pageEmail),
      ticket: this.addTopic('Ticket', key, config.alarms.ticketEmail),
    };
    for (const spec of alarms) this.addAlarm(spec, topics);
    this.addDashboard(alarms);
  }

  /** Alarms cannot publish to a topic with the key that AWS manages, hence one of our own. */
  private addKey(): Key {
    const key = new Key(this, 'Key', { description: 'Encrypts alarms', enableKeyRotation: true });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    return key;
  }

  private addTopic(id: string, masterKey: Key, email: string | undefined): Topic {
    const topic = new Topic(this, id, { masterKey, enforceSSL: true });
    // A policy that demands TLS takes the place of the default one, which let the account's alarms in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (email !== undefined) {
      const subscription = topic.addSubscription(new EmailSubscription(email));
      accept(subscription, {
        'Serverless-SNSRedrivePolicy': 'Mail that cannot be delivered is not repaired by a queue.',
      });
    }
    return topic;
  }

  private addAlarm(spec: AlarmSpec, topics: Readonly<Record<Severity, Topic>>): void {
    const alarm = new Alarm(this, spec.name, {
      alarmName: `tandem-${this.config.stage}-${spec.name}`,
      alarmDescription: `[${spec.severity}] ${spec.impact} ${this.linkTo(spec)}`,
      metric: spec.metric,
      threshold: spec.threshold,
      evaluationPeriods: spec.periods ?? 1,
      comparisonOperator: spec.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: spec.missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topics[spec.severity]));
    alarm.addOkAction(new SnsAction(topics[spec.severity]));
  }

  private addDashboard(alarms: readonly AlarmSpec[]): void {
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `tandem-${this.config.stage}` });
    dashboard.addWidgets(
      new TextWidget({ markdown: `Runbook: ${this.config.alarms.runbookUrl}`, width: DASHBOARD_COLUMNS, height: 1 }),
    );
    for (let row = 0; row < alarms.length; row += WIDGETS_PER_ROW) {
      dashboard.addWidgets(...alarms.slice(row, row + WIDGETS_PER_ROW).map(widget));
    }
  }

  private linkTo({ name }: AlarmSpec): string {
    return `${this.config.alarms.runbookUrl}#${name}`;
  }
}

const widget = ({ name, metric, threshold }: AlarmSpec) =>
  new GraphWidget({
    title: name,
    left: [metric],
    leftAnnotations: [{ value: threshold, label: 'alarm' }],
    width: DASHBOARD_COLUMNS / WIDGETS_PER_ROW,
  });

function assertHeadings(alarms: readonly AlarmSpec[], runbook: string): void {
  const headings = new Set([...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading));
  const missing = alarms.map(({ name }) => name).filter(name => !headings.has(name));
  if (missing.length > 0) throw new Error(`the runbook has no heading for: ${missing.join(', ')}`);
}
