import { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { StageConfig } from '#infra/config/schema.ts';
import { reachCalls } from '#infra/constructs/call-access.ts';
import { ServiceFunction, timeouts } from '#infra/constructs/service-function.ts';
import { soundKey } from '#schemas/voice/sounds.ts';
import { type Resource, resourcesOf, stages, synthesise, templatesOf } from './synthesis.ts';

const template = templatesOf(stages.voice).voice;
const idsOf = (type: string) => resourcesOf(template, type).map(([id]) => id);
const only = (type: string): Resource => {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]![1];
};
const named = (type: string, prefix: string): Resource => {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(prefix));
  expect(found).toHaveLength(1);
  return found[0]![1];
};
const statementsOf = ({ Properties }: Resource) =>
  (Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] }).Statement;

const SERVICE = { Service: 'voiceconnector.chime.amazonaws.com' };
const account = { Ref: 'AWS::AccountId' };
const [applicationId] = idsOf('AWS::Chime::SipMediaApplication');
const sipId = idsOf('AWS::Lambda::Function').find(id => id.startsWith('Sip'))!;
const handlerArn = { 'Fn::GetAtt': [sipId, 'Arn'] };
const arnOfApplication = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':chime:',
      { Ref: 'AWS::Region' },
      ':',
      account,
      ':sma/',
      { 'Fn::GetAtt': [applicationId, 'SipMediaApplicationId'] },
    ],
  ],
};

describe('a stage without calls', () => {
  it.each(['dev', 'prod'] as const)('deploys nothing for them: %s', stage => {
    const templates = templatesOf(stages[stage]);
    const types = Object.values(templates).flatMap(part => resourcesOf(part).map(([, { Type }]) => Type));

    expect(Object.keys(templates)).not.toContain('voice');
    expect(types.filter(type => /Chime|SipRule|BucketDeployment/.test(type))).toEqual([]);
  });

  it.each(['data', 'identity'] as const)('has the same %s stack as one with calls', part => {
    expect(resourcesOf(templatesOf(stages.prod)[part])).toEqual(resourcesOf(templatesOf(stages.voice)[part]));
  });

  it.each(['realtime', 'workflow', 'api'] as const)(
    'has the same resources in its %s stack as one with calls',
    part => {
      const idsIn = (stage: 'prod' | 'voice') =>
        resourcesOf(templatesOf(stages[stage])[part])
          .map(([id]) => id)
          .filter(id => !id.startsWith('RestDeployment'));

      expect(idsIn('prod')).toEqual(idsIn('voice'));
    },
  );
});

describe('the SIP media application', () => {
  it('calls the function of calls, in the region that the stage names', () => {
    expect(only('AWS::Chime::SipMediaApplication').Properties).toMatchObject({
      Name: 'tandem-prod',
      AwsRegion: 'us-east-1',
      Endpoints: [{ LambdaArn: handlerArn }],
    });
  });

  it('may call it, for this account alone, before it is opened', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties['Principal'] === SERVICE.Service,
    );

    expect(permissions.map(([, { Properties }]) => Properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: handlerArn,
        Principal: SERVICE.Service,
        SourceAccount: account,
      },
    ]);
    expect(only('AWS::Chime::SipMediaApplication')).toHaveProperty('DependsOn', [permissions[0]![0]]);
  });

  it('is not named in the environment of its function, which it names: neither could be made first', () => {
    const { Environment } = named('AWS::Lambda::Function', 'Sip').Properties as {
      Environment: { Variables: Record<string, unknown> };
    };

    expect(JSON.stringify(Environment)).not.toContain(applicationId);
    expect(Environment.Variables).toMatchObject({
      VOICE_PROVIDER: 'chime-sma',
      PROMPTS_BUCKET: { Ref: expect.stringMatching(/^Prompts/) },
      RECORDINGS_BUCKET: { Ref: expect.stringMatching(/^Recordings/) },
    });
  });

  it('is controlled by its function all the same, and by no name but its own', () => {
    const [calls] = statementsOf(named('AWS::IAM::Policy', 'CallsHandlerPolicy'));

    expect(calls).toEqual({
      Effect: 'Allow',
      Action: ['chime:CreateSipMediaApplicationCall', 'chime:UpdateSipMediaApplicationCall'],
      Resource: arnOfApplication,
    });
  });

  it('has a log group for the messages of calls that forgets them, for whoever turns them on', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);

    expect(groups).toContainEqual(
      expect.objectContaining({
        LogGroupName: {
          'Fn::Join': [
            '',
            ['/aws/ChimeSipMediaApplicationSipMessages/', { 'Fn::GetAtt': [applicationId, 'SipMediaApplicationId'] }],
          ],
        },
        RetentionInDays: stages.voice.logRetentionDays,
      }),
    );
  });

  it('answers before the service asks again', () => {
    expect(named('AWS::Lambda::Function', 'Sip').Properties['Timeout']).toBe(5);
  });

  it('has nothing to do with a virtual network, which would slow its function down', () => {
    expect(named('AWS::Lambda::Function', 'Sip').Properties).not.toHaveProperty('VpcConfig');
  });
});

