import type { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';
import type { AlarmSpec } from '../constructs/alarm.ts';
import { reachCalls } from '../constructs/call-access.ts';
import { sendMails } from '../constructs/mail.ts';
import { type Deployment, ServiceFunction, timeouts } from '../constructs/service-function.ts';
import { Sweeper } from '../constructs/sweeper.ts';
import { startTimer, Timer } from '../constructs/timer.ts';
import type { DataStack } from './data-stack.ts';
import type { RealtimeStack } from './realtime-stack.ts';
import { TandemStack } from './tandem-stack.ts';
import type { VoiceStack } from './voice-stack.ts';

/** Everything that happens because time has passed. */
export class WorkflowStack extends TandemStack {
  readonly alarms: readonly AlarmSpec[];

  constructor(
    scope: Construct,
    deployment: Deployment,
    { table, delayQueue }: DataStack,
    { socketApi }: RealtimeStack,
    voice: VoiceStack | undefined,
  ) {
    const { config } = deployment;
    super(scope, 'workflow', 'timers and sweeper', config);
    const others: readonly Access[] = [
      delayQueue.send,
      socketApi.push,
      startTimer(this, config),
      sendMails(this),
      ...reachCalls(this, config),
      ...(voice?.control ?? []),
    ];
    const access = [table.readWrite, ...others];
    const workflow = new ServiceFunction(this, 'Workflow', {
      deployment,
      entry: 'tasks/workflow',
      description: 'Runs the tasks that a state machine carries',
      access,
      errorImpact: 'Wrap-up does not end by itself; the sweeper ends it up to a minute late.',
      severity: 'ticket',
      timeout: timeouts.task,
      cold: true,
    });
    const delayed = new ServiceFunction(this, 'Delayed', {
      deployment,
      entry: 'tasks/delayed',
      description: 'Runs the tasks that the delay queue carries',
      access,
      errorImpact: 'Offers ring on after their time and lost agents keep their work until the sweeper comes.',
      severity: 'page',
      timeout: timeouts.task,
    });
    delayQueue.consumeWith(delayed);
    const sweep = new ServiceFunction(this, 'Sweep', {
      deployment,
      entry: 'tasks/sweep',
      description: 'Puts right what got stuck',
      // The index finds what is live, whoever it belongs to. Recordings whose time is over go.
      access: [table.readWriteIndexed, ...others, ...(voice ? [voice.retention] : [])],
      errorImpact: 'Stuck contacts, sessions and timers stay stuck.',
      severity: 'page',
      timeout: timeouts.sweep,
      cold: true,
    });
    const timer = new Timer(this, 'WrapUpTimer', { config, handler: workflow });
    const sweeper = new Sweeper(this, 'Sweeper', { config, handler: sweep });
    this.alarms = [workflow, delayed, sweep, timer, sweeper].flatMap(({ alarms }) => alarms);
  }
}
