import {
  AccessDeniedException,
  BadRequestException,
  ChimeSDKVoiceClient,
  ConflictException,
  CreateSipRuleCommand,
  DeleteSipRuleCommand,
  ForbiddenException,
  GetSipRuleCommand,
  ListSipRulesCommand,
  NotFoundException,
  ResourceLimitExceededException,
  ServiceUnavailableException,
  UpdateSipRuleCommand,
} from '@aws-sdk/client-chime-sdk-voice';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { changeSipRule, settleSipRule } from '#functions/provisioning/sip-rule.ts';
import { closedToNewCustomers } from '#schemas/voice/sip-media.ts';

const service = mockClient(ChimeSDKVoiceClient);
afterAll(() => service.restore());
const pauses: number[] = [];
const deps = {
  client: new ChimeSDKVoiceClient({ region: 'us-east-1' }),
  pause: async (milliseconds: number) => {
    pauses.push(milliseconds);
  },
};
const onEvent = changeSipRule(deps);
const isComplete = settleSipRule(deps);

const wanted = {
  ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
  Name: 'tandem-test-15550100',
  PhoneNumber: '+15550100',
  SipMediaApplicationId: 'app-2',
  AwsRegion: 'us-east-1',
};
const target = [{ SipMediaApplicationId: 'app-2', AwsRegion: 'us-east-1', Priority: 1 }];
const create = { RequestType: 'Create', ResourceProperties: wanted };
const update = {
  RequestType: 'Update',
  PhysicalResourceId: 'rule-1',
  ResourceProperties: wanted,
  OldResourceProperties: { ...wanted, SipMediaApplicationId: 'app-1' },
};
const remove = { RequestType: 'Delete', PhysicalResourceId: 'rule-1', ResourceProperties: wanted };

const failure = (message: string) => ({ message, $metadata: {} });
const badRequest = new BadRequestException(failure('Phone number is not in a valid state'));
const notFound = new NotFoundException(failure('no such rule'));
const inputsOf = (command: Parameters<typeof service.commandCalls>[0]) =>
  service.commandCalls(command).map(call => call.args[0].input);

beforeEach(() => {
  service.reset();
  pauses.length = 0;
});

describe('creating the rule of a number', () => {
  it('answers the id that the service gave, for an enabled rule from the number to the application', async () => {
    service.on(CreateSipRuleCommand).resolves({ SipRule: { SipRuleId: 'rule-1' } });

    const answer = await onEvent(create);

    expect(answer).toEqual({ PhysicalResourceId: 'rule-1' });
    expect(inputsOf(CreateSipRuleCommand)).toEqual([
      {
        Name: 'tandem-test-15550100',
        TriggerType: 'ToPhoneNumber',
        TriggerValue: '+15550100',
        TargetApplications: target,
        Disabled: false,
      },
    ]);
  });

  it('tries again every ten seconds while the number is not ready', async () => {
    service
      .on(CreateSipRuleCommand)
      .rejectsOnce(badRequest)
      .rejectsOnce(badRequest)
      .resolves({ SipRule: { SipRuleId: 'rule-1' } });

    const answer = await onEvent(create);

    expect(answer).toEqual({ PhysicalResourceId: 'rule-1' });
    expect(pauses).toEqual([10_000, 10_000]);
  });

  it('gives up after two minutes and says what a number needs', async () => {
    service.on(CreateSipRuleCommand).rejects(badRequest);

    await expect(onEvent(create)).rejects.toThrow(
      /^\+15550100 is not ready after two minutes\. .*SipMediaApplicationDialIn.*Phone number is not in a valid state$/,
    );

    expect(inputsOf(CreateSipRuleCommand)).toHaveLength(12);
    expect(pauses).toEqual(Array.from({ length: 11 }, () => 10_000));
  });

  it.each([
    new ForbiddenException(failure('The operation is not available')),
    new AccessDeniedException(failure('Access denied')),
  ])('tells an account that is turned away that the service takes no new customers: $name', async error => {
    service.on(CreateSipRuleCommand).rejects(error);

    await expect(onEvent(create)).rejects.toThrow(
      `SIP rule tandem-test-15550100: The account is turned away. The likely reason: ${closedToNewCustomers} ` +
        `The service said: ${error.name}: ${error.message}`,
    );
    expect(pauses).toEqual([]);
  });

  it('tells a missing permission from a closed account', async () => {
    const message =
      'User: arn:aws:sts::123456789012:assumed-role/x is not authorized to perform: chime:CreateSipRule on resource: *';
    service.on(CreateSipRuleCommand).rejects(new AccessDeniedException(failure(message)));

    const error = await onEvent(create).catch((thrown: Error) => thrown);

    expect(String(error)).toContain('The permission chime:CreateSipRule is missing');
    expect(String(error)).not.toContain(closedToNewCustomers);
  });

  it('names a quota that is used up', async () => {
    service.on(CreateSipRuleCommand).rejects(new ResourceLimitExceededException(failure('too many rules')));

    await expect(onEvent(create)).rejects.toThrow(/A quota of the account is used up.*too many rules$/);
  });

  it('takes the rule that an interrupted attempt has left, wherever it is listed', async () => {
    service.on(CreateSipRuleCommand).rejects(new ConflictException(failure('exists')));
    service
      .on(ListSipRulesCommand)
      .resolvesOnce({ SipRules: [{ SipRuleId: 'rule-8', Name: 'other' }], NextToken: 'more' })
      .resolves({ SipRules: [{ SipRuleId: 'rule-9', Name: wanted.Name, TriggerValue: '+15550100' }] });

    const answer = await onEvent(create);

    expect(answer).toEqual({ PhysicalResourceId: 'rule-9' });
    expect(inputsOf(ListSipRulesCommand)[0]).toMatchObject({ SipMediaApplicationId: 'app-2' });
  });

  it("leaves somebody else's rule alone and says that the number is taken", async () => {
    service.on(CreateSipRuleCommand).rejects(new ConflictException(failure('exists')));
    service
      .on(ListSipRulesCommand)
      .resolves({ SipRules: [{ SipRuleId: 'rule-8', Name: 'other', TriggerValue: '+15550100' }] });

    await expect(onEvent(create)).rejects.toThrow(/^Calls to \+15550100 are already routed by a SIP rule/);

    expect(service.commandCalls(UpdateSipRuleCommand)).toEqual([]);
  });

  it('refuses an answer without an id', async () => {
    service.on(CreateSipRuleCommand).resolves({});

    await expect(onEvent(create)).rejects.toThrow('without the id');
  });

  it('refuses a request that lacks the number', async () => {
    const { PhoneNumber: _, ...properties } = wanted;

    await expect(onEvent({ ...create, ResourceProperties: properties })).rejects.toThrow(/PhoneNumber/);
    expect(service.calls()).toEqual([]);
  });
});

