import { registry } from '#schemas/index.ts';
import type { Entity } from '#schemas/kit/table.ts';
import { table } from '#schemas/table.ts';
import { code, GENERATED, markdownTable, page } from './markdown.ts';

/** The one physical table: what lies in it and how it is read. */
export function tablePage(): string {
  const indexes = Object.entries(table.indexes).map(([name, { pk, sk }]) => `${code(name)} (${code(pk)}, ${code(sk)})`);
  return page(
    '# Table',
    GENERATED,
    `One table, ${code(table.name)}: partition key ${code(table.pk)}, sort key ${code(table.sk)}, time to live ${code(table.ttl)}, indexes ${indexes.join(', ')}. Every partition key starts with the tenant. Each segment of a key is closed with \`#\`, so that no key is a prefix of another by accident; a row is in an index only while it has all attributes of the pattern.`,
    ...Object.entries(registry).flatMap(([domain, { entities }]) =>
      entities.length > 0 ? [`## ${domain}`, ...entities.toSorted(byName).flatMap(section)] : [],
    ),
  );
}

const byName = (a: Entity, b: Entity) => (a.name < b.name ? -1 : 1);

const section = (entity: Entity): string[] => [
  `### ${entity.name}`,
  `${entity.why}.${entity.expires ? ` Gone some time after ${code(entity.expires)}.` : ''}`,
  markdownTable(
    ['Read by', 'Index', 'Partition', 'Sort', 'Why'],
    [
      [
        'key',
        'table',
        pattern(['T', ...placeholders(['tenantId']), entity.collection], rest(entity.key.pk)),
        pattern([entity.name], entity.key.sk),
        entity.why,
      ],
      ...Object.entries(entity.access).map(([access, { index, pk, sk, why }]) => [
        access,
        index,
        pattern(['T', ...placeholders(['tenantId']), entity.name, access], rest(pk)),
        pattern([entity.name], sk),
        why,
      ]),
    ],
  ),
];

const rest = ([, ...names]: readonly string[]) => names;
const placeholders = (names: readonly string[]) => names.map(name => `{${name}}`);
const pattern = (fixed: readonly string[], names: readonly string[]) =>
  code([...fixed, ...placeholders(names)].map(segment => `${segment}#`).join(''));