describe.each([
  ['Prompts', 's3:GetObject'],
  ['Recordings', ['s3:PutObject', 's3:PutObjectAcl']],
])('the bucket of %s', (name, actions) => {
  const [bucketId] = idsOf('AWS::S3::Bucket').filter(id => id.startsWith(name));
  const bucket = named('AWS::S3::Bucket', name);
  const policy = statementsOf(named('AWS::S3::BucketPolicy', name));

  it('is private and encrypted', () => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('refuses plain HTTP', () => {
    expect(policy).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('lets the telephone service in for this application of this account alone', () => {
    const admitted = policy.filter(({ Effect }) => Effect === 'Allow');

    expect(admitted.filter(({ Principal }) => JSON.stringify(Principal) === JSON.stringify(SERVICE))).toEqual([
      {
        Effect: 'Allow',
        Principal: SERVICE,
        Action: actions,
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucketId, 'Arn'] }, '/*']] },
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnEquals: { 'aws:SourceArn': arnOfApplication },
        },
      },
    ]);
  });

  it('stays when a stage that retains is deleted, and goes with one that does not', () => {
    const withCalls = StageConfig.parse({ ...stages.dev, voice: stages.voice.voice });
    const [, inDev] = resourcesOf(templatesOf(withCalls).voice, 'AWS::S3::Bucket').find(([id]) => id.startsWith(name))!;

    expect(bucket.DeletionPolicy).toBe('Retain');
    expect(inDev.DeletionPolicy).toBe('Delete');
  });
});

describe('recordings', () => {
  const { Properties } = named('AWS::S3::Bucket', 'Recordings');

  it('are removed after the days of the configuration', () => {
    const { Rules } = Properties['LifecycleConfiguration'] as { Rules: unknown[] };

    expect(Rules).toContainEqual({ Id: 'kept', ExpirationInDays: 180, Status: 'Enabled' });
  });

  it('are told of to EventBridge, and by it to their function', () => {
    const { EventPattern, Targets } = named('AWS::Events::Rule', 'EventsRecordings').Properties;

    expect(Properties['NotificationConfiguration']).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [{ Ref: expect.stringMatching(/^Recordings/) }] } },
    });
    expect(JSON.stringify(Targets)).toMatch(/"Fn::GetAtt":\["Recording[0-9A-F]{8}","Arn"\]/);
  });
});

describe('rooms', () => {
  it('are told of to their function when somebody comes or goes, or they close', () => {
    const { EventPattern, Targets } = named('AWS::Events::Rule', 'EventsMeetings').Properties;

    expect(EventPattern).toEqual({
      source: ['aws.chime'],
      'detail-type': ['Chime Meeting State Change'],
      detail: {
        eventType: [
          'chime:AttendeeJoined',
          'chime:AttendeeLeft',
          'chime:AttendeeDropped',
          'chime:AttendeeDeleted',
          'chime:MeetingEnded',
        ],
      },
    });
    expect(JSON.stringify(Targets)).toMatch(/"Fn::GetAtt":\["Meetings[0-9A-F]{8}","Arn"\]/);
  });
});

