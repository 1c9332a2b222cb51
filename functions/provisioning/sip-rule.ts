import {
  type ChimeSDKVoiceClient,
  CreateSipRuleCommand,
  DeleteSipRuleCommand,
  GetSipRuleCommand,
  paginateListSipRules,
  type SipRule,
  UpdateSipRuleCommand,
} from '@aws-sdk/client-chime-sdk-voice';
import * as z from 'zod';
import { explainRefusal, type Refusal, refusalOf } from '#schemas/voice/sip-media.ts';
import type { ProvisioningDeps } from './deps.ts';

/*
 * The SIP rule of one number as a resource of CloudFormation, which has none of its own: "calls to this number go to
 * that SIP media application". The service refuses a rule while its number is not ready, and the deletion of a rule that
 * is not disabled.
 */

const text = z.string().min(1);

const Properties = z.object({
  /** Unique per stage and number, so that a rule can be found again whose creation was never heard of. */
  Name: text,
  PhoneNumber: text,
  SipMediaApplicationId: text,
  AwsRegion: text,
});
type Properties = z.output<typeof Properties>;

const existing = { PhysicalResourceId: text, ResourceProperties: Properties };
const SipRuleRequest = z.discriminatedUnion('RequestType', [
  z.object({ RequestType: z.literal('Create'), ResourceProperties: Properties }),
  z.object({ RequestType: z.literal('Update'), ...existing, OldResourceProperties: Properties.partial() }),
  z.object({ RequestType: z.literal('Delete'), ...existing }),
]);

const SettlingRule = z.object({ RequestType: z.enum(['Create', 'Update', 'Delete']), ...existing });

/** A number that was just bought is ready within some ten seconds; two minutes are far beyond that. */
const ATTEMPTS = 12;
const PAUSE_MS = 10_000;

/**
 * Creates, changes or disables the rule and answers its id, which CloudFormation keeps.
 *
 * @throws Error in plain words, which CloudFormation shows to whoever deploys.
 */
export const changeSipRule =
  (deps: ProvisioningDeps) =>
  async (event: unknown): Promise<{ readonly PhysicalResourceId: string }> => {
    const request = SipRuleRequest.parse(event);
    const { ResourceProperties: wanted } = request;
    switch (request.RequestType) {
      case 'Create':
        return { PhysicalResourceId: await create(deps, wanted) };
      case 'Update': {
        // A rule keeps its number; another number is another rule, and CloudFormation deletes this one afterwards.
        const isSame = request.OldResourceProperties.PhoneNumber === wanted.PhoneNumber;
        const isThere =
          isSame && (await change(deps, request.PhysicalResourceId, { ...contentOf(wanted), enabled: true }));
        return { PhysicalResourceId: isThere ? request.PhysicalResourceId : await create(deps, wanted) };
      }
      case 'Delete':
        await change(deps, request.PhysicalResourceId, { Name: wanted.Name, enabled: false });
        return { PhysicalResourceId: request.PhysicalResourceId };
    }
  };

/**
 * Whether the service has done what `changeSipRule` asked for: the rule routes to the application, or is gone. Asked
 * again until it has.
 *
 * @throws Error in plain words.
 */
export const settleSipRule =
  ({ client }: ProvisioningDeps) =>
  async (event: unknown): Promise<{ readonly IsComplete: boolean }> => {
    const { RequestType, PhysicalResourceId: SipRuleId, ResourceProperties: wanted } = SettlingRule.parse(event);
    const IsComplete =
      RequestType === 'Delete' ? await remove(client, SipRuleId) : await isRouting(client, SipRuleId, wanted);
    return { IsComplete };
  };

