import {
  type ChatTextKey,
  type ChatTextOverrides,
  type ChatTexts,
  chatTextKeys,
  defaultChatTexts,
  EVERY_LOCALE,
} from '#schemas/admin/chat-texts.ts';

/** The texts of a chat, and the locale whose overrides come first in them. */
export interface LocalisedTexts {
  readonly locale: string;
  readonly texts: ChatTexts;
}

/**
 * Every text for somebody who asked for a locale (LOC-02): each comes from the region, else from the language, else from
 * the overrides for everybody, else from the texts built in. A locale nobody has written anything for is no mistake.
 *
 * @param requested as a browser names it, such as `fr-BE`; null for no wish
 */
export function textsFor(overrides: ChatTextOverrides, requested: string | null): LocalisedTexts {
  const chain = fallbacks(requested).filter(locale => overrides[locale] !== undefined);
  const textOf = (key: ChatTextKey): string =>
    chain.map(locale => overrides[locale]?.[key]).find(text => text !== undefined) ?? defaultChatTexts[key];
  return {
    locale: chain[0] ?? EVERY_LOCALE,
    texts: Object.fromEntries(chatTextKeys.map(key => [key, textOf(key)])) as Record<ChatTextKey, string>,
  };
}

/** `fr-BE` looks into `fr-BE`, `fr` and `default`, however it is written. */
function fallbacks(requested: string | null): string[] {
  const [language = '', ...rest] = (requested ?? '').trim().split(/[-_]/);
  const region = rest.find(part => /^[a-z]{2}$/i.test(part));
  const tags = [...(region ? [`${language.toLowerCase()}-${region.toUpperCase()}`] : []), language.toLowerCase()];
  return [...tags, EVERY_LOCALE].filter((tag, at, all) => tag !== '' && all.indexOf(tag) === at);
}

/** A text with its placeholders filled: `{0}` is the first value. */
export const filled = (text: string, ...values: readonly (string | number)[]): string =>
  text.replaceAll(/\{(\d)\}/g, (placeholder, at) => String(values[Number(at)] ?? placeholder));
