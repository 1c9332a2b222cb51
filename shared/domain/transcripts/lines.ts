import type { Entry } from '#schemas/interactions/model.ts';
import { escapedHtml } from './fill.ts';
import type { Moments } from './moments.ts';

/** What was said, as the customer read it: no notices, and nothing that was for agents alone. */
const said = (entries: readonly Entry[]): Said[] =>
  entries.filter(
    (entry): entry is Said => entry.kind === 'message' && entry.audience === undefined && entry.text !== null,
  );

type Said = Entry & { readonly text: string };

const PARTIES = { customer: 'Customer', agent: 'Agent', system: '' } as const;

const authorOf = ({ author }: Entry, hidden: boolean): string => {
  const named = author.kind === 'agent' && (hidden || author.anonymous) ? null : author.name;
  return named || PARTIES[author.kind];
};

export const textLines = (entries: readonly Entry[], moments: Moments, hidden: boolean): string =>
  said(entries)
    .map(entry => `[${moments.time(entry.at)}] ${authorOf(entry, hidden)}: ${entry.text}`)
    .join('\n');

export const htmlLines = (entries: readonly Entry[], moments: Moments, hidden: boolean): string =>
  said(entries)
    .map(entry => {
      const time = escapedHtml(moments.time(entry.at));
      const author = escapedHtml(authorOf(entry, hidden));
      return `<p>[${time}] <b>${author}</b>: ${escapedHtml(entry.text).replaceAll('\n', '<br>')}</p>`;
    })
    .join('');
