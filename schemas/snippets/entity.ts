import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { AcronymRecord } from './model.ts';

export const AcronymEntity = defineEntity(table, {
  name: 'acronym',
  schema: AcronymRecord,
  key: { pk: ['tenantId', 'userId'], sk: ['shortTerm'] },
  why: "An agent's own acronyms",
});
