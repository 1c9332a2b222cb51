import type { Entry } from '#schemas/interactions/model.ts';
import { escapedHtml } from './fill.ts';
import type { Moments } from './moments.ts';

/** What was said, as the customer read it: no notices, and nothing that was for agents alone. */
const said = (entries: readonly Entry[]): Entry[] =>
  entries.filter(({ audience, kind, text }) => kind === 'message' && audience === undefined && text !== null);

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
      const [time, author, text] = [moments.time(entry.at), authorOf(entry, hidden), entry.text ?? ''].map(escapedHtml);
      return `<p>[${time}] <b>${author}</b>: ${text?.replaceAll('\n', '<br>')}</p>`;
    })
    .join('');
