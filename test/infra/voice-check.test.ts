import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AccessDeniedException,
  ChimeSDKVoiceClient,
  CreateSipMediaApplicationCommand,
  DeleteSipMediaApplicationCommand,
  ForbiddenException,
  ListPhoneNumbersCommand,
  ListSipMediaApplicationsCommand,
  ListSipRulesCommand,
  ListVoiceConnectorsCommand,
  ServiceUnavailableException,
  ThrottledClientException,
} from '@aws-sdk/client-chime-sdk-voice';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { assertRegion } from '#infra/config/region.ts';
import { StageConfig } from '#infra/config/schema.ts';
import { checkAccount, checkStage } from '#infra/voice-check/check.ts';
import { closedToNewCustomers, sipMediaRegions } from '#schemas/voice/sip-media.ts';
import { stages } from './synthesis.ts';

const service = mockClient(ChimeSDKVoiceClient);
afterAll(() => service.restore());
const regions: string[] = [];
const clients = (region: string) => {
  regions.push(region);
  return new ChimeSDKVoiceClient({ region });
};
const voice = {
  provider: 'chime-sma',
  region: 'us-east-1',
  numbers: ['+15550100'],
  recordingRetentionDays: 30,
} as const;
const account = { stage: 'test', voice: { ...voice, numbers: [...voice.numbers] } };
const check = (more = {}) => checkAccount({ ...account, ...more }, clients);
const failure = (message: string) => ({ message, $metadata: {} });
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:any';

const ready = { E164PhoneNumber: '+15550100', ProductType: 'SipMediaApplicationDialIn', Status: 'Unassigned' } as const;

const { voice: withTelephones } = stages.sip;
if (withTelephones.provider === 'none') throw new TypeError('the stage has calls');

beforeEach(() => {
  service.reset();
  regions.length = 0;
  service.on(ListSipMediaApplicationsCommand).resolves({ SipMediaApplications: [{ SipMediaApplicationId: 'app-1' }] });
  service.on(ListPhoneNumbersCommand).resolves({ PhoneNumbers: [ready] });
  service.on(ListSipRulesCommand).resolves({});
});

