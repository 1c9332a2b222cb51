import { AcronymEntity } from '#schemas/snippets/entity.ts';
import { put, remove } from '#shared/adapters/store/store.ts';
import type { SnippetPorts } from '#shared/app/snippets/ports.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { openWork, type WorkDependencies } from './work.ts';

/** The ports of prepared texts, opened for one request of one tenant. */
export function openSnippets(dependencies: WorkDependencies): (ctx: Context) => SnippetPorts {
  const open = openWork(dependencies);
  return ctx => {
    const store = dependencies.openStore(ctx.tenantId);
    return {
      ...open(ctx),
      acronyms: userId => store.query(AcronymEntity, { userId }),
      saveAcronym: (userId, acronym) => store.commit([put(AcronymEntity, { ...acronym, userId, version: 1 }, 'any')]),
      async removeAcronym(userId, shortTerm) {
        const key = { userId, shortTerm };
        if (!(await store.get(AcronymEntity, key))) return false;
        await store.commit([remove(AcronymEntity, key)]);
        return true;
      },
    };
  };
}
