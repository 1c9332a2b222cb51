import { StageConfig } from './schema.ts';

/** Everything goes when the stacks go; small limits, so that a runaway test is cheap. */
export const dev = StageConfig.parse({
  stage: 'dev',
  retain: false,
  logRetentionDays: 7,
  recoveryDays: 1,
  traceColdPaths: false,
  ownsGatewayAccount: true,
  alarms: { runbookUrl: 'docs/runbook.md' },
  api: {
    requestsPerSecond: 100,
    burst: 200,
    publicRequestsPerSecond: 10,
    publicBurst: 20,
    authorizerCacheSeconds: 60,
  },
  socket: { messagesPerSecond: 100, burst: 200 },
  stream: { batchSize: 100 },
  delay: { batchSize: 10, concurrency: 5 },
  attachments: { allowedOrigins: ['http://localhost:3000'], retentionDays: 7 },
  voice: { provider: 'none' },
  identity: {
    callbackUrls: ['http://localhost:3000/'],
    logoutUrls: ['http://localhost:3000/'],
    threatProtection: false,
  },
});