describe('the check of an account', () => {
  it('finds nothing wrong with a customer whose number is ready', async () => {
    expect(await check()).toEqual([
      { verdict: 'fine', text: 'The account has SIP media applications in us-east-1: it is a customer.' },
      { verdict: 'fine', text: '+15550100 is ready.' },
    ]);
  });

  it('says that only trying tells whether an account without applications is a customer', async () => {
    service.on(ListSipMediaApplicationsCommand).resolves({ SipMediaApplications: [] });

    const [application] = await check();

    expect(application?.verdict).toBe('unknown');
    expect(application?.text).toContain('since 2026-10-29');
    expect(application?.text).toContain('--try');
    expect(service.commandCalls(CreateSipMediaApplicationCommand)).toEqual([]);
  });

  it('opens an application to try and removes it again', async () => {
    service.on(ListSipMediaApplicationsCommand).resolves({});
    service.on(CreateSipMediaApplicationCommand).resolves({ SipMediaApplication: { SipMediaApplicationId: 'app-9' } });
    service.on(DeleteSipMediaApplicationCommand).resolves({});

    const [application] = await check({ tryWith: functionArn });

    expect(application?.verdict).toBe('fine');
    expect(service.commandCalls(CreateSipMediaApplicationCommand)[0]?.args[0].input).toEqual({
      Name: 'tandem-test-check',
      AwsRegion: 'us-east-1',
      Endpoints: [{ LambdaArn: functionArn }],
    });
    expect(service.commandCalls(DeleteSipMediaApplicationCommand)[0]?.args[0].input).toEqual({
      SipMediaApplicationId: 'app-9',
    });
  });

  it('names the application that it could not remove', async () => {
    service.on(ListSipMediaApplicationsCommand).resolves({});
    service.on(CreateSipMediaApplicationCommand).resolves({ SipMediaApplication: { SipMediaApplicationId: 'app-9' } });
    service.on(DeleteSipMediaApplicationCommand).rejects(new ServiceUnavailableException(failure('down')));

    const found = await check({ tryWith: functionArn });

    expect(found).toEqual([{ verdict: 'problem', text: expect.stringContaining('delete app-9') }]);
  });

  it.each([new ForbiddenException(failure('Not available')), new AccessDeniedException(failure('Not available'))])(
    'explains to an account that is turned away that the service is closed, and asks no further: $name',
    async error => {
      service.on(ListSipMediaApplicationsCommand).resolves({});
      service.on(CreateSipMediaApplicationCommand).rejects(error);

      const found = await check({ tryWith: functionArn });

      expect(found).toEqual([{ verdict: 'problem', text: expect.stringContaining(closedToNewCustomers) }]);
      expect(service.commandCalls(ListPhoneNumbersCommand)).toEqual([]);
    },
  );

  it('tells a missing permission of the caller from a closed account', async () => {
    const message = 'User: someone is not authorized to perform: chime:ListSipMediaApplications on resource: *';
    service.on(ListSipMediaApplicationsCommand).rejects(new AccessDeniedException(failure(message)));

    const [found] = await check();

    expect(found).toMatchObject({ verdict: 'problem' });
    expect(found?.text).toContain('The permission chime:ListSipMediaApplications is missing');
    expect(found?.text).not.toContain(closedToNewCustomers);
  });

  it('says when there are no credentials', async () => {
    const error = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    service.on(ListSipMediaApplicationsCommand).rejects(error);

    expect(await check()).toEqual([{ verdict: 'problem', text: expect.stringContaining('no credentials') }]);
  });

  it.each([
    [
      'the network is down',
      new Error('getaddrinfo ENOTFOUND voice-chime.us-east-1.amazonaws.com'),
      /cannot be reached/,
    ],
    ['it is throttled', new ThrottledClientException(failure('slow down')), /asked too often/],
    ['the service is not well', new ServiceUnavailableException(failure('down')), /not well/],
  ])('knows nothing when %s', async (_why, error, text) => {
    service.on(ListSipMediaApplicationsCommand).rejects(error);

    const [found] = await check();

    expect(found?.verdict).toBe('unknown');
    expect(found?.text).toMatch(text);
  });

  it.each([
    ['is not in the inventory', [], 'problem', /order it first/],
    ['was bought for something else', [{ ...ready, ProductType: 'VoiceConnector' }], 'problem', /VoiceConnector/],
    ['is still being bought', [{ ...ready, Status: 'AcquireInProgress' }], 'unknown', /not ready yet/],
  ] as const)('says of a number that it %s', async (_what, PhoneNumbers, verdict, text) => {
    service.on(ListPhoneNumbersCommand).resolves({ PhoneNumbers: [...PhoneNumbers] });

    const [, number] = await check();

    expect(number).toEqual({ verdict, text: expect.stringMatching(text) });
  });

  it('finds a number on a later page', async () => {
    service
      .on(ListPhoneNumbersCommand)
      .resolvesOnce({ PhoneNumbers: [], NextToken: 'more' })
      .resolves({ PhoneNumbers: [ready] });

    expect((await check())[1]).toEqual({ verdict: 'fine', text: '+15550100 is ready.' });
  });

  it.each([
    ['tandem-test-15550100', 'fine'],
    ['another system', 'problem'],
  ])('judges a number that the rule "%s" routes already: %s', async (Name, verdict) => {
    service.on(ListPhoneNumbersCommand).resolves({ PhoneNumbers: [{ ...ready, Status: 'Assigned' }] });
    service.on(ListSipRulesCommand).resolves({ SipRules: [{ Name, TriggerValue: '+15550100' }] });

    expect((await check())[1]?.verdict).toBe(verdict);
  });

  it('looks for numbers where the inventory is', async () => {
    await check({ voice: { ...account.voice, region: 'eu-central-1' } });

    expect(regions).toEqual(['eu-central-1', 'us-east-1']);
  });
});

