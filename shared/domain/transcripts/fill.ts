import { PLACEHOLDER } from '#schemas/admin/template.ts';
import type { TranscriptPlaceholder } from '#schemas/admin/transcript-settings.ts';

/** What placeholders stand for; one without a value stays as it is. */
export type Values = Readonly<Partial<Record<TranscriptPlaceholder, string>>>;

/** A template with its placeholders filled, in one pass: what a value brings along is never taken for a placeholder. */
export const filledTemplate = (template: string, values: Values, written: (value: string) => string): string =>
  template.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name as TranscriptPlaceholder] : undefined;
    return value === undefined ? placeholder : written(value);
  });

const ENTITIES = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
} as const;

/** A text as it stands in the content or in a quoted attribute of a page. */
export const escapedHtml = (text: string): string =>
  text.replace(/[&<>"']/g, character => ENTITIES[character as keyof typeof ENTITIES]);

/** A text as it may stand in a header of a mail: one line, nothing that ends it. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** An address that is nothing but one address, whatever header it comes into. */
export const isPlainAddress = (address: string): boolean =>
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[a-z0-9.-]{1,189}$/iu.test(address);
