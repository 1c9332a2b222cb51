import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { AlarmSpec } from '#infra/constructs/alarm.ts';
import { Monitoring } from '#infra/constructs/monitoring.ts';
import { metrics } from '#schemas/metrics.ts';
import { telemetryTo } from '#shared/runtime/telemetry.ts';
import { idleCalls, idleMonth } from '../../bench/usage.ts';
import { resourcesOf, stages, synthesise, templatesOf } from './synthesis.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const alarmsOf = (stage: keyof typeof stages) =>
  resourcesOf(templatesOf(stages[stage]).observability, 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties,
  );
const alarms = alarmsOf('prod');
const namesIn = (stage: keyof typeof stages) =>
  alarmsOf(stage).map(({ AlarmName }) => String(AlarmName).replace('tandem-prod-', ''));
const names = alarms.map(({ AlarmName }) => String(AlarmName).replace('tandem-prod-', ''));
const alarm = (name: string) => alarms[names.indexOf(name)];

/** Sums of other metrics are free; queries are not. */
const isCharged = ({ Expression }: { Expression?: string }) => !Expression || Expression.startsWith('SELECT');
const chargedMetrics = (of: typeof alarms): number =>
  of
    .map(({ Metrics }) => (Metrics === undefined ? 1 : (Metrics as { Expression?: string }[]).filter(isCharged).length))
    .reduce((sum, count) => sum + count, 0);

describe('monitoring', () => {
  it('has a heading of the runbook for every alarm and no heading without alarm', () => {
    const section = runbook.slice(runbook.indexOf('## Alarms'), runbook.indexOf('## Procedures'));
    const headings = [...section.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);

    expect(headings.toSorted()).toEqual(namesIn('sip').toSorted());
  });

  it('says under every heading what it means, what to look at and what to do', () => {
    const sections = runbook.slice(runbook.indexOf('## Alarms'), runbook.indexOf('## Procedures')).split(/^### /m);

    for (const section of sections.slice(1)) {
      expect(section.match(/\*\*(Means|Look at|Do)\.\*\* \S.{20}/g), section).toHaveLength(3);
    }
  });

  it('links nowhere inside the runbook where there is no heading', () => {
    const anchors = new Set(
      [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll(' ', '-')),
    );
    const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link!);

    expect(links.filter(link => !anchors.has(link))).toEqual([]);
  });

  it('watches every function', () => {
    const { entries } = synthesise(stages.sip);

    expect(namesIn('sip')).toEqual(expect.arrayContaining(entries.map(entry => `${entry.replace('/', '-')}-fails`)));
  });

  it('says in an alarm who is hurt and where to read on', () => {
    expect(alarm('dispositions-rest-fails')).toMatchObject({
      AlarmDescription:
        '[page] Agents cannot leave wrap-up and get no new work. docs/runbook.md#dispositions-rest-fails',
    });
  });

  it('looks at as many metrics as the cost of an idle month counts', () => {
    expect(chargedMetrics(alarms)).toBe(idleMonth.alarmMetricMonth);
  });

  it('looks at as many more with calls as their cost counts', () => {
    expect(chargedMetrics(alarmsOf('voice')) - chargedMetrics(alarms)).toBe(idleCalls.alarmMetricMonth);
  });

  it('tells the page channel and the ticket channel apart', () => {
    expect(alarm('sessions-rest-fails')!['AlarmActions']).not.toEqual(alarm('repairs-happen')!['AlarmActions']);
  });

  it('is alarmed when the sweeper says nothing', () => {
    expect(alarm('sweeper-stands-still')).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('counts what the functions count, whatever the dimensions', () => {
    const counted: string[] = [];
    const telemetry = telemetryTo({ count: metric => counted.push(metric), report: () => undefined });

    telemetry.repairPerformed('stuck-offer');
    telemetry.undocumentedError('INTERNAL', 'getSession');

    expect(counted).toEqual([metrics.repairPerformed, metrics.undocumentedError]);
    expect(JSON.stringify(alarm('repairs-happen'))).toContain(
      `SELECT SUM(${counted[0]}) FROM \\"Tandem\\" WHERE service = 'tandem-prod'`,
    );
  });

  it('refuses an alarm without a heading', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'runbook-')), 'runbook.md');
    writeFileSync(path, '### known\n');
    const metric = new Metric({ namespace: 'test', metricName: 'test' });
    const spec = (name: string): AlarmSpec => ({ name, severity: 'ticket', impact: 'None.', metric, threshold: 1 });
    const build = (...specs: AlarmSpec[]) =>
      new Monitoring(new Stack(new App(), 'Stack'), 'Monitoring', {
        config: stages.dev,
        alarms: specs,
        runbook: path,
      });

    expect(() => build(spec('known'))).not.toThrow();
    expect(() => build(spec('known'), spec('forgotten'))).toThrow('the runbook has no heading for: forgotten');
  });
});
