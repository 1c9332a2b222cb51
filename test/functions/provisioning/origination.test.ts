import {
  AccessDeniedException,
  BadRequestException,
  ChimeSDKVoiceClient,
  DeleteVoiceConnectorOriginationCommand,
  NotFoundException,
  PutVoiceConnectorOriginationCommand,
  ServiceUnavailableException,
} from '@aws-sdk/client-chime-sdk-voice';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { changeOrigination } from '#functions/provisioning/origination.ts';

const service = mockClient(ChimeSDKVoiceClient);
afterAll(() => service.restore());
const pauses: number[] = [];
const onEvent = changeOrigination({
  client: new ChimeSDKVoiceClient({ region: 'us-east-1' }),
  pause: async (milliseconds: number) => {
    pauses.push(milliseconds);
  },
});

/** As CloudFormation hands them over: numbers have become texts. */
const wanted = {
  ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
  VoiceConnectorId: 'vc-1',
  Routes: [{ Host: 'sip.example.com', Port: '5061', Protocol: 'TCP', Priority: '1', Weight: '5' }],
};
const create = { RequestType: 'Create', ResourceProperties: wanted };
const update = { ...create, RequestType: 'Update', PhysicalResourceId: 'vc-1', OldResourceProperties: wanted };
const remove = { RequestType: 'Delete', PhysicalResourceId: 'vc-1', ResourceProperties: wanted };

const failure = (message: string) => ({ message, $metadata: {} });
const notFound = new NotFoundException(failure('no such connector'));
const inputsOf = (command: Parameters<typeof service.commandCalls>[0]) =>
  service.commandCalls(command).map(call => call.args[0].input);

beforeEach(() => {
  service.reset();
  pauses.length = 0;
});

describe.each([
  ['setting the hosts of a new connector', create],
  ['changing the hosts of a connector', update],
])('%s', (_what, event) => {
  it('answers the id of the connector, and the service has the hosts with numbers for numbers', async () => {
    service.on(PutVoiceConnectorOriginationCommand).resolves({});

    const answer = await onEvent(event);

    expect(answer).toEqual({ PhysicalResourceId: 'vc-1' });
    expect(inputsOf(PutVoiceConnectorOriginationCommand)).toEqual([
      {
        VoiceConnectorId: 'vc-1',
        Origination: {
          Routes: [{ Host: 'sip.example.com', Port: 5061, Protocol: 'TCP', Priority: 1, Weight: 5 }],
          Disabled: false,
        },
      },
    ]);
  });

  it('tries again every ten seconds while the service does not know the connector yet', async () => {
    service.on(PutVoiceConnectorOriginationCommand).rejectsOnce(notFound).rejectsOnce(notFound).resolves({});

    const answer = await onEvent(event);

    expect(answer).toEqual({ PhysicalResourceId: 'vc-1' });
    expect(pauses).toEqual([10_000, 10_000]);
  });

  it('gives up after a minute', async () => {
    service.on(PutVoiceConnectorOriginationCommand).rejects(notFound);

    await expect(onEvent(event)).rejects.toThrow('Hosts of the Voice Connector vc-1: The request was refused.');

    expect(pauses).toEqual(Array.from({ length: 6 }, () => 10_000));
  });

  it.each([
    [new BadRequestException(failure('Host is invalid')), /The request was refused\. .*Host is invalid$/],
    [
      new AccessDeniedException(failure('not authorized to perform: chime:PutVoiceConnectorOrigination')),
      /The permission chime:PutVoiceConnectorOrigination is missing/,
    ],
  ])('says at once in plain words why it is refused: $name', async (error, text) => {
    service.on(PutVoiceConnectorOriginationCommand).rejects(error);

    await expect(onEvent(event)).rejects.toThrow(text);
    expect(pauses).toEqual([]);
  });
});

describe('taking the hosts of a connector away', () => {
  it('answers the id that CloudFormation knows', async () => {
    service.on(DeleteVoiceConnectorOriginationCommand).resolves({});

    const answer = await onEvent(remove);

    expect(answer).toEqual({ PhysicalResourceId: 'vc-1' });
    expect(inputsOf(DeleteVoiceConnectorOriginationCommand)).toEqual([{ VoiceConnectorId: 'vc-1' }]);
  });

  it('has nothing to do where there is no connector any more', async () => {
    service.on(DeleteVoiceConnectorOriginationCommand).rejects(notFound);

    expect(await onEvent(remove)).toEqual({ PhysicalResourceId: 'vc-1' });
  });

  it('is possible for hosts that would be refused today', async () => {
    service.on(DeleteVoiceConnectorOriginationCommand).resolves({});

    const answer = await onEvent({ ...remove, ResourceProperties: { ...wanted, Routes: [] } });

    expect(answer).toEqual({ PhysicalResourceId: 'vc-1' });
  });

  it('fails when the service is not well, so that CloudFormation says so', async () => {
    service.on(DeleteVoiceConnectorOriginationCommand).rejects(new ServiceUnavailableException(failure('down')));

    await expect(onEvent(remove)).rejects.toThrow(/The service is not well/);
  });
});
