import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access, Variables } from './access.ts';

/** Roles of people; a customer is no user, but the holder of a conversation token. */
const GROUPS = { agent: 'Agent', supervisor: 'Supervisor', admin: 'Administrator', analyst: 'Analyst' };
const SHIFT = Duration.hours(12);

/**
 * Who people are. Functions trust ID tokens: they carry `custom:tenantId` and the groups, and their audience is the
 * client.
 */
export class Identity extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly verify: Access<'identity'>;

  constructor(scope: Construct, id: string, { config }: { readonly config: StageConfig }) {
    super(scope, id);
    this.pool = this.addPool(config);
    this.client = this.addClient(config);
    this.addSignIn(config);
    for (const [groupName, description] of Object.entries(GROUPS)) {
      new CfnUserPoolGroup(this, description, { userPoolId: this.pool.userPoolId, groupName, description });
    }
    this.verify = { capability: 'identity', variables: this.trust(config), permissions: [] };
  }

  private addPool({ retain, identity }: StageConfig): UserPool {
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      // Set once by whoever creates the user; nobody can move to another tenant afterwards.
      customAttributes: { tenantId: new StringAttribute({ minLen: 1, maxLen: 40, mutable: false }) },
      featurePlan: identity.threatProtection ? FeaturePlan.PLUS : FeaturePlan.ESSENTIALS,
      standardThreatProtectionMode: identity.threatProtection
        ? StandardThreatProtectionMode.FULL_FUNCTION
        : StandardThreatProtectionMode.NO_ENFORCEMENT,
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    accept(pool, {
      'AwsSolutions-COG2':
        'Each tenant decides about second factors; people can enrol one and administrators demand it.',
      'AwsSolutions-COG8': 'The Plus plan is paid per user, so a stage turns it on with identity.threatProtection.',
    });
    return pool;
  }

  private addClient({ identity }: StageConfig): UserPoolClient {
    return this.pool.addClient('Client', {
      // A browser keeps no secret: the code flow is protected by PKCE.
      generateSecret: false,
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: identity.callbackUrls,
        logoutUrls: identity.logoutUrls,
      },
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true, fullname: true })
        .withCustomAttributes('tenantId'),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true, fullname: true }),
      idTokenValidity: Duration.minutes(60),
      accessTokenValidity: Duration.minutes(60),
      refreshTokenValidity: SHIFT,
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  /** The sign-in page; without a style Cognito does not show it. */
  private addSignIn({ stage }: StageConfig): void {
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `tandem-${stage}-${Stack.of(this).account}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    new CfnManagedLoginBranding(this, 'Style', {
      userPoolId: this.pool.userPoolId,
      clientId: this.client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }

  private trust({ identity }: StageConfig): Variables<'identity'> {
    const own = this.pool.userPoolProviderUrl;
    const { issuer, audience, keysUrl } = identity.issuer ?? {
      issuer: own,
      audience: this.client.userPoolClientId,
      keysUrl: `${own}/.well-known/jwks.json`,
    };
    return { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience, TOKEN_KEYS_URL: keysUrl };
  }
}
