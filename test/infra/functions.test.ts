import { describe, expect, it } from 'vitest';
import type { Access } from '#infra/constructs/access.ts';
import { type Capability, environment } from '#schemas/env.ts';
import { registry } from '#schemas/index.ts';
import { isOurs, resourcesOf, stages, synthesise, templatesOf } from './synthesis.ts';

const variablesOf = (capability: Capability) => Object.keys(environment[capability].shape);
const useCases = [
  'service',
  'table',
  'socket',
  'delay',
  'workflow',
  'voice',
  'voiceControl',
  'sipMedia',
  'sipTelephones',
] as const;
const early = ['service', 'table', 'socket', 'delay', 'voice', 'voiceControl'] as const;
/** What there is in a stage with calls alone. */
const OF_CALLS: readonly Capability[] = ['voiceControl', 'sipMedia', 'sipTelephones', 'callFiles', 'recordings'];

/** What each function can be asked for, by the id of its construct. */
const expected: Record<string, readonly Capability[]> = {
  Sessions: useCases,
  Routing: useCases,
  Interactions: useCases,
  Voice: [...useCases, 'recordings'],
  Dispositions: useCases,
  Chat: [...useCases, 'conversation'],
  Attachments: [...useCases, 'attachments'],
  Transcripts: useCases,
  Compat: [...useCases, 'conversation', 'attachments'],
  Snippets: useCases,
  Realtime: useCases,
  Admin: useCases,
  Authorizer: ['service', 'identity', 'conversation'],
  SocketAuthorizer: ['service', 'table'],
  Socket: early,
  FanOut: early,
  Workflow: useCases,
  Delayed: useCases,
  Sweep: [...useCases, 'recordings'],
};
const forCallsAlone: Record<string, readonly Capability[]> = {
  Sip: [...early, 'workflow', 'sipTelephones', 'callFiles'],
  Controller: [...useCases, 'callFiles'],
  Meetings: useCases,
  Recording: useCases,
  RulesChange: ['service'],
  RulesSettle: ['service'],
};

const forSipTelephonesAlone: typeof expected = { TelephonesChange: ['service'] };

const without = [
  ...Object.keys(registry).map(domain => `${domain}/rest`),
  'auth/authorizer',
  'auth/socket-authorizer',
  'realtime/fan-out',
  'realtime/socket',
  'tasks/delayed',
  'tasks/sweep',
  'tasks/workflow',
];
const forCalls = [
  'provisioning/sip-rule',
  'provisioning/sip-rule-settled',
  'voice/control',
  'voice/meetings',
  'voice/recording',
  'voice/sip',
];

it.each([
  ['dev', without],
  ['voice', [...without, ...forCalls]],
  ['sip', [...without, ...forCalls, 'provisioning/origination']],
] as const)('deploys one function per domain and per purpose to %s, each once', (stage, expectedEntries) => {
  const { entries } = synthesise(stages[stage]);

  expect(entries.toSorted()).toEqual(expectedEntries.toSorted());
});

describe('the environment', () => {
  const templates = {
    prod: templatesOf(stages.prod),
    voice: templatesOf(stages.voice),
    sip: templatesOf(stages.sip),
  };
  /** The names of the variables of our functions, by the id of the construct. */
  const found = (stage: keyof typeof templates) =>
    Object.fromEntries(
      Object.values(templates[stage])
        .flatMap(template => resourcesOf(template, 'AWS::Lambda::Function'))
        .filter(([, { Properties }]) => isOurs(Properties))
        .map(([id, { Properties }]) => [
          id.slice(0, -8),
          Object.keys((Properties['Environment'] as { Variables: object }).Variables).toSorted(),
        ]),
    );
  const variablesIn = (functions: typeof expected, isThere: (capability: Capability) => boolean) =>
    Object.fromEntries(
      Object.entries(functions).map(([id, all]) => [id, all.filter(isThere).flatMap(variablesOf).toSorted()]),
    );

  it('holds the variables of what a function uses, and no others', () => {
    const all = { ...expected, ...forCallsAlone, ...forSipTelephonesAlone };

    expect(found('sip')).toEqual(variablesIn(all, () => true));
  });

  it('says nothing of SIP telephones where there are none', () => {
    const all = { ...expected, ...forCallsAlone };

    expect(found('voice')).toEqual(variablesIn(all, capability => capability !== 'sipTelephones'));
  });

  it('says nothing of calls but that there are none, where there are none', () => {
    expect(found('prod')).toEqual(variablesIn(expected, capability => !OF_CALLS.includes(capability)));
  });

  it('does not compile without a variable of the capability', () => {
    // @ts-expect-error SOCKET_MANAGEMENT_URL is missing
    const variables: Access<'socket'>['variables'] = { SOCKET_URL: 'wss://example.com' };

    expect(variables).not.toHaveProperty('SOCKET_MANAGEMENT_URL');
  });
});
