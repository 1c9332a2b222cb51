import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { AlarmSpec } from '../constructs/alarm.ts';
import { Monitoring } from '../constructs/monitoring.ts';
import type { Deployment } from '../constructs/service-function.ts';
import { TandemStack } from './tandem-stack.ts';

const runbook = join(import.meta.dirname, '..', '..', 'docs', 'runbook.md');

/** Alarms, the channels they go to, and the dashboard. */
export class ObservabilityStack extends TandemStack {
  constructor(scope: Construct, { config }: Deployment, alarms: readonly AlarmSpec[]) {
    super(scope, 'observability', 'alarms and dashboard', config);
    new Monitoring(this, 'Monitoring', { config, runbook, alarms });
  }
}
