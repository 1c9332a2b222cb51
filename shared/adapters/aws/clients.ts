import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  CreateTableCommandInput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type JsonClient, jsonClient } from './json-client.ts';
import { type Connection, type SignedPost, signedPost } from './signed-requests.ts';

/*
 * The services that are called, each with the operations in use. Names and fields are those of AWS. The SDK lends its
 * types and nothing else: values that its types know as bytes or dates would come as the text they have in JSON.
 */

interface Operation<Input extends object, Output extends object> {
  readonly input: Input;
  readonly output: Reply<Output>;
}
/** The reply without what the SDK adds to it. */
type Reply<Output extends object> = Omit<Output, '$metadata'>;

export type DynamoDb = JsonClient<{
  readonly BatchGetItem: Operation<BatchGetItemCommandInput, BatchGetItemCommandOutput>;
  readonly CreateTable: Operation<CreateTableCommandInput, object>;
  readonly DeleteItem: Operation<DeleteItemCommandInput, DeleteItemCommandOutput>;
  readonly DescribeTable: Operation<DescribeTableCommandInput, DescribeTableCommandOutput>;
  readonly GetItem: Operation<GetItemCommandInput, GetItemCommandOutput>;
  readonly PutItem: Operation<PutItemCommandInput, PutItemCommandOutput>;
  readonly Query: Operation<QueryCommandInput, QueryCommandOutput>;
  readonly TransactWriteItems: Operation<TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput>;
  readonly UpdateTimeToLive: Operation<UpdateTimeToLiveCommandInput, object>;
}>;
export const dynamoDb = (connection: Connection): DynamoDb =>
  jsonClient({ name: 'dynamodb', target: 'DynamoDB_20120810', version: '1.0' }, connection);

export interface DelayedMessage {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds: number;
}
export type Sqs = JsonClient<{
  readonly SendMessageBatch: Operation<
    { readonly QueueUrl: string; readonly Entries: readonly DelayedMessage[] },
    { readonly Failed?: readonly { readonly Id: string }[] }
  >;
}>;
export const sqs = (connection: Connection): Sqs =>
  jsonClient({ name: 'sqs', target: 'AmazonSQS', version: '1.0' }, connection);

export type StepFunctions = JsonClient<{
  readonly StartExecution: Operation<
    { readonly stateMachineArn: string; readonly name: string; readonly input: string },
    object
  >;
}>;
export const stepFunctions = (connection: Connection): StepFunctions =>
  jsonClient({ name: 'states', target: 'AWSStepFunctions', version: '1.0' }, connection);

export type SecretsManager = JsonClient<{
  readonly GetSecretValue: Operation<{ readonly SecretId: string }, { readonly SecretString?: string }>;
}>;
export const secretsManager = (connection: Connection): SecretsManager =>
  jsonClient({ name: 'secretsmanager', target: 'secretsmanager', version: '1.1' }, connection);

/** Posts to the stage of a socket API, the endpoint of the connection. */
export const socketManagement = (connection: Connection & { readonly endpoint: string }): SignedPost =>
  signedPost('execute-api', connection);
