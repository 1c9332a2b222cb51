import { StageConfig } from './schema.ts';

export const prod = StageConfig.parse({
  stage: 'prod',
  retain: true,
  logRetentionDays: 90,
  recoveryDays: 35,
  traceColdPaths: true,
  ownsGatewayAccount: true,
  alarms: { runbookUrl: 'docs/runbook.md' },
  api: {
    requestsPerSecond: 2000,
    burst: 2000,
    publicRequestsPerSecond: 200,
    publicBurst: 400,
    authorizerCacheSeconds: 60,
  },
  socket: { messagesPerSecond: 2000, burst: 1000 },
  stream: { batchSize: 100 },
  delay: { batchSize: 10, concurrency: 100 },
  attachments: { allowedOrigins: ['https://desk.example.com'], retentionDays: 365 },
  voice: { provider: 'none' },
  identity: {
    callbackUrls: ['https://desk.example.com/'],
    logoutUrls: ['https://desk.example.com/'],
    threatProtection: false,
  },
});
