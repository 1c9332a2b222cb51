import * as z from 'zod';
import { placeholders, templateOf } from './template.ts';
import { isTimeZone } from './time-zone.ts';

/** What templates of transcripts may stand for (TRX-07 to TRX-12); each is written between dollar signs. */
export const transcriptPlaceholders = ['Transcript', ...placeholders] as const;
export type TranscriptPlaceholder = (typeof transcriptPlaceholders)[number];

/** English is known without asking, for the reason that UTC is. */
const isLocale = (name: string): boolean => name === 'en' || isKnown(name);

function isKnown(name: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}

/** The transcript that a queue sends its customers by e-mail (TRX-01 to TRX-06). */
export const TranscriptSettings = z
  .strictObject({
    /** Whom it comes from; without it there are no transcripts by e-mail (TRX-02). */
    senderAddress: z.email().max(254).optional(),
    /** All placeholders but `$Transcript$`; built in when left out. */
    subject: templateOf(200, placeholders)
      .regex(/^[^\p{Cc}]*$/u, 'must be one line')
      .optional(),
    /** Built in when left out. */
    body: templateOf(50_000, transcriptPlaceholders).optional(),
    /** What the body is written in; values are escaped in `html`. */
    format: z.enum(['text', 'html']).default('text'),
    /** The agent's application opens the mail when a conversation is over (TRX-03). */
    openOnClose: z.boolean().default(false),
    /** Customers may ask for it themselves. */
    onRequest: z.boolean().default(false),
    /** Of dates and times, for customers who asked for no language of their own. */
    locale: z.string().max(35).refine(isLocale, 'not a locale').default('en'),
    timeZone: z.string().max(64).refine(isTimeZone, 'not an IANA time zone').default('UTC'),
  })
  .meta({ id: 'TranscriptSettings' });
export type TranscriptSettings = z.output<typeof TranscriptSettings>;
