/** Who speaks a language: a neural voice of Amazon Polly. */
export interface Voice {
  readonly languageCode: string;
  readonly voiceId: string;
}

/** One voice each, the most usual region of a language first. Source: Polly developer guide, `neural-voices`. */
const VOICES: readonly Voice[] = [
  { languageCode: 'en-US', voiceId: 'Joanna' },
  { languageCode: 'en-GB', voiceId: 'Amy' },
  { languageCode: 'en-AU', voiceId: 'Olivia' },
  { languageCode: 'de-DE', voiceId: 'Vicki' },
  { languageCode: 'de-AT', voiceId: 'Hannah' },
  { languageCode: 'fr-FR', voiceId: 'Lea' },
  { languageCode: 'fr-CA', voiceId: 'Gabrielle' },
  { languageCode: 'es-ES', voiceId: 'Lucia' },
  { languageCode: 'es-US', voiceId: 'Lupe' },
  { languageCode: 'es-MX', voiceId: 'Mia' },
  { languageCode: 'it-IT', voiceId: 'Bianca' },
  { languageCode: 'pt-PT', voiceId: 'Ines' },
  { languageCode: 'pt-BR', voiceId: 'Camila' },
  { languageCode: 'nl-NL', voiceId: 'Laura' },
  { languageCode: 'pl-PL', voiceId: 'Ola' },
  { languageCode: 'sv-SE', voiceId: 'Elin' },
  { languageCode: 'nb-NO', voiceId: 'Ida' },
  { languageCode: 'da-DK', voiceId: 'Sofie' },
  { languageCode: 'fi-FI', voiceId: 'Suvi' },
  { languageCode: 'ja-JP', voiceId: 'Tomoko' },
  { languageCode: 'ko-KR', voiceId: 'Seoyeon' },
];
const [FALLBACK] = VOICES as readonly [Voice, ...Voice[]];

const primary = (language: string): string => language.toLowerCase().split('-', 1).join();

/** Who speaks a BCP 47 language: of its region, else of the language, else English. */
export const voiceOf = (language: string): Voice =>
  VOICES.find(({ languageCode }) => languageCode.toLowerCase() === language.toLowerCase()) ??
  VOICES.find(({ languageCode }) => primary(languageCode) === primary(language)) ??
  FALLBACK;
