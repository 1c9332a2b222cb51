/*
 * What Amazon Chime SDK PSTN audio ("SIP media applications") is to those who deploy it: where it exists, to whom, and
 * what its refusals mean. Source: Chime SDK developer and administrator guides, pages `sdk-available-regions`,
 * `sip-applications-maintenance-mode` and `network-config`, and the quotas of the Chime SDK, as of 2026-11-20.
 */

/** Regions in which a SIP media application can be opened. */
export const sipMediaRegions = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'us-east-1',
  'us-west-2',
] as const;
export type SipMediaRegion = (typeof sipMediaRegions)[number];

/** Regions that have an inventory of numbers. */
export const numberRegions: readonly SipMediaRegion[] = ['us-east-1', 'us-west-2'];

/** From where Voice Connectors of a region send calls, their signalling and their sound, to SIP hosts. */
export const connectorSubnets: Readonly<Record<SipMediaRegion, string>> = {
  'ap-northeast-1': '99.77.244.0/24',
  'ap-northeast-2': '99.77.242.0/24',
  'ap-southeast-1': '99.77.240.0/24',
  'ap-southeast-2': '99.77.239.0/24',
  'ca-central-1': '99.77.233.0/24',
  'eu-central-1': '99.77.247.0/24',
  'eu-west-1': '99.77.250.0/24',
  'eu-west-2': '99.77.249.0/24',
  'us-east-1': '3.80.16.0/23',
  'us-west-2': '99.77.253.0/24',
};

/** What AWS grants an account and region until it is asked for more; all can be raised. */
export const sipMediaQuotas = {
  phoneNumbers: 5,
  activeCalls: 10,
  callsPerSecond: 1,
  updatesPerSecond: 5,
  voiceConnectors: 3,
} as const;

/** What an account hears that was no customer in time. */
export const closedToNewCustomers =
  'AWS opens SIP media applications for no new customers since 2026-10-29. An account that had none before cannot ' +
  'carry calls on this service, unless AWS Support grants the "PSTN Audio Maintenance Mode Exception". Deploy into an ' +
  "account that was a customer, or set voice.provider of the stage to 'none': everything but calls works without it.";

/** A service's answer instead of a result: the name of the error and its text. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
}

/** What was thrown, as a refusal. */
export const refusalOf = (thrown: unknown): Refusal =>
  thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) };

const DENIED = new Set(['AccessDeniedException', 'ForbiddenException', 'UnauthorizedClientException']);
/** How IAM, and nobody else, words a refusal. */
const BY_POLICY = /not authorized to perform:? *(chime:\w+)/i;

/** Whether the service turned the account or the caller away, rather than the request. */
export const isDenied = ({ name }: Refusal): boolean => DENIED.has(name);

/** What a refusal means and what to do about it, as sentences; the service's own words come last. */
export function explainRefusal(refusal: Refusal): string {
  const { name, message } = refusal;
  return `${meaningOf(refusal)} The service said: ${name}: ${message}`;
}

function meaningOf({ name, message }: Refusal): string {
  const action = BY_POLICY.exec(message)?.[1];
  if (action !== undefined) return `The permission ${action} is missing: allow it to whoever asked.`;
  if (DENIED.has(name)) return `The account is turned away. The likely reason: ${closedToNewCustomers}`;
  switch (name) {
    case 'ResourceLimitExceededException':
      return 'A quota of the account is used up: raise it in Service Quotas, or remove what nobody uses.';
    case 'ThrottledClientException':
      return 'The service was asked too often: try again in a minute.';
    case 'ServiceFailureException':
    case 'ServiceUnavailableException':
      return 'The service is not well: look at the AWS Health dashboard and try again.';
    default:
      return 'The request was refused.';
  }
}
