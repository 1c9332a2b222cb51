import { type CfnElement, CfnOutput, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SPOKEN_PREFIX } from '#schemas/voice/sounds.ts';
import type { SipMediaVoice } from '../config/schema.ts';
import type { Access } from '../constructs/access.ts';
import type { AlarmSpec } from '../constructs/alarm.ts';
import { reachCalls } from '../constructs/call-access.ts';
import { type Deployment, type Entry, ServiceFunction, timeouts } from '../constructs/service-function.ts';
import { SipMediaApplication } from '../constructs/sip-media-application.ts';
import { SipRules } from '../constructs/sip-rules.ts';
import { startTimer } from '../constructs/timer.ts';
import { PromptsBucket, RecordingsBucket } from '../constructs/voice-buckets.ts';
import { VoiceConnector } from '../constructs/voice-connector.ts';
import { VoiceControl } from '../constructs/voice-control.ts';
import { VoiceEvents } from '../constructs/voice-events.ts';
import type { DataStack } from './data-stack.ts';
import type { RealtimeStack } from './realtime-stack.ts';
import { TandemStack } from './tandem-stack.ts';

/** The functions behind calls. */
const entries = {
  sip: 'voice/sip',
  control: 'voice/control',
  meetings: 'voice/meetings',
  recording: 'voice/recording',
} as const satisfies Readonly<Record<string, Entry>>;

/** Callers hear silence for as long. */
const SLOW_MS = 2000;

/** Calls over a SIP media application: the application, its functions, its sounds, its recordings, its numbers. */
export class VoiceStack extends TandemStack {
  /** Calling, SIP telephones included, and commanding calls at once, without the queue, for functions of later stacks. */
  readonly control: readonly Access[];
  /** Handing out recordings by links, and removing them. */
  readonly recordings: Access<'recordings'>;
  /** Finding recordings and removing those whose time is over, which nobody listens to for it. */
  readonly retention: Access<'recordings'>;
  readonly alarms: readonly AlarmSpec[];

  constructor(
    scope: Construct,
    deployment: Deployment,
    voice: SipMediaVoice,
    { table, delayQueue }: DataStack,
    { socketApi }: RealtimeStack,
  ) {
    const { config } = deployment;
    super(scope, 'voice', 'calls', config);
    const prompts = new PromptsBucket(this, 'Prompts', deployment);
    const recordings = new RecordingsBucket(this, 'Recordings', { config, voice });
    const control = new VoiceControl(this, 'Control', { config, consumerTimeout: timeouts.task });
    this.recordings = useRecordings(recordings.bucket, ['s3:GetObject', 's3:DeleteObject']);
    this.retention = useRecordings(recordings.bucket, ['s3:DeleteObject'], ['s3:ListBucket']);
    const speech: Access<'callFiles'> = {
      capability: 'callFiles',
      variables: { PROMPTS_BUCKET: prompts.bucket.bucketName, RECORDINGS_BUCKET: recordings.bucket.bucketName },
      ...makeSpokenFiles(prompts.bucket),
    };

    const { region, sipTelephones } = voice;
    const connector =
      sipTelephones && new VoiceConnector(this, 'Telephones', { deployment, region, telephones: sipTelephones });
    const telephones = connector ? [connector.reach] : [];

    const access: readonly Access[] = [
      table.readWrite,
      delayQueue.send,
      socketApi.push,
      startTimer(this, config),
      ...reachCalls(this, config),
    ];
    const sip = new ServiceFunction(this, 'Sip', {
      deployment,
      entry: entries.sip,
      description: 'Answers every event of a call with what happens next on its line',
      access: [...access, ...telephones, speech],
      errorImpact: 'Calls are cut off, or not taken.',
      severity: 'page',
      timeout: timeouts.sip,
    });
    const application = new SipMediaApplication(this, 'Calls', {
      config,
      voice,
      handler: sip,
      prompts: prompts.bucket,
      recordings: recordings.bucket,
    });
    this.control = [application.control, ...telephones];

    const controller = new ServiceFunction(this, 'Controller', {
      deployment,
      entry: entries.control,
      description: 'Gives waiting commands to calls, as fast as the telephone service takes them',
      access: [...access, speech, ...this.control],
      errorImpact: 'Hold, transfer and hang-up take no effect while calls are many.',
      severity: 'page',
      timeout: timeouts.task,
    });
    control.consumeWith(controller);
    const meetings = new ServiceFunction(this, 'Meetings', {
      deployment,
      entry: entries.meetings,
      description: 'Takes down who entered or left the room of a call',
      access: [...access, ...this.control],
      errorImpact: 'Agents who lost their browser seem to be in the call until the sweeper comes.',
      severity: 'ticket',
      timeout: timeouts.task,
    });
    const recording = new ServiceFunction(this, 'Recording', {
      deployment,
      entry: entries.recording,
      description: 'Adds a recording that was stored to its call',
      access: [...access, ...this.control],
      errorImpact: 'Recordings are kept but cannot be found with their calls.',
      severity: 'ticket',
      timeout: timeouts.task,
      cold: true,
    });
    const events = new VoiceEvents(this, 'Events', { config, meetings, recording, recordings: recordings.bucket });
    const rules = new SipRules(this, 'Rules', { deployment, voice, applicationId: application.applicationId });
    this.alarms = [
      ...[sip, controller, meetings, recording, control, events, rules, connector].flatMap(part => part?.alarms ?? []),
      slowness(sip),
    ];
    new CfnOutput(this, 'SipMediaApplicationId', { value: application.applicationId });
    new CfnOutput(this, 'PromptsBucket', { value: prompts.bucket.bucketName });
    new CfnOutput(this, 'RecordingsBucket', { value: recordings.bucket.bucketName });
  }
}

