import * as z from 'zod';

const text = z.string().min(1);

/** Environment of the functions, one object per capability. */
export const environment = {
  table: z.object({ TABLE_NAME: text }),
  /** Where tokens come from and whom they are for. */
  identity: z.object({ TOKEN_ISSUER: text, TOKEN_AUDIENCE: text, TOKEN_KEYS_URL: text }),
  /** Where the secret lies that signs conversation tokens. */
  conversation: z.object({ CONVERSATION_SECRET_ID: text }),
  socket: z.object({ SOCKET_URL: text, SOCKET_MANAGEMENT_URL: text }),
  delay: z.object({ DELAY_QUEUE_URL: text }),
  workflow: z.object({ WRAP_UP_STATE_MACHINE: text }),
  /** Where files of conversations are kept. */
  attachments: z.object({ ATTACHMENT_BUCKET: text }),
  /** Which telephone service there is. */
  voice: z.object({ VOICE_PROVIDER: z.enum(['none', 'chime-sma']) }),
  /** Where commands to calls wait that the telephone service does not take at once, or that cannot be given from here. */
  voiceControl: z.object({ VOICE_CONTROL_QUEUE_URL: text }),
  /** Where what callers hear lies, and what was recorded of them. */
  callFiles: z.object({ PROMPTS_BUCKET: text, RECORDINGS_BUCKET: text }),
  /**
   * The application that calls run on. The function it calls reads it from each event instead, and functions that are
   * deployed before it give their commands to the queue.
   */
  sipMedia: z.object({ SIP_MEDIA_APPLICATION_ID: text }),
  /** Through which SIP telephones are reached, where there are any. */
  sipTelephones: z.object({ VOICE_CONNECTOR_ARN: text.optional() }),
  /** Functions that make resources for CloudFormation are told by it what to make. */
  provisioning: z.object({}),
  /** Mails need no variables: SES is the region's own. */
  mail: z.object({}),
  service: z.object({ POWERTOOLS_SERVICE_NAME: text, STAGE: text }),
};
export type Capability = keyof typeof environment;
