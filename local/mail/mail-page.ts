import { escapedHtml } from '#shared/domain/transcripts/fill.ts';
import type { LocalPage, PageReply } from '../http.ts';
import type { ReceivedMail } from './local-mails.ts';

/** `/local/mails` lists what has been sent, for people to look into; `/local/mails.json` says the same to programs. */
export const mailPages =
  (received: () => readonly ReceivedMail[]): LocalPage =>
  async ({ method, path }) => {
    if (method !== 'GET') return undefined;
    if (path === '/local/mails') return reply('text/html; charset=utf-8', page(received()));
    if (path === '/local/mails.json') return reply('application/json', JSON.stringify(received().map(described)));
    return undefined;
  };

const reply = (type: string, body: string): PageReply => ({
  status: 200,
  headers: {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    // Mails are shown in frames that run nothing and load nothing.
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'",
  },
  body,
});

const described = ({ content, envelope }: ReceivedMail) => ({
  ...envelope,
  subject: content.subject ?? '',
  text: content.text ?? '',
  html: content.html ?? null,
});

const page = (mails: readonly ReceivedMail[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mails</title></head>
<body><h1>Mails</h1>
${mails.length === 0 ? '<p>None yet.</p>' : mails.map(described).toReversed().map(article).join('\n')}
</body></html>
`;

const article = ({ from, to, subject, text, html }: ReturnType<typeof described>): string => `<article>
<h2>${escapedHtml(subject)}</h2>
<p>${escapedHtml(from)} to ${escapedHtml(to.join(', '))}</p>
<pre>${escapedHtml(text)}</pre>
${html === null ? '' : `<iframe sandbox srcdoc="${escapedHtml(html)}" width="100%" height="300"></iframe>`}
</article>`;
