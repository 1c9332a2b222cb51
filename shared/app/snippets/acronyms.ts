import type { Acronym } from '#schemas/snippets/model.ts';
import { callerId } from '#shared/app/work/load.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { SnippetPorts } from './ports.ts';

/** The caller's own acronyms (CANN-04); nobody sees or changes another one's. */
export const listAcronyms = async (ports: SnippetPorts): Promise<{ items: Acronym[] }> => ({
  items: await ports.acronyms(callerId(ports)),
});

export async function saveAcronym(ports: SnippetPorts, acronym: Acronym): Promise<Acronym> {
  await ports.saveAcronym(callerId(ports), acronym);
  return acronym;
}

/** @throws AppError `ACRONYM_NOT_FOUND` */
export async function deleteAcronym(ports: SnippetPorts, shortTerm: string): Promise<null> {
  if (!(await ports.removeAcronym(callerId(ports), shortTerm))) throw new AppError('ACRONYM_NOT_FOUND');
  return null;
}
