import { type CfnElement, Stack } from 'aws-cdk-lib';
import { LogGroupLogDestination, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { accept } from '../compliance.ts';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';
import { gatewayLogs, socketLogFormat } from './access-logs.ts';
import type { AlarmSpec } from './alarm.ts';
import type { ServiceFunction } from './service-function.ts';

/** The socket of agents and customers. Functions may be given its address before it is given its function. */
export class SocketApi extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;
  /** The address for clients, and pushing frames to connections. */
  readonly push: Access<'socket'>;
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, id: string, { config }: { readonly config: StageConfig }) {
    super(scope, id);
    this.api = new WebSocketApi(this, 'Api', { apiName: `tandem-${config.stage}` });
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: config.stage,
      autoDeploy: true,
      throttle: { rateLimit: config.socket.messagesPerSecond, burstLimit: config.socket.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(gatewayLogs(this, 'AccessLogs', config)),
        format: socketLogFormat,
      },
    });
    this.push = this.pushing(config);
    this.alarms = [this.failures()];
    accept(this.api, {
      'AwsSolutions-APIG4': 'A socket is authorized once, at $connect, by a ticket; later frames belong to it.',
    });
  }

  /** One function for connecting, disconnecting and every frame; `authorizer` decides who may connect. */
  serve(handler: ServiceFunction, authorizer: ServiceFunction): void {
    const integration = new WebSocketLambdaIntegration('Integration', handler);
    this.api.addRoute('$connect', {
      integration,
      authorizer: new WebSocketLambdaAuthorizer('Ticket', authorizer, {
        identitySource: ['route.request.querystring.ticket'],
      }),
    });
    this.api.addRoute('$disconnect', { integration });
    this.api.addRoute('$default', { integration });
  }

  private pushing({ stage }: StageConfig): Access<'socket'> {
    const connections = `${stage}/POST/@connections/*`;
    const resource = Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.api.apiId,
      resourceName: connections,
    });
    // The finding names the API as the template of each stack does: by its id here, by the export of the id elsewhere.
    const exported = Stack.of(this).resolve(Stack.of(this).exportValue(this.api.apiId))['Fn::ImportValue'];
    const names = [`<${Stack.of(this).getLogicalId(this.api.node.defaultChild as CfnElement)}>`, exported];
    const reason = 'Connections have no names before they exist; the wildcard covers those of this one stage.';
    return {
      capability: 'socket',
      variables: { SOCKET_URL: this.stage.url, SOCKET_MANAGEMENT_URL: this.stage.callbackUrl },
      permissions: [{ actions: ['execute-api:ManageConnections'], resources: [resource] }],
      accepted: Object.fromEntries(
        names.map(name => [
          `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:${name}/${connections}]`,
          reason,
        ]),
      ),
    };
  }

  private failures(): AlarmSpec {
    return {
      name: 'socket-api-fails',
      severity: 'page',
      impact: 'Desktops and chat windows cannot connect or get no answer; they fall back to asking again and again.',
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: 'IntegrationError',
        dimensionsMap: { ApiId: this.api.apiId, Stage: this.stage.stageName },
        statistic: Stats.SUM,
      }),
      threshold: 10,
    };
  }
}
