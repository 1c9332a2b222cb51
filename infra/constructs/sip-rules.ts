import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { SipMediaVoice } from '../config/schema.ts';
import type { Access } from './access.ts';
import type { AlarmSpec } from './alarm.ts';
import { customResources } from './provisioning.ts';
import { type Deployment, ServiceFunction, timeouts } from './service-function.ts';

interface SipRulesProps {
  readonly deployment: Deployment;
  readonly voice: SipMediaVoice;
  readonly applicationId: string;
}

/** Routes the calls of each number to the application. CloudFormation knows no SIP rules, so functions make them. */
export class SipRules extends Construct {
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { deployment, voice, applicationId }: SipRulesProps) {
    super(scope, id);
    const { config } = deployment;
    const change = new ServiceFunction(this, 'Change', {
      deployment,
      entry: 'provisioning/sip-rule',
      description: 'Creates, changes and disables the SIP rules of numbers during a deployment',
      access: [this.rules(['CreateSipRule', 'UpdateSipRule', 'ListSipRules'], [])],
      errorImpact: 'A deployment cannot route a number: its calls go where they went before, or nowhere.',
      severity: 'ticket',
      timeout: timeouts.provisioning,
      cold: true,
    });
    const settle = new ServiceFunction(this, 'Settle', {
      deployment,
      entry: 'provisioning/sip-rule-settled',
      description: 'Waits for SIP rules to route calls, and deletes disabled ones',
      access: [this.rules([], ['GetSipRule', 'DeleteSipRule'])],
      errorImpact: 'A deployment cannot see whether a number is routed, or cannot give it free.',
      severity: 'ticket',
      timeout: timeouts.provisioning,
      cold: true,
    });
    const provider = customResources(this, config, {
      onEventHandler: change,
      isCompleteHandler: settle,
      queryInterval: Duration.seconds(10),
      totalTimeout: Duration.minutes(10),
    });
    for (const number of voice.numbers) {
      const digits = number.slice(1);
      new CustomResource(this, `Number${digits}`, {
        serviceToken: provider.serviceToken,
        resourceType: 'Custom::SipRule',
        properties: {
          Name: `tandem-${config.stage}-${digits}`,
          PhoneNumber: number,
          SipMediaApplicationId: applicationId,
          AwsRegion: voice.region,
        },
      });
    }
    this.alarms = [...change.alarms, ...settle.alarms];
  }

  /** Actions on rules: the first kind is allowed by the application a rule routes to, the second knows no resources. */
  private rules(byApplication: readonly string[], nameless: readonly string[]): Access<'provisioning'> {
    const applications = Stack.of(this).formatArn({ service: 'chime', resource: 'sma', resourceName: '*' });
    const allow = (actions: readonly string[], resource: string) =>
      actions.length === 0 ? [] : [{ actions: actions.map(action => `chime:${action}`), resources: [resource] }];
    return {
      capability: 'provisioning',
      variables: {},
      permissions: [...allow(byApplication, applications), ...allow(nameless, '*')],
      accepted: {
        'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:chime:<AWS::Region>:<AWS::AccountId>:sma/*]':
          'A rule is moved from one application to another when the application is replaced, and both are asked about.',
        'AwsSolutions-IAM5[Resource::*]': 'GetSipRule and DeleteSipRule know no resources.',
      },
    };
  }
}
