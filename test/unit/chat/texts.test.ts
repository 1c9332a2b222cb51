import { describe, expect, it } from 'vitest';
import { chatTextKeys, defaultChatTexts } from '#schemas/admin/chat-texts.ts';
import { ChatWidget } from '#schemas/admin/model.ts';
import { filled, textsFor } from '#shared/domain/chat/texts.ts';

const overrides = {
  default: { title: 'Ask us', yes: 'Sure' },
  fr: { title: 'Une question ?', yes: 'Oui' },
  'fr-BE': { yes: 'Oui, bien sûr' },
};

describe('the texts of a chat', () => {
  it('are fifty', () => {
    expect(chatTextKeys).toHaveLength(50);
  });

  it('come from the region, else the language, else everybody’s, else from those built in', () => {
    const { locale, texts } = textsFor(overrides, 'fr-BE');

    expect(locale).toBe('fr-BE');
    expect([texts.yes, texts.title, texts.no]).toEqual(['Oui, bien sûr', 'Une question ?', defaultChatTexts.no]);
  });

  it.each([
    ['fr-CA', 'fr', 'Oui'],
    ['fr_be', 'fr-BE', 'Oui, bien sûr'],
    ['FR', 'fr', 'Oui'],
    ['fr-Latn-BE', 'fr-BE', 'Oui, bien sûr'],
    ['xx-YY', 'default', 'Sure'],
    ['!', 'default', 'Sure'],
    [null, 'default', 'Sure'],
  ])('asked for in %s are answered in %s', (requested, locale, yes) => {
    const answered = textsFor(overrides, requested);

    expect([answered.locale, answered.texts.yes]).toEqual([locale, yes]);
  });

  it('carry what the moment brings', () => {
    expect(filled('{0} wrote {1} lines, {2}', 'Ana', 3)).toBe('Ana wrote 3 lines, {2}');
  });
});

describe('the overrides of a widget', () => {
  const problemsOf = (texts: unknown) =>
    ChatWidget.safeParse({ id: 'shop', name: 'Shop', queueId: 'support', texts }).error?.issues.map(issue =>
      issue.path.join('.'),
    ) ?? [];

  it('may move a placeholder and may not lose it', () => {
    expect(problemsOf({ de: { namedAgentJoined: 'Sie sprechen mit {0}.' } })).toEqual([]);
    expect(problemsOf({ de: { namedAgentJoined: 'Jemand ist da.' } })).toEqual(['texts.de.namedAgentJoined']);
  });

  it.each([['no-such-locale-at-all'], ['FR'], ['']])('are refused for the locale "%s"', locale => {
    expect(problemsOf({ [locale]: { yes: 'Ja' } })).not.toEqual([]);
  });

  it('are refused for a key there is not, and for what is no text or too long', () => {
    expect(problemsOf({ de: { maybe: 'Vielleicht' } })).not.toEqual([]);
    expect(problemsOf({ de: { yes: null } })).toEqual(['texts.de.yes']);
    expect(problemsOf({ de: { yes: 'x'.repeat(501) } })).toEqual(['texts.de.yes']);
  });
});
