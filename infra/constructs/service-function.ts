import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISource } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access, Variables } from './access.ts';
import type { AlarmSpec, Severity } from './alarm.ts';
import { sumOf } from './metric-sum.ts';

/** A function by its file: `sessions/rest` is `functions/sessions/rest.lambda.ts`. */
export type Entry = `${string}/${string}`;

/** What is the same for every construct of one stage. */
export interface Deployment {
  readonly config: StageConfig;
  /** The bundle of an entry. */
  readonly bundles: (entry: Entry) => Code;
  /** The sounds that callers hear, made by the build. */
  readonly sounds: () => ISource;
}

/** Dimension of custom metrics and field of every log line; tells the stages of one account apart. */
export const serviceName = ({ stage }: StageConfig): string => `tandem-${stage}`;

export interface ServiceFunctionProps {
  readonly deployment: Deployment;
  readonly entry: Entry;
  readonly description: string;
  /** Everything the function uses. */
  readonly access: readonly Access[];
  /** Who is hurt when it fails and how, as a sentence: the text of its alarm. */
  readonly errorImpact: string;
  readonly severity: Severity;
  readonly timeout: Duration;
  /** Nobody waits for it, so it may be traced. */
  readonly cold?: boolean;
}

const FAILURES_IN_FIVE_MINUTES = 3;

/** A bundled function with its own role, log group and alarm. It may do what its `access` says and nothing else. */
export class ServiceFunction extends LambdaFunction {
  readonly entry: Entry;
  readonly ownRole: Role;
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const { deployment, entry, access, timeout, cold = false } = props;
    const { config } = deployment;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: config.logRetentionDays,
      removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const traced = cold && config.traceColdPaths;
    const service: Variables<'service'> = { POWERTOOLS_SERVICE_NAME: serviceName(config), STAGE: config.stage };
    super(scope, id, {
      description: props.description,
      code: deployment.bundles(entry),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 1024,
      timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // The platform's start and report lines would be more than half of all logs; metrics say the same.
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: traced ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: Object.assign({}, service, ...access.map(({ variables }) => variables)),
    });
    for (const permission of access.flatMap(({ permissions }) => permissions)) {
      role.addToPrincipalPolicy(new PolicyStatement(permission));
    }
    for (const { accepted } of access) accept(role, accepted ?? {});
    this.entry = entry;
    this.ownRole = role;
    this.alarms = [this.failures(props)];
    this.acceptFindings(role, traced);
  }

  private failures({ severity, errorImpact }: ServiceFunctionProps): AlarmSpec {
    return {
      name: `${this.entry.replace('/', '-')}-fails`,
      severity,
      impact: errorImpact,
      metric: sumOf({ errors: this.metricErrors(), throttles: this.metricThrottles() }, this.entry),
      threshold: FAILURES_IN_FIVE_MINUTES,
    };
  }

  private acceptFindings(role: Role, traced: boolean): void {
    accept(this, {
      'Serverless-LambdaDLQ': 'Whoever invokes it keeps what failed: the caller, a queue, the stream or a destination.',
    });
    if (traced) {
      accept(role, { 'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to name: it takes segments or not.' });
    } else {
      accept(this, { 'Serverless-LambdaTracing': 'People wait for this function; traces are kept off the hot paths.' });
    }
  }
}

/** How long the entry points of a kind may take. API Gateway gives up after 29 s. */
export const timeouts = {
  rest: Duration.seconds(29),
  authorizer: Duration.seconds(5),
  socket: Duration.seconds(10),
  task: Duration.seconds(30),
  stream: Duration.seconds(60),
  sweep: Duration.seconds(55),
  /** The telephone service asks again after five seconds; what still runs then answers nobody. */
  sip: Duration.seconds(5),
  provisioning: Duration.minutes(5),
};
