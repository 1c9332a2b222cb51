import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Access } from './access.ts';

/** Sending mails through SES from the addresses and domains that are verified in this account. */
export function sendMails(scope: Construct): Access<'mail'> {
  const identities = Stack.of(scope).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
  return {
    capability: 'mail',
    variables: {},
    permissions: [{ actions: ['ses:SendEmail'], resources: [identities] }],
    accepted: {
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]':
        'Sender addresses are configured by tenants; SES sends from verified identities of the account alone.',
    },
  };
}
