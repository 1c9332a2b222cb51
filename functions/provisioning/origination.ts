import {
  type ChimeSDKVoiceClient,
  DeleteVoiceConnectorOriginationCommand,
  PutVoiceConnectorOriginationCommand,
} from '@aws-sdk/client-chime-sdk-voice';
import * as z from 'zod';
import { explainRefusal, refusalOf } from '#schemas/voice/sip-media.ts';
import type { ProvisioningDeps } from './deps.ts';

/*
 * The origination settings of a Voice Connector as a resource of CloudFormation, which knows the connector but not where
 * it sends calls: "calls to a SIP telephone go to these hosts".
 */

const text = z.string().min(1);
/** CloudFormation hands numbers over as texts. */
const number = z.coerce.number().int();

const Properties = z.object({
  VoiceConnectorId: text,
  Routes: z
    .array(z.object({ Host: text, Port: number, Protocol: z.enum(['TCP', 'UDP']), Priority: number, Weight: number }))
    .min(1),
});
type Properties = z.output<typeof Properties>;

const OriginationRequest = z.discriminatedUnion('RequestType', [
  z.object({ RequestType: z.enum(['Create', 'Update']), ResourceProperties: Properties }),
  z.object({ RequestType: z.literal('Delete'), PhysicalResourceId: text }),
]);

/** A connector that was just made is known everywhere within seconds; a minute is far beyond that. */
const ATTEMPTS = 7;
const PAUSE_MS = 10_000;

/**
 * Sets the hosts of a connector, or takes them away, and answers the id of the connector, which CloudFormation keeps.
 *
 * @throws Error in plain words, which CloudFormation shows to whoever deploys.
 */
export const changeOrigination =
  (deps: ProvisioningDeps) =>
  async (event: unknown): Promise<{ readonly PhysicalResourceId: string }> => {
    const request = OriginationRequest.parse(event);
    if (request.RequestType === 'Delete') {
      await remove(deps.client, request.PhysicalResourceId);
      return { PhysicalResourceId: request.PhysicalResourceId };
    }
    await put(deps, request.ResourceProperties);
    return { PhysicalResourceId: request.ResourceProperties.VoiceConnectorId };
  };

async function put({ client, pause }: ProvisioningDeps, { VoiceConnectorId, Routes }: Properties): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(
        new PutVoiceConnectorOriginationCommand({ VoiceConnectorId, Origination: { Routes, Disabled: false } }),
      );
      return;
    } catch (thrown) {
      if (refusalOf(thrown).name !== 'NotFoundException' || attempt === ATTEMPTS)
        throw explained(VoiceConnectorId, thrown);
      await pause(PAUSE_MS);
    }
  }
}

async function remove(client: ChimeSDKVoiceClient, VoiceConnectorId: string): Promise<void> {
  try {
    await client.send(new DeleteVoiceConnectorOriginationCommand({ VoiceConnectorId }));
  } catch (thrown) {
    if (refusalOf(thrown).name !== 'NotFoundException') throw explained(VoiceConnectorId, thrown);
  }
}

const explained = (id: string, thrown: unknown): Error =>
  new Error(`Hosts of the Voice Connector ${id}: ${explainRefusal(refusalOf(thrown))}`, { cause: thrown });