it('keeps events of rooms and recordings that could not be delivered or handled', () => {
  const [deadLetters] = idsOf('AWS::SQS::Queue').filter(id => id.startsWith('EventsDeadLetters'));
  const arn = { 'Fn::GetAtt': [deadLetters, 'Arn'] };
  const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties['Targets']);
  const invocations = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => Properties);

  expect(rules).toHaveLength(2);
  for (const targets of rules) {
    expect(targets).toEqual([
      expect.objectContaining({
        DeadLetterConfig: { Arn: arn },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 },
      }),
    ]);
  }
  expect(invocations).toHaveLength(2);
  for (const invocation of invocations) {
    expect(invocation).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: arn } },
      MaximumRetryAttempts: 2,
    });
  }
});

describe('commands to calls', () => {
  it('wait under the name by which every function of the stage finds them, whatever is deployed first', () => {
    const functions = Object.values(templatesOf(stages.voice))
      .flatMap(part => resourcesOf(part, 'AWS::Lambda::Function'))
      .map(([, { Properties }]) => Object(Properties['Environment']).Variables?.VOICE_CONTROL_QUEUE_URL)
      .filter(url => url !== undefined);

    expect(functions).toHaveLength(21);
    for (const url of functions) {
      expect(url).toEqual({
        'Fn::Join': [
          '',
          [
            'https://sqs.',
            { Ref: 'AWS::Region' },
            '.',
            { Ref: 'AWS::URLSuffix' },
            '/',
            account,
            `/${queue.Properties['QueueName']}`,
          ],
        ],
      });
    }
  });

  const queue = resourcesOf(template, 'AWS::SQS::Queue').find(([id]) => id.startsWith('ControlQueue'))![1];

  it('are handed to few consumers at once, as many as the service takes in a second', () => {
    expect(only('AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FunctionName: { Ref: expect.stringMatching(/^Controller/) },
    });
  });

  it('stay hidden six times as long as their consumer may take, and become dead letters after three attempts', () => {
    expect(queue.Properties).toMatchObject({
      VisibilityTimeout: 180,
      RedrivePolicy: { maxReceiveCount: 3 },
    });
  });
});

it('lets texts be spoken into files of their own place, and into no others', () => {
  const statements = statementsOf(named('AWS::IAM::Policy', 'SipRole'));
  const [promptsId] = idsOf('AWS::S3::Bucket').filter(id => id.startsWith('Prompts'));

  expect(statements).toContainEqual({ Effect: 'Allow', Action: 'polly:SynthesizeSpeech', Resource: '*' });
  expect(statements).toContainEqual({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [promptsId, 'Arn'] }, '/spoken/*']] },
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  });
});

it('lets the sweeper find and remove recordings, and not listen to them', () => {
  const { workflow } = templatesOf(stages.voice);
  const policies = resourcesOf(workflow, 'AWS::IAM::Policy').flatMap(([id, policy]) =>
    statementsOf(policy)
      .filter(({ Action }) => JSON.stringify(Action).includes('s3:'))
      .map(({ Action }) => [id.replace(/Role.*/, ''), Action]),
  );

  expect(policies).toEqual([
    ['Sweep', 's3:DeleteObject'],
    ['Sweep', 's3:ListBucket'],
  ]);
});

