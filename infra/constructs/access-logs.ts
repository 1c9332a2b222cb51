import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/schema.ts';

/** Logs of a gateway stage; `logGroupName` only where the gateway prescribes it. */
export const gatewayLogs = (scope: Construct, id: string, config: StageConfig, logGroupName?: string): LogGroup =>
  new LogGroup(scope, id, {
    retention: config.logRetentionDays,
    removalPolicy: config.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    ...(logGroupName !== undefined && { logGroupName }),
  });

const jsonOf = (fields: Readonly<Record<string, string>>) =>
  AccessLogFormat.custom(
    JSON.stringify(
      Object.fromEntries(Object.entries(fields).map(([name, variable]) => [name, `$context.${variable}`])),
    ),
  );

/** One line per request. The path as declared, not as called; nothing that a customer wrote. */
export const restLogFormat = jsonOf({
  requestId: 'requestId',
  time: 'requestTimeEpoch',
  sourceIp: 'identity.sourceIp',
  method: 'httpMethod',
  path: 'resourcePath',
  status: 'status',
  latencyMs: 'responseLatency',
  functionMs: 'integrationLatency',
  responseBytes: 'responseLength',
  tenantId: 'authorizer.tenantId',
  refusal: 'error.responseType',
  authorizerStatus: 'authorizer.status',
});

/** One line per connection event or frame. Without the query, which holds the ticket, and without the frame. */
export const socketLogFormat = jsonOf({
  requestId: 'requestId',
  time: 'requestTimeEpoch',
  sourceIp: 'identity.sourceIp',
  connectionId: 'connectionId',
  event: 'eventType',
  route: 'routeKey',
  status: 'status',
  tenantId: 'authorizer.tenantId',
  error: 'integrationErrorMessage',
});
