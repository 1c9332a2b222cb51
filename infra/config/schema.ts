import { BlockList, isIPv4 } from 'node:net';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { sipMediaRegions } from '#schemas/voice/sip-media.ts';

const rate = z.int().min(1).max(10_000);
const httpsUrl = z.url({ protocol: /^https$/ });

const privateAddresses = new BlockList();
privateAddresses.addSubnet('10.0.0.0', 8);
privateAddresses.addSubnet('127.0.0.0', 8);
privateAddresses.addSubnet('169.254.0.0', 16);
privateAddresses.addSubnet('172.16.0.0', 12);
privateAddresses.addSubnet('192.168.0.0', 16);
const isPublic = (host: string): boolean => !isIPv4(host) || !privateAddresses.check(host);

/** A SIP server of the deployer, at which telephones are registered. */
const SipHost = z.strictObject({
  /** Its name in DNS, or an IPv4 address. */
  host: z
    .string()
    .regex(/^([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$/, 'not a full name or an IPv4 address')
    .refine(isPublic, { error: 'Voice Connectors reach no private addresses' }),
  port: z.int().min(1).max(65_535),
  protocol: z.enum(['TCP', 'UDP']),
  /** The lowest is tried first. */
  priority: z.int().min(1).max(100),
  /** The share of calls among hosts of the same priority. */
  weight: z.int().min(1).max(100),
});

/**
 * Extensions of the kind `sip`, over a Voice Connector: it takes no registrations, but hands calls to SIP servers of the
 * deployer ("origination"). Calls from there ("termination") stay switched off, because nothing of Tandem begins so.
 */
const SipTelephones = z
  .strictObject({
    /** At most ten, as the smaller of the two figures that AWS documents. */
    hosts: z.array(SipHost).min(1).max(10),
    /** Signalling over TLS and sound over SRTP; without, both can be overheard on their way. */
    requireEncryption: z.boolean(),
  })
  .refine(({ hosts, requireEncryption }) => !requireEncryption || hosts.every(({ protocol }) => protocol === 'TCP'), {
    error: 'an encrypted Voice Connector uses TLS, which is TCP',
    path: ['hosts'],
  });
export type SipTelephones = z.output<typeof SipTelephones>;

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
  /** Where SIP telephones are; without, the stage has none. */
  sipTelephones: SipTelephones.optional(),
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
