/** Environment of a function, so that what it makes at start is made. */
export const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  TABLE_NAME: 'bench',
  TOKEN_ISSUER: 'https://example.org',
  TOKEN_AUDIENCE: 'bench',
  TOKEN_KEYS_URL: 'https://example.org/keys',
  CONVERSATION_SECRET_ID: 'bench',
  SOCKET_URL: 'wss://example.org',
  SOCKET_MANAGEMENT_URL: 'https://example.org',
  DELAY_QUEUE_URL: 'https://example.org/queue',
  WRAP_UP_STATE_MACHINE: 'arn:aws:states:us-east-1:000000000000:stateMachine:bench',
  ATTACHMENT_BUCKET: 'bench',
  POWERTOOLS_SERVICE_NAME: 'bench',
  STAGE: 'bench',
};
