import type { Snippets } from '#schemas/admin/model.ts';
import type { Acronym, CannedText } from '#schemas/snippets/model.ts';
import { folded } from '#shared/domain/admin/configuration.ts';

/** Where somebody looks for texts from. */
export interface Place {
  readonly queueId?: string | undefined;
  readonly campaignId?: string | undefined;
}

/** Every prepared text that holds at a place, the nearest first: one's own, the queue's, the campaign's, everybody's. */
export function textsAt(collections: Iterable<Snippets>, own: readonly Acronym[], place: Place): CannedText[] {
  const shared = [...collections].flatMap(collection => {
    const source = sourceOf(collection, place);
    return source === null ? [] : collection.texts.map(text => sharedText(collection.id, source, text));
  });
  const bySource = (source: CannedText['source']) => shared.filter(text => text.source === source);
  return [...own.map(ownText), ...bySource('queue'), ...bySource('campaign'), ...bySource('tenant')];
}

function sourceOf({ campaignIds, queueIds }: Snippets, { campaignId, queueId }: Place): CannedText['source'] | null {
  if (queueId !== undefined && queueIds.includes(queueId)) return 'queue';
  if (campaignId !== undefined && campaignIds.includes(campaignId)) return 'campaign';
  return queueIds.length + campaignIds.length === 0 ? 'tenant' : null;
}

const sharedText = (
  collectionId: string,
  source: CannedText['source'],
  { folder, id, shortTerm, text, title }: Snippets['texts'][number],
): CannedText => ({
  ...{ source, folder: [...folder], title, text },
  id: `${collectionId}/${id}`,
  shortTerm: shortTerm ?? null,
});

const ownText = ({ shortTerm, text }: Acronym): CannedText => ({
  ...{ source: 'own', folder: [], title: shortTerm, shortTerm, text },
  id: `own/${shortTerm}`,
});

/** Those that contain every word of a search, in folder, title, short term or text, without regard to case. */
export function matching(texts: readonly CannedText[], search: string): CannedText[] {
  const words = folded(search)
    .split(/\s+/)
    .filter(word => word !== '');
  return texts.filter(({ folder, shortTerm, text, title }) => {
    const content = folded([...folder, title, shortTerm ?? '', text].join(' '));
    return words.every(word => content.includes(word));
  });
}
