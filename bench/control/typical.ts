import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { z } from 'zod';

/*
 * What a function of this kind usually loads, in the usual way: the named zod import, the document client, the whole
 * credential chain. The control that the functions are measured against.
 */

const logger = new Logger();
const metrics = new Metrics({ namespace: 'control' });
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
const gateway = new ApiGatewayManagementApiClient({ region: 'us-east-1', endpoint: 'https://example.org' });
const workflows = new SFNClient({ region: 'us-east-1' });
const Body = z.object({ id: z.string(), text: z.string().max(4000), at: z.iso.datetime(), count: z.number().int() });

export const handler = middy(async (event: unknown) => {
  const body = Body.parse(event);
  logger.info('asked', { id: body.id, clients: [gateway.config.apiVersion, workflows.config.apiVersion] });
  metrics.publishStoredMetrics();
  return documents.send(new GetCommand({ TableName: 'control', Key: { id: body.id } }));
});
