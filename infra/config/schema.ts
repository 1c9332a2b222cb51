import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { sipMediaRegions } from '#schemas/voice/sip-media.ts';

const rate = z.int().min(1).max(10_000);
const httpsUrl = z.url({ protocol: /^https$/ });

/** Calls over SIP media applications of the Amazon Chime SDK. */
const SipMediaVoice = z.strictObject({
  provider: z.literal('chime-sma'),
  /** Where the stage is deployed: application, functions and buckets must be in one region. */
  region: z.enum(sipMediaRegions, { error: `SIP media applications exist in ${sipMediaRegions.join(', ')} alone` }),
  /** Numbers of the account's Chime SDK inventory, bought as `SipMediaApplicationDialIn`, whose calls come here. */
  numbers: z
    .array(z.e164({ error: 'not a number of the form +15550100' }))
    .min(1)
    .refine(numbers => new Set(numbers).size === numbers.length, { error: 'a number is named twice' }),
  /** A recording is removed so long after it was made, whatever longer time a tenant has set. */
  recordingRetentionDays: z.int().min(1).max(3650),
});
export type SipMediaVoice = z.output<typeof SipMediaVoice>;

/** What differs between stages. Holds no secrets: those are generated at deployment. */
export const StageConfig = z.strictObject({
  /** Part of stack and alarm names and of the addresses. */
  stage: z.string().regex(/^[a-z][a-z0-9]{0,15}$/),
  /** Keeps data, users, secrets and logs when the stacks are deleted, and protects them from deletion. */
  retain: z.boolean(),
  logRetentionDays: z.enum(RetentionDays),
  /** How far back the table can be restored. */
  recoveryDays: z.int().min(1).max(35),
  /** Traces of the functions that nobody waits for; the others are never traced. */
  traceColdPaths: z.boolean(),
  /** Whether this stage owns the role with which API Gateway logs: there is one per account and region. */
  ownsGatewayAccount: z.boolean(),
  alarms: z.strictObject({
    /** Who gets alarms of severity `page` and `ticket`; subscribe other channels to the topics. */
    pageEmail: z.email().optional(),
    ticketEmail: z.email().optional(),
    /** Where the runbook can be read; alarms link to its headings. */
    runbookUrl: z.string().min(1),
  }),
  api: z.strictObject({
    requestsPerSecond: rate,
    burst: rate,
    /** Limits of each public route, below the limits of all routes together. */
    publicRequestsPerSecond: rate,
    publicBurst: rate,
    /** A revoked token is honoured for as long. */
    authorizerCacheSeconds: z.int().min(0).max(3600),
    /** A WAF web ACL to put in front of the API. */
    webAclArn: z.string().startsWith('arn:').optional(),
  }),
  socket: z.strictObject({ messagesPerSecond: rate, burst: rate }),
  stream: z.strictObject({
    batchSize: z.int().min(1).max(1000),
  }),
  delay: z.strictObject({
    batchSize: z.int().min(1).max(10),
    /** Consumers at once. */
    concurrency: z.int().min(2).max(1000),
  }),
  attachments: z.strictObject({
    /** Origins of the pages that upload files: chat windows and the agent application. */
    allowedOrigins: z.array(z.string().min(1)).min(1),
    /** A file of a conversation is removed so long after it was sent. */
    retentionDays: z.int().min(1).max(3650),
  }),
  /** The telephone service. `none` deploys nothing for calls, and everything else as ever. */
  voice: z
    .discriminatedUnion('provider', [z.strictObject({ provider: z.literal('none') }), SipMediaVoice])
    .default({ provider: 'none' }),
  identity: z.strictObject({
    /** Addresses of the agent application to which a sign-in may return. */
    callbackUrls: z.array(z.url()).min(1),
    logoutUrls: z.array(z.url()).min(1),
    /** Detection of stolen passwords and risky sign-ins; needs the Plus plan, which is paid per user. */
    threatProtection: z.boolean(),
    /** Tokens of another OIDC issuer instead of the user pool's. */
    issuer: z.strictObject({ issuer: httpsUrl, audience: z.string().min(1), keysUrl: httpsUrl }).optional(),
  }),
});
export type StageConfig = z.output<typeof StageConfig>;
