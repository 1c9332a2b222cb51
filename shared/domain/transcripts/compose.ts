import type { TranscriptSettings } from '#schemas/admin/model.ts';
import type { Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import type { ComposedMail } from '#schemas/transcripts/model.ts';
import { escapedHtml, filledTemplate, isPlainAddress, oneLine, type Values } from './fill.ts';
import { htmlLines, textLines } from './lines.ts';
import { momentsOf } from './moments.ts';
import { type Parties, valuesOf } from './values.ts';

/** What a mail is made of. */
export interface MailFacts extends Parties {
  readonly entries: readonly Entry[];
  readonly now: string;
}

const SUBJECT = 'Your conversation with $ServiceGroup$';
const TEXT_BODY =
  'Hello $Customer.Name$,\n\nthis is what was said on $Received$:\n\n$Transcript$\n\n$ServiceGroup.Name$\n';
const HTML_BODY =
  '<p>Hello $Customer.Name$,</p><p>this is what was said on $Received$:</p>$Transcript$<p>$ServiceGroup.Name$</p>';

/** Why no mail can be sent (TRX-02); null when one can. */
export function mailObstacle(
  { customer }: Pick<InteractionRecord, 'customer'>,
  { senderAddress }: TranscriptSettings,
): 'no-sender' | 'no-address' | null {
  if (senderAddress === undefined || !isPlainAddress(senderAddress)) return 'no-sender';
  return customer.email !== null && isPlainAddress(customer.email) ? null : 'no-address';
}

/** The transcript as a mail; always with a text, and in HTML unless the template is a text (TRX-04 to TRX-06). */
export function composeMail(facts: MailFacts): ComposedMail {
  const { interaction, queue, entries } = facts;
  const { body, format, locale, senderAddress = '', subject = SUBJECT, timeZone } = queue.transcript;
  const moments = momentsOf(interaction.locale, locale, timeZone);
  const values = valuesOf(facts, moments, facts.now);
  const hidden = interaction.hidesAgentNames === true;
  const inText = { ...values, Transcript: textLines(entries, moments, hidden) };
  const ownText = format === 'text' ? body : undefined;
  const ownHtml = format === 'html' ? body : undefined;
  // The lines are escaped one by one and go in as they are; every other value is escaped here.
  const inHtml = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, escapedHtml(value)]));
  const html = { ...inHtml, Transcript: htmlLines(entries, moments, hidden) } as Values;
  return {
    from: senderAddress,
    to: interaction.customer.email ?? '',
    subject: oneLine(filledTemplate(subject, values, oneLine)),
    text: filledTemplate(ownText ?? TEXT_BODY, inText, value => value),
    html: ownText === undefined ? filledTemplate(ownHtml ?? HTML_BODY, html, value => value) : null,
  };
}
