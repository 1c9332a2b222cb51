import type { CannedText } from '#schemas/snippets/model.ts';
import { callerId } from '#shared/app/work/load.ts';
import { visible } from '#shared/app/work/visible.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { matching, type Place, textsAt } from '#shared/domain/snippets/canned-texts.ts';
import { filledTemplate } from '#shared/domain/transcripts/fill.ts';
import { momentsOf } from '#shared/domain/transcripts/moments.ts';
import { valuesOf } from '#shared/domain/transcripts/values.ts';
import type { SnippetPorts } from './ports.ts';

async function textsFor(ports: SnippetPorts, place: Place): Promise<CannedText[]> {
  const [{ snippets }, own] = await Promise.all([ports.configuration(), ports.acronyms(callerId(ports))]);
  return textsAt(snippets.values(), own, place);
}

/** The texts that hold at a place (CANN-01 to CANN-04). */
export async function listCannedTexts(
  ports: SnippetPorts,
  { limit, search = '', ...place }: Place & { readonly search?: string | undefined; readonly limit: number },
): Promise<{ items: CannedText[] }> {
  return { items: matching(await textsFor(ports, place), search).slice(0, limit) };
}

/**
 * A text as it may be sent in this conversation (CANN-05): the nearest of several with one short term.
 *
 * @throws AppError `INTERACTION_NOT_FOUND`, `CANNED_TEXT_NOT_FOUND`
 */
export async function expandCannedText(
  ports: SnippetPorts,
  interactionId: string,
  { id, shortTerm }: { readonly id?: string | undefined; readonly shortTerm?: string | undefined },
): Promise<{ text: string }> {
  const { interaction } = await visible(ports, interactionId);
  const [texts, configuration, agent] = await Promise.all([
    textsFor(ports, interaction),
    ports.configuration(),
    ports.user(callerId(ports)),
  ]);
  const found = texts.find(text => (id === undefined ? shortTerm && text.shortTerm === shortTerm : text.id === id));
  if (!found) throw new AppError('CANNED_TEXT_NOT_FOUND');
  const { queue } = rulesOf(configuration, interaction);
  const moments = momentsOf(interaction.locale, queue.transcript.locale, queue.transcript.timeZone);
  const values = valuesOf({ interaction, queue, agent }, moments, ports.ctx.now);
  return { text: filledTemplate(found.text, values, value => value) };
}
