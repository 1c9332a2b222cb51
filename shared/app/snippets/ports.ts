import type { Acronym } from '#schemas/snippets/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';

export interface SnippetPorts extends WorkPorts {
  acronyms(userId: string): Promise<Acronym[]>;
  saveAcronym(userId: string, acronym: Acronym): Promise<void>;
  /** Answers whether there was one. */
  removeAcronym(userId: string, shortTerm: string): Promise<boolean>;
}
