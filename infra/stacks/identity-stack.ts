import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Identity } from '../constructs/identity.ts';
import type { Deployment } from '../constructs/service-function.ts';
import { TandemStack } from './tandem-stack.ts';

/** Users, their roles and their sign-in. */
export class IdentityStack extends TandemStack {
  readonly identity: Identity;

  constructor(scope: Construct, { config }: Deployment) {
    super(scope, 'identity', 'users and sign-in', config);
    this.identity = new Identity(this, 'Identity', { config });
    new CfnOutput(this, 'UserPoolId', { value: this.identity.pool.userPoolId });
    new CfnOutput(this, 'ClientId', { value: this.identity.client.userPoolClientId });
  }
}