describe('the rules of numbers', () => {
  it('are one for each number, which routes it to the application', () => {
    const rules = resourcesOf(template, 'Custom::SipRule').map(([, { Properties }]) => Properties);

    expect(rules).toEqual(
      ['15550100', '15550101'].map(digits => ({
        ServiceToken: expect.anything(),
        Name: `tandem-prod-${digits}`,
        PhoneNumber: `+${digits}`,
        SipMediaApplicationId: { 'Fn::GetAtt': [applicationId, 'SipMediaApplicationId'] },
        AwsRegion: 'us-east-1',
      })),
    );
  });

  it.each([
    ['RulesChange', ['chime:CreateSipRule', 'chime:UpdateSipRule', 'chime:ListSipRules']],
    ['RulesSettle', ['chime:GetSipRule', 'chime:DeleteSipRule']],
  ])('are made by functions that may do this and nothing else: %s', (name, actions) => {
    const allowed = statementsOf(named('AWS::IAM::Policy', name)).flatMap(({ Action }) => Action as string[]);

    expect(allowed.filter(action => action.startsWith('chime:'))).toEqual(actions);
    expect(allowed.filter(action => !/^(chime|logs|xray):/.test(action))).toEqual([]);
  });

  it('are waited for longer than a number may take to get ready', () => {
    expect(named('AWS::Lambda::Function', 'RulesChange').Properties['Timeout']).toBe(300);
    expect(JSON.stringify(only('AWS::StepFunctions::StateMachine').Properties['DefinitionString'])).toMatch(
      /\\"IntervalSeconds\\":10,\\"MaxAttempts\\":60/,
    );
  });
});

it('puts the sounds where calls look for them, as what the service plays', () => {
  const { Properties } = only('Custom::CDKBucketDeployment');

  expect(soundKey('music')).toBe(`${Properties['DestinationBucketKeyPrefix']}/music.wav`);
  expect(Properties).toMatchObject({
    DestinationBucketName: { Ref: expect.stringMatching(/^Prompts/) },
    SystemMetadata: { 'content-type': 'audio/wav' },
    RetainOnDelete: true,
  });
});

describe('what other functions get to use calls with', () => {
  const { app, stacks } = synthesise(stages.voice);
  const { api, voice } = stacks;
  const caller = new ServiceFunction(api, 'Caller', {
    deployment: { config: stages.voice, bundles: () => Code.fromInline('bundle'), sounds: () => expect.fail() },
    entry: 'test/caller',
    description: 'test',
    access: [...reachCalls(api, stages.voice), ...voice!.control, voice!.recordings],
    errorImpact: 'test',
    severity: 'ticket',
    timeout: timeouts.rest,
  });
  const assembly = app.synth();
  const resources = assembly.getStackByName(api.stackName).template['Resources'] as Record<string, Resource>;
  const { Properties } = resources[api.getLogicalId(caller.node.defaultChild as never)]!;

  it('is where everything is', () => {
    expect(Object.keys((Properties['Environment'] as { Variables: object }).Variables)).toEqual(
      expect.arrayContaining([
        'VOICE_PROVIDER',
        'SIP_MEDIA_APPLICATION_ID',
        'RECORDINGS_BUCKET',
        'VOICE_CONTROL_QUEUE_URL',
      ]),
    );
  });

  it('is leave to dial, to control calls, to run their rooms, and to read and remove recordings', () => {
    const policy = Object.entries(resources).find(
      ([id, { Type }]) => Type === 'AWS::IAM::Policy' && /^Caller/.test(id),
    );
    const actions = statementsOf(policy![1]).flatMap(({ Action }) => Action as string | string[]);

    expect(actions).toEqual(
      expect.arrayContaining([
        'sqs:SendMessage',
        'chime:CreateSipMediaApplicationCall',
        'chime:UpdateSipMediaApplicationCall',
        'chime:CreateMeeting',
        'chime:DeleteMeeting',
        'chime:CreateAttendee',
        'chime:DeleteAttendee',
        'chime:UpdateAttendeeCapabilities',
        's3:GetObject',
        's3:DeleteObject',
      ]),
    );
  });

  it.each([AwsSolutionsChecks, ServerlessChecks])('brings no findings along: %o', Pack => {
    const { violations } = new Pack(app).validateScope(app);

    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });
});
