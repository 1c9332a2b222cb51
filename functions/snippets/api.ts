import { snippetRoutes } from '#schemas/snippets/routes.ts';
import { deleteAcronym, listAcronyms, saveAcronym } from '#shared/app/snippets/acronyms.ts';
import { expandCannedText, listCannedTexts } from '#shared/app/snippets/canned-texts.ts';
import type { SnippetPorts } from '#shared/app/snippets/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const snippetApi = bind(snippetRoutes)<SnippetPorts>({
  listCannedTexts: ({ query }, ports) => listCannedTexts(ports, query),
  expandCannedText: ({ params, query }, ports) => expandCannedText(ports, params.interactionId, query),
  listAcronyms: (_input, ports) => listAcronyms(ports),
  saveAcronym: ({ params, body }, ports) => saveAcronym(ports, { ...params, ...body }),
  deleteAcronym: ({ params }, ports) => deleteAcronym(ports, params.shortTerm),
});
