import { describe, expect, it } from 'vitest';
import { registry } from '#schemas/index.ts';
import { addressesOf } from '#schemas/kit/route.ts';
import { table } from '#schemas/table.ts';
import { isOurs, type Part, type Resource, resourcesOf, stages, templatesOf } from './synthesis.ts';

const built = {
  dev: templatesOf(stages.dev),
  prod: templatesOf(stages.prod),
  voice: templatesOf(stages.voice),
  sip: templatesOf(stages.sip),
};
const hasCalls = (stage: keyof typeof built): boolean => stages[stage].voice.provider !== 'none';
const hasSipTelephones = (stage: keyof typeof built): boolean => 'sipTelephones' in stages[stage].voice;
const cases = Object.keys(built) as (keyof typeof built)[];

const all = (stage: keyof typeof built, type?: string): Resource[] =>
  Object.values(built[stage]).flatMap(template => resourcesOf(template, type).map(([, resource]) => resource));

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}
const statementsOf = (policy: Resource): Statement[] =>
  (policy.Properties['PolicyDocument'] as { Statement: Statement[] }).Statement;
/** Policies of our functions and state machines. Roles of CDK's own functions are accepted where they are made. */
const ownPolicies = (stage: keyof typeof built): Resource[] =>
  Object.values(built[stage]).flatMap(template =>
    resourcesOf(template, 'AWS::IAM::Policy')
      .filter(([id]) => !/^(CustomCDKBucketDeployment|RulesProvider|TelephonesProvider)/.test(id))
      .map(([, policy]) => policy),
  );
const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

/** What the functions whose policy has a name like this may do. */
function permissionsOf(stage: keyof typeof built, part: Part, name: string): Statement[] {
  return resourcesOf(built[stage][part], 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(`${name}Role`))
    .flatMap(([, policy]) => statementsOf(policy));
}

