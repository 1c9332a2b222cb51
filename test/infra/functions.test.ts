import { describe, expect, it } from 'vitest';
import type { Access } from '#infra/constructs/access.ts';
import { type Capability, environment } from '#schemas/env.ts';
import { registry } from '#schemas/index.ts';
import { isOurs, resourcesOf, stages, synthesise, templatesOf } from './synthesis.ts';

const variablesOf = (capability: Capability) => Object.keys(environment[capability].shape);
const withoutCalls = ['service', 'table', 'socket', 'delay', 'workflow'] as const;
/** Any use case may have something to ask of the telephone service. */
const useCases = [...withoutCalls, 'voice', 'calls', 'sipMedia'] as const;

/** What each function can be asked for, by the id of its construct. */
const expected: Record<string, readonly Capability[]> = {
  Sessions: useCases,
  Routing: useCases,
  Interactions: useCases,
  Voice: useCases,
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
  Socket: ['service', 'table', 'socket', 'delay'],
  FanOut: ['service', 'table', 'socket', 'delay'],
  Workflow: useCases,
  Delayed: useCases,
  Sweep: useCases,
};
const ofCalls: Record<string, readonly Capability[]> = {
  Sip: [...withoutCalls, 'voice', 'calls'],
  Controller: useCases,
  Meetings: useCases,
  Recording: [...withoutCalls, 'voice', 'calls'],
  RulesChange: ['service'],
  RulesSettle: ['service'],
};

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
] as const)('deploys one function per domain and per purpose to %s, each once', (stage, expectedEntries) => {
  const { entries } = synthesise(stages[stage]);

  expect(entries.toSorted()).toEqual(expectedEntries.toSorted());
});

describe('the environment', () => {
  it('holds the variables of what a function uses, and no others', () => {
    const templates = Object.values(templatesOf(stages.voice));
    const functions = templates
      .flatMap(template => resourcesOf(template, 'AWS::Lambda::Function'))
      .filter(([, { Properties }]) => isOurs(Properties));
    const found = functions.map(([id, { Properties }]) => [
      id.slice(0, -8),
      Object.keys((Properties['Environment'] as { Variables: object }).Variables).toSorted(),
    ]);

    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        Object.entries({ ...expected, ...ofCalls }).map(([id, capabilities]) => [
          id,
          capabilities.flatMap(variablesOf).toSorted(),
        ]),
      ),
    );
  });

  it('does not compile without a variable of the capability', () => {
    // @ts-expect-error SOCKET_MANAGEMENT_URL is missing
    const variables: Access<'socket'>['variables'] = { SOCKET_URL: 'wss://example.com' };

    expect(variables).not.toHaveProperty('SOCKET_MANAGEMENT_URL');
  });
});