async function create({ client, pause }: ProvisioningDeps, wanted: Properties): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { SipRule: rule } = await client.send(
        new CreateSipRuleCommand({
          ...contentOf(wanted),
          TriggerType: 'ToPhoneNumber',
          TriggerValue: wanted.PhoneNumber,
          Disabled: false,
        }),
      );
      return idOf(rule);
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      if (refusal.name === 'ConflictException') return findOwn(client, wanted, refusal);
      if (!isNotReady(refusal)) throw explained(wanted, refusal);
      if (attempt === ATTEMPTS) throw new Error(`${notReady(wanted)} ${explainRefusal(refusal)}`);
      await pause(PAUSE_MS);
    }
  }
}

/** The rule that an interrupted attempt of ours has left; anybody else's is a mistake that a person must sort out. */
async function findOwn(client: ChimeSDKVoiceClient, wanted: Properties, refusal: Refusal): Promise<string> {
  const { Name, PhoneNumber, SipMediaApplicationId } = wanted;
  for await (const { SipRules = [] } of paginateListSipRules({ client }, { SipMediaApplicationId })) {
    const own = SipRules.find(rule => rule.Name === Name && rule.TriggerValue === PhoneNumber);
    if (own !== undefined) return idOf(own);
  }
  throw new Error(
    `Calls to ${PhoneNumber} are already routed by a SIP rule that is not of this stage: delete that rule, or take the ` +
      `number out of voice.numbers. ${explainRefusal(refusal)}`,
  );
}

/** False when there is no such rule. */
async function change(
  { client }: ProvisioningDeps,
  SipRuleId: string,
  { enabled, ...content }: Pick<SipRule, 'TargetApplications'> & { readonly Name: string; readonly enabled: boolean },
): Promise<boolean> {
  try {
    await client.send(new UpdateSipRuleCommand({ SipRuleId, ...content, Disabled: !enabled }));
    return true;
  } catch (thrown) {
    const refusal = refusalOf(thrown);
    if (refusal.name === 'NotFoundException') return false;
    throw explained(content, refusal);
  }
}

async function remove(client: ChimeSDKVoiceClient, SipRuleId: string): Promise<boolean> {
  try {
    await client.send(new DeleteSipRuleCommand({ SipRuleId }));
    return true;
  } catch (thrown) {
    const refusal = refusalOf(thrown);
    if (refusal.name === 'NotFoundException') return true;
    // Not disabled yet: it was asked for a moment ago.
    if (refusal.name === 'ConflictException' || isNotReady(refusal)) return false;
    throw explained({ Name: SipRuleId }, refusal);
  }
}

async function isRouting(client: ChimeSDKVoiceClient, SipRuleId: string, wanted: Properties): Promise<boolean> {
  try {
    const { SipRule: rule } = await client.send(new GetSipRuleCommand({ SipRuleId }));
    const targets = rule?.TargetApplications ?? [];
    return (
      rule?.Disabled === false &&
      targets.some(({ SipMediaApplicationId }) => SipMediaApplicationId === wanted.SipMediaApplicationId)
    );
  } catch (thrown) {
    const refusal = refusalOf(thrown);
    if (refusal.name === 'NotFoundException') return false;
    throw explained(wanted, refusal);
  }
}

const contentOf = ({ Name, SipMediaApplicationId, AwsRegion }: Properties) => ({
  Name,
  TargetApplications: [{ SipMediaApplicationId, AwsRegion, Priority: 1 }],
});

function idOf(rule: SipRule | undefined): string {
  if (rule?.SipRuleId === undefined) throw new Error('The service answered without the id of the SIP rule.');
  return rule.SipRuleId;
}

/** The service says no more than this of a number that it has not taken in yet. */
const isNotReady = ({ name }: Refusal): boolean => name === 'BadRequestException';

const notReady = ({ PhoneNumber }: Properties): string =>
  `${PhoneNumber} is not ready after two minutes. It must be in the Chime SDK inventory of this account with the ` +
  'product type SipMediaApplicationDialIn; a number that was just ordered or ported may need longer, then deploy again.';

const explained = ({ Name }: { readonly Name: string }, refusal: Refusal): Error =>
  new Error(`SIP rule ${Name}: ${explainRefusal(refusal)}`, { cause: refusal });
