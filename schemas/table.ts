import { defineTable } from './kit/table.ts';

/** The one physical table. Base keys carry every row; `gsi1` (keys only) finds what is live, for the sweeper and lists. */
export const table = defineTable({
  name: 'tandem',
  pk: 'pk',
  sk: 'sk',
  ttl: 'ttl',
  indexes: { gsi1: { pk: 'gsi1pk', sk: 'gsi1sk' } },
});