function useRecordings(bucket: Bucket, ofFiles: string[], ofBucket: string[] = []): Access<'recordings'> {
  const stack = Stack.of(bucket);
  // The finding names the bucket as the stacks that use it do.
  const exported = stack.resolve(stack.exportValue(bucket.bucketArn))['Fn::ImportValue'];
  const reason = 'The service names recordings after their day and call; the wildcard covers those of this stage.';
  return {
    capability: 'recordings',
    variables: { RECORDINGS_BUCKET: bucket.bucketName },
    permissions: [
      { actions: ofFiles, resources: [bucket.arnForObjects('*')], conditions: overTls },
      ...(ofBucket.length > 0 ? [{ actions: ofBucket, resources: [bucket.bucketArn], conditions: overTls }] : []),
    ],
    accepted: { [`AwsSolutions-IAM5[Resource::${exported}/*]`]: reason },
  };
}

/** Callers in a queue hear texts as files, which can be cut short; a text is spoken once and kept. */
function makeSpokenFiles(bucket: Bucket): Pick<Access, 'permissions' | 'accepted'> {
  return {
    permissions: [
      { actions: ['polly:SynthesizeSpeech'], resources: ['*'] },
      {
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [bucket.arnForObjects(`${SPOKEN_PREFIX}/*`)],
        conditions: overTls,
      },
    ],
    accepted: {
      'AwsSolutions-IAM5[Resource::*]': 'SynthesizeSpeech and CreateMeeting know no resources of ours.',
      [`AwsSolutions-IAM5[Resource::${idOf(bucket)}/${SPOKEN_PREFIX}/*]`]: 'A file is named after its text.',
    },
  };
}

const overTls = { Bool: { 'aws:SecureTransport': 'true' } };
const idOf = (bucket: Bucket) => `<${Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement)}.Arn>`;

const slowness = (sip: ServiceFunction): AlarmSpec => ({
  name: 'voice-sip-is-slow',
  severity: 'ticket',
  impact: 'Callers hear silence for seconds when something should happen; beyond five the service asks again.',
  metric: sip.metricDuration({ statistic: Stats.percentile(99) }),
  threshold: SLOW_MS,
});
