import {
  ChimeSDKVoiceClient,
  CreateSipMediaApplicationCommand,
  DeleteSipMediaApplicationCommand,
  ListSipMediaApplicationsCommand,
  type PhoneNumber,
  paginateListPhoneNumbers,
  paginateListSipRules,
  paginateListVoiceConnectors,
  type SipRule,
} from '@aws-sdk/client-chime-sdk-voice';
import {
  closedToNewCustomers,
  connectorSubnets,
  explainRefusal,
  isDenied,
  numberRegions,
  refusalOf,
  type SipMediaRegion,
  sipMediaQuotas,
} from '#schemas/voice/sip-media.ts';
import type { SipMediaVoice, SipTelephones, StageConfig } from '../config/schema.ts';

/** What was found: `problem` makes a deployment fail, `unknown` may. */
export interface Finding {
  readonly verdict: 'fine' | 'unknown' | 'problem';
  readonly text: string;
}

export type ClientIn = (region: SipMediaRegion) => ChimeSDKVoiceClient;
const clientIn: ClientIn = region => new ChimeSDKVoiceClient({ region });

const fine = (text: string): Finding => ({ verdict: 'fine', text });
const unknown = (text: string): Finding => ({ verdict: 'unknown', text });
const problem = (text: string): Finding => ({ verdict: 'problem', text });

/** What the stage's configuration alone tells; asks nobody. */
export function checkStage({ stage, voice }: StageConfig): Finding[] {
  if (voice.provider === 'none')
    return [fine(`The stage ${stage} has no calls: there is nothing that AWS could refuse.`)];
  const { region, numbers, sipTelephones } = voice;
  const { phoneNumbers } = sipMediaQuotas;
  return [
    fine(`The stage ${stage} has calls in ${region} for ${numbers.join(', ')}.`),
    ...(numbers.length > phoneNumbers
      ? [unknown(`${numbers.length} numbers need a higher quota than the ${phoneNumbers} an account starts with.`)]
      : []),
    sipTelephones ? hostsToTry(sipTelephones, region) : fine('The stage has no SIP telephones.'),
  ];
}

/** Nobody but the host itself could tell whether it takes calls. */
function hostsToTry({ hosts, requireEncryption }: SipTelephones, region: SipMediaRegion): Finding {
  const addresses = hosts.map(
    ({ host, port, protocol }) => `${host}:${port} (${requireEncryption ? 'TLS' : protocol})`,
  );
  return unknown(
    `Calls to SIP telephones go to ${addresses.join(', ')}. AWS takes no registrations: telephones register there, and ` +
      `the host must let in calls from ${connectorSubnets[region]} and ring the user that an extension names. ` +
      'Only a call tells whether it does.',
  );
}

interface Account {
  readonly stage: string;
  readonly voice: SipMediaVoice;
  /** Any function of the account and region: an application is opened with it for a moment, and removed. */
  readonly tryWith?: string | undefined;
}

/** Asks the account whether what the stage needs is there, or can be made. */
export async function checkAccount(
  { stage, voice, tryWith }: Account,
  clients: ClientIn = clientIn,
): Promise<Finding[]> {
  const client = clients(voice.region);
  const application = await mayOpen(client, { stage, voice, tryWith });
  if (application.verdict === 'problem') return [application];
  const inventory = numberRegions.includes(voice.region) ? voice.region : 'us-east-1';
  return [
    application,
    ...(await checkNumbers(client, clients(inventory), { stage, voice })),
    ...(voice.sipTelephones ? [await checkConnectors(client, { stage, voice })] : []),
  ];
}

async function mayOpen(client: ChimeSDKVoiceClient, { stage, voice, tryWith }: Account): Promise<Finding> {
  try {
    const { SipMediaApplications: found = [] } = await client.send(new ListSipMediaApplicationsCommand({}));
    if (found.length > 0) return fine(`The account has SIP media applications in ${voice.region}: it is a customer.`);
  } catch (thrown) {
    return noAnswer(thrown, voice.region);
  }
  if (tryWith !== undefined) return tryToOpen(client, { stage, voice, tryWith });
  return unknown(
    `The account has no SIP media application in ${voice.region}. ${closedToNewCustomers} ` +
      'Nothing but trying tells: add --try with the ARN of any function of this account and region.',
  );
}

