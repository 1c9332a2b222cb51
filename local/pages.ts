import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { errors } from '#schemas/errors.ts';
import type { LocalPage, PageReply } from './http.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const HTML = '.html';

const page = (extension: string, body: string | Buffer): PageReply => ({
  status: 200,
  headers: { 'Content-Type': TYPES[extension] ?? 'application/octet-stream', 'Cache-Control': 'no-cache' },
  body,
});

async function file(path: string): Promise<PageReply | undefined> {
  try {
    return page(extname(path), await readFile(path));
  } catch {
    return undefined;
  }
}

/** One name, without a way out of its folder. */
const FILE_NAME = /^[\w-]+(?:\.[\w-]+)+$/;

const inFolder = (folder: string, name: string): Promise<PageReply | undefined> =>
  FILE_NAME.test(name) ? file(join(folder, name)) : Promise.resolve(undefined);

const folderOf = (name: string): string => join(import.meta.dirname, name);
const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The start page at `/` and its files, and the API reference under `/docs`. */
export const documentPages: LocalPage = async ({ method, path }) => {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/') return inFolder(folderOf('page'), 'index.html');
  if (path === '/docs' || path === '/docs/') return page(HTML, referencePage);
  if (path === '/docs/errors') return page(HTML, errorsPage());
  if (path.startsWith('/docs/ui/')) return inFolder(swaggerFolder, path.slice('/docs/ui/'.length));
  if (path.startsWith('/docs/')) return inFolder(folderOf('../docs'), path.slice('/docs/'.length));
  return inFolder(folderOf('page'), path.slice(1));
};

const document = (title: string, content: string): string =>
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
${content}
</html>
`;

const referencePage = document(
  'Tandem API reference',
  `<body>
<link rel="stylesheet" href="/docs/ui/swagger-ui.css">
<div id="reference"></div>
<script src="/docs/ui/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null });
</script>
</body>`,
);

/** Where the `type` of a problem document leads. */
const errorsPage = (): string =>
  document(
    'Tandem errors',
    `<body>
<h1>Errors</h1>
${Object.entries(errors)
  .map(
    ([code, { status, title, retryable, remedy }]) => `<section id="${code.toLowerCase().replaceAll('_', '-')}">
<h2>${code}</h2>
<p>${status}: ${title}. ${retryable ? 'The same request may succeed later.' : ''}</p>
<p>${withCode(remedy)}</p>
</section>`,
  )
  .join('\n')}
</body>`,
  );

const withCode = (text: string): string => text.replace(/`([^`]+)`/g, '<code>$1</code>');
