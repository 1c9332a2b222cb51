import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Resource, resourcesOf, stages, templatesOf } from './synthesis.ts';

/*
 * What the adapter of the telephone service calls, and what its functions may: an operation that nobody has granted would
 * be found by a caller who stays on hold.
 */

const root = join(import.meta.dirname, '../..');

/** The operations whose commands are made anywhere in the adapter, as the actions that they need. */
const called = globSync('shared/adapters/voice/**/*.ts', { cwd: root })
  .flatMap(path => [...readFileSync(join(root, path), 'utf8').matchAll(/new sdk\.(\w+)Command\(/g)])
  .map(([, operation]) => `chime:${operation}`)
  .toSorted();
/** Calling and commanding calls is for functions that know the application. */
const OF_CALLS = /SipMediaApplicationCall$/;

const variablesOf = ({ Properties }: Resource): object => Object(Properties['Environment']).Variables ?? {};

/** The actions of the service that a function may take, by all policies of its role. */
function grantedTo({ Properties }: Resource, template: Parameters<typeof resourcesOf>[0]): string[] {
  const [role] = Object(Properties['Role'])['Fn::GetAtt'] as [string];
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, policy]) => JSON.stringify(policy.Properties['Roles']).includes(`"${role}"`))
    .flatMap(([, policy]) => Object(policy.Properties['PolicyDocument']).Statement as { Action: string | string[] }[])
    .flatMap(({ Action }) => Action)
    .filter(action => action.startsWith('chime:'))
    .toSorted();
}

const functions = Object.values(templatesOf(stages.sip)).flatMap(template =>
  resourcesOf(template, 'AWS::Lambda::Function')
    .filter(([, one]) => 'VOICE_PROVIDER' in variablesOf(one))
    .map(([id, one]) => ({
      name: id.slice(0, -8),
      knowsApplication: 'SIP_MEDIA_APPLICATION_ID' in variablesOf(one) || id.startsWith('Sip'),
      granted: grantedTo(one, template),
    })),
);

describe('the adapter of the telephone service', () => {
  it('takes browsers from their rooms and mutes them, among what it does', () => {
    expect(called).toEqual(expect.arrayContaining(['chime:DeleteAttendee', 'chime:UpdateAttendeeCapabilities']));
    expect(new Set(called).size).toBe(called.length);
  });

  it.each(functions.filter(one => one.knowsApplication))('may in $name do what it calls, and no more', one => {
    expect(one.granted).toEqual(called);
  });

  it.each(functions.filter(one => !one.knowsApplication))(
    'may in $name do with rooms what it calls, and leaves commands to the queue',
    one => {
      expect(one.granted).toEqual(called.filter(action => !OF_CALLS.test(action)));
    },
  );

  it('is in every function that changes the work of agents, and in the one that carries out what has waited', () => {
    expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['Controller', 'Sip', 'Sweep', 'Voice']));
  });
});