async function tryToOpen(client: ChimeSDKVoiceClient, { stage, voice, tryWith }: Account): Promise<Finding> {
  let id: string | undefined;
  try {
    const { SipMediaApplication: opened } = await client.send(
      new CreateSipMediaApplicationCommand({
        Name: `tandem-${stage}-check`,
        AwsRegion: voice.region,
        Endpoints: [{ LambdaArn: tryWith }],
      }),
    );
    id = opened?.SipMediaApplicationId;
  } catch (thrown) {
    return noAnswer(thrown, voice.region);
  }
  try {
    await client.send(new DeleteSipMediaApplicationCommand({ SipMediaApplicationId: id }));
    return fine('The account may open SIP media applications: one was opened and removed again.');
  } catch (thrown) {
    return problem(
      `The account may open SIP media applications, but the one opened to try is still there: delete ${id}. ` +
        explainRefusal(refusalOf(thrown)),
    );
  }
}

async function checkNumbers(
  client: ChimeSDKVoiceClient,
  inventory: ChimeSDKVoiceClient,
  { stage, voice }: Account,
): Promise<Finding[]> {
  try {
    const numbers = new Map<string | undefined, PhoneNumber>();
    for await (const { PhoneNumbers = [] } of paginateListPhoneNumbers({ client: inventory }, {})) {
      for (const number of PhoneNumbers) numbers.set(number.E164PhoneNumber, number);
    }
    const rules = new Map<string | undefined, SipRule>();
    for await (const { SipRules = [] } of paginateListSipRules({ client }, {})) {
      for (const rule of SipRules) rules.set(rule.TriggerValue, rule);
    }
    return voice.numbers.map(number => checkNumber(number, numbers.get(number), rules.get(number), stage));
  } catch (thrown) {
    return [noAnswer(thrown, voice.region)];
  }
}

async function checkConnectors(client: ChimeSDKVoiceClient, { stage, voice }: Account): Promise<Finding> {
  const names: (string | undefined)[] = [];
  try {
    for await (const { VoiceConnectors = [] } of paginateListVoiceConnectors({ client }, {})) {
      names.push(...VoiceConnectors.map(({ Name }) => Name));
    }
  } catch (thrown) {
    return noAnswer(thrown, voice.region);
  }
  const { voiceConnectors } = sipMediaQuotas;
  if (names.includes(`tandem-${stage}`)) return fine('The stage has its Voice Connector for SIP telephones.');
  if (names.length < voiceConnectors) return fine('A Voice Connector for SIP telephones can be made.');
  return unknown(
    `The account has ${names.length} Voice Connectors: one more needs a higher quota than the ${voiceConnectors} an account starts with.`,
  );
}

function checkNumber(
  number: string,
  stored: PhoneNumber | undefined,
  rule: SipRule | undefined,
  stage: string,
): Finding {
  const type = 'SipMediaApplicationDialIn';
  if (stored === undefined)
    return problem(`${number} is not in the Chime SDK inventory of this account: order it first.`);
  if (stored.ProductType !== type)
    return problem(`${number} has the product type ${stored.ProductType}: it must be ${type}.`);
  if (rule !== undefined && !rule.Name?.startsWith(`tandem-${stage}-`)) {
    return problem(`Calls to ${number} go where the SIP rule "${rule.Name}" sends them: delete that rule first.`);
  }
  if (stored.Status === 'Unassigned' || stored.Status === 'Assigned') return fine(`${number} is ready.`);
  return unknown(`${number} is not ready yet (${stored.Status}): a deployment waits for it for two minutes.`);
}

function noAnswer(thrown: unknown, region: string): Finding {
  const refusal = refusalOf(thrown);
  if (refusal.name === 'CredentialsProviderError') {
    return problem('There are no credentials of AWS to ask with: sign in, or leave --account out.');
  }
  if (refusal.name === 'TimeoutError' || /ENOTFOUND|ECONNREFUSED|EAI_AGAIN/.test(refusal.message)) {
    return unknown(
      `The service cannot be reached in ${region}, so nothing is known of the account. ${refusal.message}`,
    );
  }
  return isDenied(refusal) ? problem(explainRefusal(refusal)) : unknown(explainRefusal(refusal));
}
