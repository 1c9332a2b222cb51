import { describe, expect, it } from 'vitest';
import { assertMayDial, type NumberFacts } from '#shared/domain/voice/may-dial.ts';
import { settings } from '#test/support/builders.ts';
import { refused } from '../../support/changes.ts';

const number = '+4930123456';
const german: NumberFacts = { kind: 'ordinary', country: 'DE' };
const dial = (facts: NumberFacts, countries: string[] = []) =>
  assertMayDial(number, facts, { ...settings().voice, countries });

describe('a number', () => {
  it.each<[string, NumberFacts, string[]]>([
    ['of any country, where the tenant names none', german, []],
    ['of one of his countries', german, ['FR', 'DE']],
    ['of no country, where the tenant names none', { ...german, country: null }, []],
  ])('may be called %s', (_sentence, facts, countries) => {
    expect(() => dial(facts, countries)).not.toThrow();
  });

  it.each<[string, NumberFacts, string[], string]>([
    ['is dear', { ...german, kind: 'premium' }, [], 'premium'],
    ['cannot be', { kind: 'impossible', country: null }, ['DE'], 'impossible'],
    ['is of another country', german, ['FR'], 'country'],
    ['is of no country', { ...german, country: null }, ['FR'], 'country'],
  ])('is refused that %s', (_sentence, facts, countries, reason) => {
    expect(refused(() => dial(facts, countries))).toMatchObject({
      code: 'NUMBER_NOT_ALLOWED',
      params: { number, reason, country: facts.country },
    });
  });
});
