import { Stack } from 'aws-cdk-lib';
import {
  ApiDefinition,
  CfnRestApi,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  SecurityPolicy,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { type DomainName, registry } from '#schemas/index.ts';
import { addressesOf } from '#schemas/kit/route.ts';
import { metrics } from '#schemas/metrics.ts';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import { deploymentSpec } from '../openapi/deployment.ts';
import { gatewayLogs, restLogFormat } from './access-logs.ts';
import type { AlarmSpec } from './alarm.ts';
import { businessMetric } from './business-metric.ts';
import type { ServiceFunction } from './service-function.ts';

interface RestApiProps {
  readonly config: StageConfig;
  /** The function of every domain. A domain without one does not compile. */
  readonly services: Readonly<Record<DomainName, ServiceFunction>>;
  readonly authorizer: ServiceFunction;
}

/** The HTTP interface: the routes of the contract, each bound to the function of its domain. */
export class RestApi extends Construct {
  readonly api: SpecRestApi;
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { config, services, authorizer }: RestApiProps) {
    super(scope, id);
    this.api = new SpecRestApi(this, 'Api', {
      restApiName: `tandem-${config.stage}`,
      apiDefinition: ApiDefinition.fromInline(
        deploymentSpec({
          title: `tandem-${config.stage}`,
          invocationUri: domain => this.invocationUri(services[domain]),
          authorizerUri: this.invocationUri(authorizer),
          authorizerCacheSeconds: config.api.authorizerCacheSeconds,
        }),
      ),
      endpointTypes: [EndpointType.REGIONAL],
      failOnWarnings: true,
      cloudWatchRole: false,
      deployOptions: {
        stageName: config.stage,
        accessLogDestination: new LogGroupLogDestination(gatewayLogs(this, 'AccessLogs', config)),
        accessLogFormat: restLogFormat,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        tracingEnabled: false,
        throttlingRateLimit: config.api.requestsPerSecond,
        throttlingBurstLimit: config.api.burst,
        methodOptions: publicThrottles(config),
      },
    });
    this.requireModernTls();
    this.keepExecutionLogs(config);
    this.allowInvocation({ config, services, authorizer });
    if (config.api.webAclArn) this.protectWith(config.api.webAclArn);
    this.alarms = [this.serverErrors(), undocumentedErrors(config)];
    this.acceptFindings();
  }

  private invocationUri(target: ServiceFunction): string {
    return Stack.of(this).formatArn({
      service: 'apigateway',
      account: 'lambda',
      resource: 'path/2015-03-31/functions',
      resourceName: `${target.functionArn}/invocations`,
    });
  }

  /** The default still speaks TLS 1.0. */
  private requireModernTls(): void {
    const api = this.api.node.defaultChild;
    if (!(api instanceof CfnRestApi)) throw new TypeError('a REST API without a resource');
    api.securityPolicy = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
    api.endpointAccessMode = 'STRICT';
  }

  /** The gateway would make this group itself and keep it forever. */
  private keepExecutionLogs(config: StageConfig): void {
    const name = `API-Gateway-Execution-Logs_${this.api.restApiId}/${config.stage}`;
    this.api.deploymentStage.node.addDependency(gatewayLogs(this, 'ExecutionLogs', config, name));
  }

  /** One statement per function, because the policy of a function has room for some 50. */
  private allowInvocation({ config, services, authorizer }: RestApiProps): void {
    const callers = (resourceName: string) =>
      Stack.of(this).formatArn({ service: 'execute-api', resource: this.api.restApiId, resourceName });
    const principal = new ServicePrincipal('apigateway.amazonaws.com');
    for (const service of Object.values(services)) {
      service.addPermission('RestApi', { principal, sourceArn: callers(`${config.stage}/*`) });
    }
    authorizer.addPermission('RestApi', { principal, sourceArn: callers('authorizers/*') });
  }

  private protectWith(webAclArn: string): void {
    new CfnWebACLAssociation(this, 'WebAcl', { webAclArn, resourceArn: this.api.deploymentStage.stageArn });
  }

  private serverErrors(): AlarmSpec {
    return {
      name: 'rest-api-fails',
      severity: 'page',
      impact: 'Agents, customers and administrators get errors that are not their fault.',
      metric: this.api.metricServerError({ statistic: Stats.SUM }),
      threshold: 10,
    };
  }

  private acceptFindings(): void {
    accept(this, {
      'AwsSolutions-APIG2': 'The functions validate every request against the contract and report all issues at once.',
      'AwsSolutions-APIG3':
        'A web ACL costs money when nobody calls, cannot protect the socket, and the limits of the stage and of each tenant hold without it; a stage names one in api.webAclArn.',
      'Serverless-APIGWXrayEnabled': 'People wait for this API; traces are kept off the hot paths.',
    });
  }
}

/** Routes that need no token have limits of their own, so that strangers cannot use up the agents' budget. */
function publicThrottles({ api }: StageConfig) {
  const routes = Object.values(registry).flatMap(({ routes }) => Object.values(routes));
  const settings = {
    throttlingRateLimit: api.publicRequestsPerSecond,
    throttlingBurstLimit: api.publicBurst,
    loggingLevel: MethodLoggingLevel.ERROR,
  };
  return Object.fromEntries(
    routes
      .filter(({ auth }) => auth === 'public')
      .flatMap(addressesOf)
      .map(({ path, method }) => [`${path}/${method}`, settings]),
  );
}

const undocumentedErrors = (config: StageConfig): AlarmSpec => ({
  name: 'undocumented-errors',
  severity: 'ticket',
  impact: 'Clients get INTERNAL instead of a refusal they could act on.',
  metric: businessMetric(metrics.undocumentedError, config),
  threshold: 1,
});