describe('the check of an account whose stage has SIP telephones', () => {
  const connectors = async (names: readonly string[]) => {
    service.on(ListVoiceConnectorsCommand).resolves({ VoiceConnectors: names.map(Name => ({ Name })) });
    const { sipTelephones } = withTelephones;
    return (await check({ voice: { ...account.voice, sipTelephones } })).at(-1);
  };

  it.each([
    [['tandem-test'], 'fine', 'The stage has its Voice Connector for SIP telephones.'],
    [['a', 'b', 'tandem-test'], 'fine', 'The stage has its Voice Connector for SIP telephones.'],
    [['a', 'b'], 'fine', 'A Voice Connector for SIP telephones can be made.'],
    [
      ['a', 'b', 'c'],
      'unknown',
      'The account has 3 Voice Connectors: one more needs a higher quota than the 3 an account starts with.',
    ],
  ])('looks for a Voice Connector, or room for one, among %j', async (names, verdict, text) => {
    expect(await connectors(names)).toEqual({ verdict, text });
  });

  it('finds the connector of the stage on a later page', async () => {
    service
      .on(ListVoiceConnectorsCommand)
      .resolvesOnce({ VoiceConnectors: [{ Name: 'a' }], NextToken: 'more' })
      .resolves({ VoiceConnectors: [{ Name: 'tandem-test' }] });
    const { sipTelephones } = withTelephones;

    const found = await check({ voice: { ...account.voice, sipTelephones } });

    expect(found.at(-1)?.text).toBe('The stage has its Voice Connector for SIP telephones.');
  });

  it('names the permission that it lacks to look', async () => {
    const message = 'User: someone is not authorized to perform: chime:ListVoiceConnectors on resource: *';
    service.on(ListVoiceConnectorsCommand).rejects(new AccessDeniedException(failure(message)));
    const { sipTelephones } = withTelephones;

    const found = await check({ voice: { ...account.voice, sipTelephones } });

    expect(found.at(-1)).toMatchObject({ verdict: 'problem' });
    expect(found.at(-1)?.text).toContain('The permission chime:ListVoiceConnectors is missing');
  });

  it('does not look for connectors that the stage does not want', async () => {
    await check();

    expect(service.commandCalls(ListVoiceConnectorsCommand)).toEqual([]);
  });
});

describe('the check of a stage', () => {
  it('has nothing to say of a stage without calls', () => {
    expect(checkStage(stages.dev)).toEqual([
      { verdict: 'fine', text: 'The stage dev has no calls: there is nothing that AWS could refuse.' },
    ]);
  });

  it('tells where calls are and for which numbers', () => {
    expect(checkStage(stages.voice)).toEqual([
      { verdict: 'fine', text: 'The stage prod has calls in us-east-1 for +15550100, +15550101.' },
      { verdict: 'fine', text: 'The stage has no SIP telephones.' },
    ]);
  });

  it.each([
    [true, 'sip.example.com:5061 (TLS), 198.51.100.7:5061 (TLS)'],
    [false, 'sip.example.com:5061 (TCP), 198.51.100.7:5061 (TCP)'],
  ])('says what the hosts of SIP telephones must do, and that only a call tells: encrypted %s', (encrypted, hosts) => {
    const sipTelephones = { ...withTelephones.sipTelephones!, requireEncryption: encrypted };

    const telephones = checkStage({ ...stages.sip, voice: { ...withTelephones, sipTelephones } });

    expect(telephones.at(-1)).toEqual({
      verdict: 'unknown',
      text:
        `Calls to SIP telephones go to ${hosts}. AWS takes no registrations: telephones register there, and the host ` +
        'must let in calls from 3.80.16.0/23 and ring the user that an extension names. Only a call tells whether it does.',
    });
  });

  it('warns of more numbers than an account may have at first', () => {
    const numbers = Array.from({ length: 6 }, (_, at) => `+1555010${at}`);

    expect(checkStage({ ...stages.voice, voice: { ...voice, numbers } })[1]).toEqual({
      verdict: 'unknown',
      text: '6 numbers need a higher quota than the 5 an account starts with.',
    });
  });

  it('runs from the command line without network and credentials', async () => {
    const run = promisify(execFile);
    const root = join(import.meta.dirname, '../..');

    const { stdout } = await run(process.execPath, ['infra/voice-check/main.ts', '--stage', 'dev'], {
      cwd: root,
      env: { PATH: process.env['PATH'] },
    });

    expect(stdout).toBe('fine     The stage dev has no calls: there is nothing that AWS could refuse.\n');
  });
});

