import { dirname, join } from 'node:path';

/** Our own files build their schemas when they first use them; what that is for stands in the file they get for zod. */
export const deferredSchemas = {
  name: 'deferred schemas',
  setup({ onResolve }) {
    const path = join(dirname(import.meta.dirname), 'schemas/kit/deferred.ts');
    onResolve({ filter: /^zod$/ }, ({ importer }) =>
      importer === path || importer.includes('/node_modules/') ? undefined : { path },
    );
  },
};
