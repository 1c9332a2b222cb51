import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';

/** Signs the tokens of chat customers. Made at deployment; nobody ever sees it. */
export class ConversationSecret extends Construct {
  readonly read: Access<'conversation'>;

  constructor(scope: Construct, id: string, { config }: { readonly config: StageConfig }) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: 'Signs conversation tokens',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    accept(secret, {
      'AwsSolutions-SMG4':
        'A new secret ends every open chat, so it is changed on purpose and not by the calendar: see the runbook.',
    });
    this.read = {
      capability: 'conversation',
      variables: { CONVERSATION_SECRET_ID: secret.secretArn },
      permissions: [{ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }],
    };
  }
}