describe('the configuration of calls', () => {
  const parsed = (calls: unknown) => StageConfig.safeParse({ ...stages.prod, voice: calls });

  it('is without calls when it says nothing', () => {
    const { voice: _, ...config } = stages.prod;

    expect(StageConfig.parse(config).voice).toEqual({ provider: 'none' });
  });

  it.each(sipMediaRegions)('takes the region %s', region => {
    expect(parsed({ ...voice, region }).success).toBe(true);
  });

  it.each([
    [
      'a region without the service',
      { region: 'eu-north-1' },
      /SIP media applications exist in ap-northeast-1, .* alone/,
    ],
    ['a number without plus', { numbers: ['5550100'] }, /not a number of the form \+15550100/],
    ['a number with spaces', { numbers: ['+1 555 0100'] }, /not a number of the form/],
    ['a number twice', { numbers: ['+15550100', '+15550100'] }, /a number is named twice/],
    ['no numbers', { numbers: [] }, /numbers/],
    ['no days for recordings', { recordingRetentionDays: 0 }, /recordingRetentionDays/],
    ['another provider', { provider: 'pigeon' }, /provider/],
    ['what it does not know', { colour: 'blue' }, /colour/],
  ])('refuses %s', (_what, change, message) => {
    const result = parsed({ ...voice, ...change });

    expect(result.error?.message).toMatch(message);
  });

  const { sipTelephones } = withTelephones;
  const [host] = sipTelephones!.hosts;
  const telephones = (change: object) => ({ ...sipTelephones, hosts: [{ ...host, ...change }] });

  it.each([
    ['a host without a domain', telephones({ host: 'pbx' }), /not a full name or an IPv4 address/],
    ['a host with a scheme', telephones({ host: 'sip:pbx.example.com' }), /not a full name/],
    ['an address that is private', telephones({ host: '192.168.0.7' }), /reach no private addresses/],
    ['an address of this machine', telephones({ host: '127.0.0.1' }), /reach no private addresses/],
    ['encryption over UDP', telephones({ protocol: 'UDP' }), /an encrypted Voice Connector uses TLS, which is TCP/],
    ['no hosts', { ...sipTelephones, hosts: [] }, /hosts/],
    ['eleven hosts', { ...sipTelephones, hosts: Array.from({ length: 11 }, () => host) }, /hosts/],
    ['a port that there is not', telephones({ port: 65_536 }), /port/],
    ['a host that does not say which transport', telephones({ protocol: undefined }), /protocol/],
  ])('refuses for SIP telephones %s', (_what, sipTelephones, message) => {
    expect(parsed({ ...voice, sipTelephones }).error?.message).toMatch(message);
  });

  it('takes UDP where nothing is encrypted', () => {
    const plain = { ...telephones({ protocol: 'UDP', port: 5060 }), requireEncryption: false };

    expect(parsed({ ...voice, sipTelephones: plain }).success).toBe(true);
  });

  it('refuses numbers for a stage without calls', () => {
    expect(parsed({ provider: 'none', numbers: ['+15550100'] }).success).toBe(false);
  });

  it('stops a deployment to another region than that of the calls', () => {
    const account = '123456789012';

    expect(() => assertRegion(stages.voice, { account, region: 'eu-west-1' })).toThrow(
      'The stage prod has its calls in us-east-1, and you are about to deploy to eu-west-1',
    );
    expect(() => assertRegion(stages.voice, { account, region: 'us-east-1' })).not.toThrow();
    expect(() => assertRegion(stages.dev, { account, region: 'eu-west-1' })).not.toThrow();
  });

  it('is no matter of regions while there are no credentials to deploy with', () => {
    expect(() => assertRegion(stages.voice, { account: undefined, region: 'eu-west-1' })).not.toThrow();
  });
});
