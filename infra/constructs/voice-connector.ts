import { CustomResource } from 'aws-cdk-lib';
import { CfnVoiceConnector } from 'aws-cdk-lib/aws-chime';
import { Construct } from 'constructs';
import type { SipMediaVoice, SipTelephones } from '../config/schema.ts';
import type { Access } from './access.ts';
import type { AlarmSpec } from './alarm.ts';
import { customResources } from './provisioning.ts';
import { type Deployment, ServiceFunction, timeouts } from './service-function.ts';

interface VoiceConnectorProps {
  readonly deployment: Deployment;
  readonly region: SipMediaVoice['region'];
  readonly telephones: SipTelephones;
}

/**
 * A trunk to the SIP servers at which SIP telephones are registered. CloudFormation makes the connector; where it sends
 * calls, a function tells it.
 */
export class VoiceConnector extends Construct {
  /** Having SIP telephones called. */
  readonly reach: Access<'sipTelephones'>;
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { deployment, region, telephones }: VoiceConnectorProps) {
    super(scope, id);
    const { config } = deployment;
    const connector = new CfnVoiceConnector(this, 'Connector', {
      name: `tandem-${config.stage}`,
      awsRegion: region,
      requireEncryption: telephones.requireEncryption,
    });
    const change = new ServiceFunction(this, 'Change', {
      deployment,
      entry: 'provisioning/origination',
      description: 'Tells the Voice Connector during a deployment to which SIP hosts it sends calls',
      access: [
        {
          capability: 'provisioning',
          variables: {},
          permissions: [
            {
              actions: ['chime:PutVoiceConnectorOrigination', 'chime:DeleteVoiceConnectorOrigination'],
              resources: [connector.attrVoiceConnectorArn],
            },
          ],
        },
      ],
      errorImpact: 'A deployment cannot change where SIP telephones are: calls to them go where they went before.',
      severity: 'ticket',
      timeout: timeouts.provisioning,
      cold: true,
    });
    const provider = customResources(this, config, { onEventHandler: change });
    new CustomResource(this, 'Origination', {
      serviceToken: provider.serviceToken,
      resourceType: 'Custom::VoiceConnectorOrigination',
      properties: {
        VoiceConnectorId: connector.attrVoiceConnectorId,
        Routes: telephones.hosts.map(({ host, port, priority, protocol, weight }) => ({
          Host: host,
          Port: port,
          Protocol: protocol,
          Priority: priority,
          Weight: weight,
        })),
      },
    });
    this.reach = {
      capability: 'sipTelephones',
      variables: { VOICE_CONNECTOR_ARN: connector.attrVoiceConnectorArn },
      permissions: [],
    };
    this.alarms = change.alarms;
  }
}
