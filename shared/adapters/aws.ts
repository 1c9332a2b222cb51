import type * as z from 'zod';
import { type Capability, environment } from '#schemas/env.ts';
import type { AttachmentFiles } from '#shared/app/attachments/ports.ts';
import type { MailSender } from '#shared/app/transcripts/ports.ts';
import type { Timers, VoiceProvider } from '#shared/app/work/ports.ts';
import { s3Files } from './attachments/s3-files.ts';
import { dynamoDb, secretsManager, socketManagement, sqs, stepFunctions } from './aws/clients.ts';
import { lambdaConnection } from './aws/lambda-connection.ts';
import { sesMails } from './mail/ses-mails.ts';
import { ulids } from './next-id.ts';
import { managedSockets } from './realtime/management-api.ts';
import { pollingNews } from './realtime/polling-news.ts';
import { configurationCache } from './repositories/configuration-cache.ts';
import type { RealtimeDependencies } from './repositories/realtime.ts';
import { workMemory } from './repositories/work-memory.ts';
import { openDynamo } from './store/dynamo.ts';
import type { OpenStore } from './store/store.ts';
import { timersByCarrier } from './timers/by-carrier.ts';
import { sqsDelayTimers } from './timers/sqs-delay.ts';
import { stepFunctionsTimers } from './timers/step-functions.ts';
import { conversationTokens, type SignedConversationTokens } from './tokens/conversation-tokens.ts';
import { managedSecret } from './tokens/managed-secret.ts';
import { type ChimeTelephone, chimeTelephone } from './voice/chime/telephone.ts';
import { sqsControlQueue } from './voice/control-queue.ts';

/*
 * What functions on Lambda stand on, made of the variables of what they use. Made once per execution environment.
 */

type Variables<C extends Capability> = z.output<(typeof environment)[C]>;
/** Milliseconds since 1970. */
type Now = () => number;

export const awsStore = ({ TABLE_NAME }: Variables<'table'>, now: Now): OpenStore =>
  openDynamo({ client: dynamoDb(lambdaConnection()), tableName: TABLE_NAME, now });

export const awsConversationTokens = (
  { CONVERSATION_SECRET_ID }: Variables<'conversation'>,
  now: Now,
): SignedConversationTokens =>
  conversationTokens({
    secret: managedSecret({ client: secretsManager(lambdaConnection()), secretId: CONVERSATION_SECRET_ID }),
    now,
  });

export const awsFiles = ({ ATTACHMENT_BUCKET: bucket }: Variables<'attachments'>, now: Now): AttachmentFiles =>
  s3Files({ bucket, connection: lambdaConnection(), now });

export const awsMails = (): MailSender => sesMails(lambdaConnection());

/** The telephone service over SIP media applications, for the function that they call and for all others. */
export function awsTelephone(
  { VOICE_CONTROL_QUEUE_URL }: Variables<'voiceControl'>,
  { VOICE_CONNECTOR_ARN: voiceConnectorArn }: Variables<'sipTelephones'>,
  sipMediaApplicationId: () => string | null,
  { openStore, now }: { readonly openStore: OpenStore; readonly now: Now },
): ChimeTelephone {
  const connection = lambdaConnection();
  return chimeTelephone({
    ...{ openStore, now, sipMediaApplicationId, voiceConnectorArn: voiceConnectorArn ?? null },
    service: { region: connection.region },
    queue: sqsControlQueue(sqs(connection), VOICE_CONTROL_QUEUE_URL),
  });
}

/** The telephone service of the stage; null where there is none, or where a function was given no use of it. */
function stageTelephone(openStore: OpenStore, now: Now, variables = process.env): VoiceProvider | null {
  if (environment.voice.safeParse(variables).data?.VOICE_PROVIDER !== 'chime-sma') return null;
  const { data: control } = environment.voiceControl.safeParse(variables);
  if (!control) return null;
  // Functions that are deployed before the application leave their commands to the queue.
  const { data: sipMedia } = environment.sipMedia.safeParse(variables);
  const telephones = environment.sipTelephones.parse(variables);
  return awsTelephone(control, telephones, () => sipMedia?.SIP_MEDIA_APPLICATION_ID ?? null, { openStore, now })
    .provider;
}

type Delaying = Variables<'table'> & Variables<'socket'> & Variables<'delay'>;

/** For use cases that end conversations: wrap-ups are ended by the state machine. */
export const workDependencies = (variables: Delaying & Variables<'workflow'>, now: Now): RealtimeDependencies => {
  const { WRAP_UP_STATE_MACHINE: stateMachineArn } = variables;
  return dependencies(
    variables,
    now,
    stepFunctionsTimers({ client: stepFunctions(lambdaConnection()), stateMachineArn }),
  );
};

/** For sockets and fan-out: they offer work but end no conversation, so that they start no wrap-up. */
export const realtimeDependencies = (variables: Delaying, now: Now): RealtimeDependencies =>
  dependencies(variables, now, noWorkflow);

const noWorkflow: Timers = {
  schedule: async () => {
    throw new TypeError('this function starts no workflow');
  },
};

function dependencies(variables: Delaying, now: Now, workflow: Timers): RealtimeDependencies {
  const { DELAY_QUEUE_URL, SOCKET_MANAGEMENT_URL, SOCKET_URL } = variables;
  const delay = sqsDelayTimers({ client: sqs(lambdaConnection()), queueUrl: DELAY_QUEUE_URL, now });
  const openStore = awsStore(variables, now);
  return {
    openStore,
    nextId: ulids(now),
    configurationCache: configurationCache(),
    memory: workMemory(),
    timers: timersByCarrier({ workflow, delay }),
    sockets: managedSockets(socketManagement({ ...lambdaConnection(), endpoint: SOCKET_MANAGEMENT_URL })),
    news: pollingNews,
    voice: stageTelephone(openStore, now),
    socketUrl: SOCKET_URL,
  };
}