describe.each(cases)('the templates of %s', stage => {
  it('hold one table as it is declared, encrypted, recoverable, with stream and expiry', () => {
    const tables = all(stage, 'AWS::DynamoDB::Table');

    expect(tables).toHaveLength(1);
    expect(tables[0]!.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: table.pk, KeyType: 'HASH' },
        { AttributeName: table.sk, KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: stages[stage].recoveryDays,
      },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true },
    });
    expect(tables[0]!.Properties['GlobalSecondaryIndexes']).toEqual(
      Object.entries(table.indexes).map(([IndexName, { pk, sk }]) => ({
        IndexName,
        KeySchema: [
          { AttributeName: pk, KeyType: 'HASH' },
          { AttributeName: sk, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
  });

  it('run every function on arm64 and Node 24 with its own log group and JSON logs', () => {
    const functions = all(stage, 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties)
      .filter(isOurs);

    expect(functions).toHaveLength(19 + (hasCalls(stage) ? 6 : 0) + (hasSipTelephones(stage) ? 1 : 0));
    for (const properties of functions) {
      expect(properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.any(String) } },
      });
    }
    const groups = new Set(functions.map(({ LoggingConfig }) => JSON.stringify(LoggingConfig)));
    expect(groups.size).toBe(functions.length);
  });

  it('keep logs as long as configured', () => {
    const groups = all(stage, 'AWS::Logs::LogGroup');

    expect(groups.length).toBeGreaterThan(14);
    for (const { Properties } of groups) {
      expect(Properties['RetentionInDays']).toBe(stages[stage].logRetentionDays);
    }
  });

  it('keep data, users, secrets and logs when a stage that retains is deleted, and nothing otherwise', () => {
    const types = [
      'AWS::DynamoDB::Table',
      'AWS::Cognito::UserPool',
      'AWS::SecretsManager::Secret',
      'AWS::Logs::LogGroup',
    ];

    const policies = types.flatMap(type => all(stage, type).map(({ DeletionPolicy }) => DeletionPolicy));

    expect(new Set(policies)).toEqual(new Set([stages[stage].retain ? 'Retain' : 'Delete']));
  });

  it('allow no action by wildcard and no scan', () => {
    const allowed = ownPolicies(stage)
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(actionsOf);

    expect(allowed.filter(action => action.includes('*'))).toEqual([]);
    expect(allowed).not.toContain('dynamodb:Scan');
  });

  it('name every resource of a permission, except where AWS knows no names', () => {
    const unnamed = ownPolicies(stage)
      .flatMap(statementsOf)
      .filter(({ Resource }) => Resource === '*')
      .flatMap(actionsOf);

    const nameless =
      /^(dynamodb:ListStreams|logs:.*(LogDelivery|LogDeliveries|ResourcePolic|LogGroups).*|xray:Put.*|chime:(CreateMeeting|(Get|Delete)SipRule)|polly:SynthesizeSpeech)$/;
    expect(unnamed.filter(action => !nameless.test(action))).toEqual([]);
  });

  it('let whoever checks tickets read and remove rows and nothing else', () => {
    const actions = permissionsOf(stage, 'realtime', 'SocketAuthorizer').flatMap(actionsOf);

    expect(actions.filter(action => action.startsWith('dynamodb:'))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:DeleteItem',
    ]);
  });

  it('give the authorizer the signing secret and no access to the table', () => {
    const actions = permissionsOf(stage, 'api', 'Authorizer').flatMap(actionsOf);

    expect(actions).toContain('secretsmanager:GetSecretValue');
    expect(actions.filter(action => action.startsWith('dynamodb:'))).toEqual([]);
  });

  it('show the signing secret to the chat services and the authorizer alone', () => {
    const readers = Object.entries(built[stage]).flatMap(([part, template]) =>
      resourcesOf(template, 'AWS::IAM::Policy')
        .filter(([, policy]) => statementsOf(policy).flatMap(actionsOf).includes('secretsmanager:GetSecretValue'))
        .map(([id]) => `${part}/${id.replace(/Role.*/, '')}`),
    );

    expect(readers).toEqual(['api/Chat', 'api/Compat', 'api/Authorizer']);
  });

  it('refuse queues and topics without TLS and keep their content encrypted', () => {
    const queues = all(stage, 'AWS::SQS::Queue');
    const topics = all(stage, 'AWS::SNS::Topic');
    const policies = [...all(stage, 'AWS::SQS::QueuePolicy'), ...all(stage, 'AWS::SNS::TopicPolicy')];

    expect(queues.every(({ Properties }) => Properties['SqsManagedSseEnabled'] === true)).toBe(true);
    expect(topics.every(({ Properties }) => Properties['KmsMasterKeyId'] !== undefined)).toBe(true);
    expect(policies).toHaveLength(queues.length + topics.length);
    for (const policy of policies) {
      expect(statementsOf(policy)).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('retry the stream record by record and put aside what keeps failing', () => {
    const mappings = all(stage, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);

    expect(mappings).toContainEqual(
      expect.objectContaining({
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ParallelizationFactor: 1,
        TumblingWindowInSeconds: 30,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      }),
    );
    expect(mappings).toContainEqual(
      expect.objectContaining({
        ScalingConfig: { MaximumConcurrency: stages[stage].delay.concurrency },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    );
  });

  it('wait for a late deadline in the queue at least six times as long as its consumer may take', () => {
    const queue = all(stage, 'AWS::SQS::Queue').find(({ Properties }) => 'RedrivePolicy' in Properties);

    expect(queue?.Properties['VisibilityTimeout']).toBe(180);
  });

  it('let nobody sign up alone or move to another tenant', () => {
    const [pool] = all(stage, 'AWS::Cognito::UserPool');
    const [client] = all(stage, 'AWS::Cognito::UserPoolClient');

    expect(pool!.Properties['AdminCreateUserConfig']).toEqual({ AllowAdminCreateUserOnly: true });
    expect(pool!.Properties['Schema']).toContainEqual(expect.objectContaining({ Name: 'tenantId', Mutable: false }));
    expect(client!.Properties['WriteAttributes']).toEqual(['email', 'name']);
    expect(client!.Properties['AllowedOAuthFlows']).toEqual(['code']);
    expect(client!.Properties['GenerateSecret']).toBe(false);
  });

  it('admit sockets by ticket only and serve them with one function', () => {
    const routes = all(stage, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    const connect = routes.find(({ RouteKey }) => RouteKey === '$connect');

    expect(routes.map(({ RouteKey }) => RouteKey)).toEqual(['$connect', '$disconnect', '$default']);
    expect(connect).toMatchObject({ AuthorizationType: 'CUSTOM' });
    expect(all(stage, 'AWS::ApiGatewayV2::Integration')).toHaveLength(1);
    expect(all(stage, 'AWS::ApiGatewayV2::Authorizer')[0]!.Properties['IdentitySource']).toEqual([
      'route.request.querystring.ticket',
    ]);
  });

  it('limit both interfaces and log each request without its query', () => {
    const [socket] = all(stage, 'AWS::ApiGatewayV2::Stage');
    const [rest] = all(stage, 'AWS::ApiGateway::Stage');
    const { api, socket: limits } = stages[stage];

    expect(socket!.Properties['DefaultRouteSettings']).toEqual({
      ThrottlingRateLimit: limits.messagesPerSecond,
      ThrottlingBurstLimit: limits.burst,
    });
    expect(rest!.Properties['MethodSettings']).toContainEqual(
      expect.objectContaining({ ResourcePath: '/*', ThrottlingRateLimit: api.requestsPerSecond }),
    );
    expect(rest!.Properties['MethodSettings']).toContainEqual(
      expect.objectContaining({ ResourcePath: '/~1v1~1chats', ThrottlingRateLimit: api.publicRequestsPerSecond }),
    );
    const formats = [socket!.Properties['AccessLogSettings'], rest!.Properties['AccessLogSetting']];
    for (const format of formats.map(value => JSON.stringify(value))) {
      expect(format).toContain('$context.requestId');
      expect(format).not.toMatch(/query|ticket/i);
    }
  });

  it('make the API from the routes of the contract, over TLS 1.2 or newer', () => {
    const [api] = all(stage, 'AWS::ApiGateway::RestApi');
    const { paths } = api!.Properties['Body'] as { paths: Record<string, unknown> };
    const declared = Object.values(registry)
      .flatMap(({ routes }) => Object.values(routes))
      .flatMap(addressesOf)
      .map(({ path }) => path);

    expect(new Set(Object.keys(paths))).toEqual(new Set(declared));
    expect(api!.Properties).toMatchObject({
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
      FailOnWarnings: true,
    });
  });

  it('trace nothing that people wait for', () => {
    const traced = all(stage, 'AWS::Lambda::Function').filter(({ Properties }) => 'TracingConfig' in Properties);
    const descriptions = traced.map(({ Properties }) => Properties['Description']);
    const cold = ['Runs the tasks that a state machine carries', 'Puts right what got stuck'];
    const coldForCalls = [
      'Adds a recording that was stored to its call',
      'Creates, changes and disables the SIP rules of numbers during a deployment',
      'Waits for SIP rules to route calls, and deletes disabled ones',
    ];
    const coldForTelephones = 'Tells the Voice Connector during a deployment to which SIP hosts it sends calls';

    expect(new Set(descriptions)).toEqual(
      new Set(
        stages[stage].traceColdPaths
          ? [...cold, ...(hasCalls(stage) ? coldForCalls : []), ...(hasSipTelephones(stage) ? [coldForTelephones] : [])]
          : [],
      ),
    );
  });

  it('stay far below the limit of 500 resources a stack', () => {
    for (const template of Object.values(built[stage])) expect(resourcesOf(template).length).toBeLessThan(100);
  });
});
