import { describe, expect, it } from 'vitest';
import { type Resource, resourcesOf, stages, templatesOf } from './synthesis.ts';

const { api, voice: template, workflow } = templatesOf(stages.sip);
const typesIn = (stage: keyof typeof stages) =>
  Object.values(templatesOf(stages[stage])).flatMap(part => resourcesOf(part).map(([, { Type }]) => Type));
const only = (type: string): [string, Resource] => {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const [connectorId, connector] = only('AWS::Chime::VoiceConnector');
const arn = { 'Fn::GetAtt': [connectorId, 'VoiceConnectorArn'] };

it.each(['dev', 'prod', 'voice'] as const)(
  'there is no Voice Connector in a stage without SIP telephones: %s',
  stage => {
    expect(typesIn(stage).filter(type => /VoiceConnector/.test(type))).toEqual([]);
  },
);

describe('the Voice Connector', () => {
  it('is of the stage, in the region of its calls, and encrypted as the stage says', () => {
    expect(connector.Properties).toMatchObject({
      Name: 'tandem-prod',
      AwsRegion: 'us-east-1',
      RequireEncryption: true,
    });
  });

  it('sends calls to the hosts of the stage', () => {
    const [, { Properties }] = only('Custom::VoiceConnectorOrigination');

    expect(Properties).toMatchObject({
      VoiceConnectorId: { 'Fn::GetAtt': [connectorId, 'VoiceConnectorId'] },
      Routes: [
        { Host: 'sip.example.com', Port: 5061, Protocol: 'TCP', Priority: 1, Weight: 1 },
        { Host: '198.51.100.7', Port: 5061, Protocol: 'TCP', Priority: 2, Weight: 1 },
      ],
    });
  });

  it('takes no calls from there: nobody may switch termination on, by right or by credentials', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/Termination"|TerminationCredentials/);
  });

  it('is told its hosts by a function that may do this, to this connector, and nothing else', () => {
    const [, policy] = resourcesOf(template, 'AWS::IAM::Policy').find(([id]) => id.startsWith('TelephonesChangeRole'))!;
    const { Statement } = policy.Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] };

    expect(Statement.filter(({ Action }) => JSON.stringify(Action).includes('chime:'))).toEqual([
      {
        Effect: 'Allow',
        Action: ['chime:PutVoiceConnectorOrigination', 'chime:DeleteVoiceConnectorOrigination'],
        Resource: arn,
      },
    ]);
  });

  it('is known to whatever calls agents: the functions of calls, of requests and of deadlines', () => {
    const knowing = [template, api, workflow].flatMap(part =>
      resourcesOf(part, 'AWS::Lambda::Function')
        .filter(([, { Properties }]) => 'VOICE_CONNECTOR_ARN' in (Object(Properties['Environment']).Variables ?? {}))
        .map(([id]) => id.slice(0, -8)),
    );
    const calling = [api, workflow].flatMap(part =>
      resourcesOf(part, 'AWS::Lambda::Function')
        .filter(
          ([, { Properties }]) => 'SIP_MEDIA_APPLICATION_ID' in (Object(Properties['Environment']).Variables ?? {}),
        )
        .map(([id]) => id.slice(0, -8)),
    );

    expect(knowing.toSorted()).toEqual(['Controller', 'Meetings', 'Recording', 'Sip', ...calling].toSorted());
  });
});