describe('changing the rule of a number', () => {
  it('moves it to the new application under the same id', async () => {
    service.on(UpdateSipRuleCommand).resolves({});

    const answer = await onEvent(update);

    expect(answer).toEqual({ PhysicalResourceId: 'rule-1' });
    expect(inputsOf(UpdateSipRuleCommand)).toEqual([
      { SipRuleId: 'rule-1', Name: wanted.Name, TargetApplications: target, Disabled: false },
    ]);
  });

  it('creates another rule for another number and leaves the old one to CloudFormation', async () => {
    service.on(CreateSipRuleCommand).resolves({ SipRule: { SipRuleId: 'rule-2' } });

    const answer = await onEvent({ ...update, OldResourceProperties: { ...wanted, PhoneNumber: '+15550199' } });

    expect(answer).toEqual({ PhysicalResourceId: 'rule-2' });
    expect(service.commandCalls(UpdateSipRuleCommand)).toEqual([]);
  });

  it('creates a rule again that somebody has deleted by hand', async () => {
    service.on(UpdateSipRuleCommand).rejects(notFound);
    service.on(CreateSipRuleCommand).resolves({ SipRule: { SipRuleId: 'rule-2' } });

    expect(await onEvent(update)).toEqual({ PhysicalResourceId: 'rule-2' });
  });

  it('fails with the reason when the service does', async () => {
    service.on(UpdateSipRuleCommand).rejects(new ServiceUnavailableException(failure('down')));

    await expect(onEvent(update)).rejects.toThrow(/The service is not well.*down$/);
  });
});

describe('deleting the rule of a number', () => {
  it('disables it first', async () => {
    service.on(UpdateSipRuleCommand).resolves({});

    const answer = await onEvent(remove);

    expect(answer).toEqual({ PhysicalResourceId: 'rule-1' });
    expect(inputsOf(UpdateSipRuleCommand)).toEqual([{ SipRuleId: 'rule-1', Name: wanted.Name, Disabled: true }]);
    expect(service.commandCalls(DeleteSipRuleCommand)).toEqual([]);
  });

  it('is done when there is no such rule any more', async () => {
    service.on(UpdateSipRuleCommand).rejects(notFound);
    service.on(DeleteSipRuleCommand).rejects(notFound);

    expect(await onEvent(remove)).toEqual({ PhysicalResourceId: 'rule-1' });
    expect(await isComplete(remove)).toEqual({ IsComplete: true });
  });

  it.each([badRequest, new ConflictException(failure('rule is enabled'))])(
    'asks again while the rule is still enabled: $name',
    async refusal => {
      service.on(DeleteSipRuleCommand).rejectsOnce(refusal).resolves({});

      expect(await isComplete(remove)).toEqual({ IsComplete: false });
      expect(await isComplete(remove)).toEqual({ IsComplete: true });
    },
  );

  it('fails with the reason when the service turns it away', async () => {
    service.on(DeleteSipRuleCommand).rejects(new ForbiddenException(failure('no')));

    await expect(isComplete(remove)).rejects.toThrow(/^SIP rule rule-1: The account is turned away/);
  });
});

describe('a rule that was created or changed', () => {
  const settling = { ...create, PhysicalResourceId: 'rule-1' };
  const rule = (fields: object) => ({ SipRule: { Disabled: false, TargetApplications: target, ...fields } });

  it.each([
    ['routes to the application', rule({}), true],
    ['is still disabled', rule({ Disabled: true }), false],
    [
      'still routes to the application before',
      rule({ TargetApplications: [{ SipMediaApplicationId: 'app-1' }] }),
      false,
    ],
    ['has no targets yet', rule({ TargetApplications: undefined }), false],
  ])('%s', async (_state, answer, IsComplete) => {
    service.on(GetSipRuleCommand).resolves(answer);

    expect(await isComplete(settling)).toEqual({ IsComplete });
  });

  it('is waited for when it cannot be found yet', async () => {
    service.on(GetSipRuleCommand).rejects(notFound);

    expect(await isComplete(settling)).toEqual({ IsComplete: false });
  });

  it('fails with the reason when the service turns the question away', async () => {
    service.on(GetSipRuleCommand).rejects(new ForbiddenException(failure('no')));

    await expect(isComplete(settling)).rejects.toThrow(closedToNewCustomers);
  });
});
