import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StageConfig } from '#infra/config/schema.ts';
import { TenantEntity } from '#schemas/admin/entity.ts';
import { primaryKey } from '#schemas/kit/table.ts';
import { costOf, type Usage } from '../../bench/prices.ts';
import { chat, idleCalls, idleMonth } from '../../bench/usage.ts';
import { stages } from './synthesis.ts';

const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
const MILLION = 1_000_000;

/** The cells of the table below a mark, without its head. */
function cellsBelow(mark: string): string[][] {
  const [, table = ''] = guide.split(`<!-- ${mark} -->\n`);
  const [, , ...rows] = (table.split('\n\n')[0] ?? '').split('\n');
  return rows.map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

/** The cells of a table of costs, dearest first. */
function costCells(usage: Usage): string[][] {
  const { parts, total } = costOf(usage);
  const rows = Object.entries(usage)
    .map(([unit, amount]) => ({ unit, amount, usd: parts[unit as keyof Usage] ?? 0 }))
    .toSorted((left, right) => right.usd - left.usd)
    .map(({ unit, amount, usd }) => [unit, String(Math.round(amount)), usd.toFixed(2)]);
  return [...rows, ['**Sum**', '', `**${total.toFixed(2)}**`]];
}

const times = (usage: Usage, count: number): Usage =>
  Object.fromEntries(Object.entries(usage).map(([unit, amount]) => [unit, amount * count]));

describe('the deployment guide', () => {
  it('shows the cost of an idle month as the price table has it', () => {
    expect(cellsBelow('idle')).toEqual(costCells(idleMonth));
  });

  it('shows what calls add to an idle month as the price table has it', () => {
    expect(cellsBelow('idle-calls')).toEqual(costCells(idleCalls));
  });

  it('shows a stage with calls that its own configuration takes', () => {
    const [, given] = /```ts\n {2}voice: (\{[\s\S]+?\}),\n```/.exec(guide)!;
    const voice = Object.fromEntries(
      [...given!.matchAll(/^ {4}(\w+): (.+),$/gm)].map(([, name, value]) => [
        name,
        JSON.parse(value!.replaceAll("'", '"')),
      ]),
    );

    expect(StageConfig.parse({ ...stages.prod, voice }).voice).toEqual(voice);
  });

  it('shows SIP telephones that the configuration takes', () => {
    const [, given] = /```ts\n( {4}sipTelephones: \{[\s\S]+?\n {4}\}),\n```/.exec(guide)!;
    const json = given!
      .replaceAll("'", '"')
      .replaceAll(/(\w+): /g, '"$1": ')
      .replaceAll(/,(\s*[}\]])/g, '$1');

    const voice = { ...stages.voice.voice, ...JSON.parse(`{${json}}`) };

    expect(StageConfig.parse({ ...stages.prod, voice }).voice).toEqual(voice);
  });

  it('shows the cost of a million chats as the price table has it', () => {
    expect(cellsBelow('chat')).toEqual(costCells(times(chat, MILLION)));
    expect(guide).toContain(`That is ${costOf(chat).total.toFixed(5)} dollars a chat.`);
  });

  it('creates a tenant under the key and with the attributes of a tenant', () => {
    const [, json] = /```json\n([\s\S]+?)```/.exec(guide)!;
    const item = Object.entries(JSON.parse(json!) as Record<string, { S?: string; N?: string }>).map(
      ([name, { S, N }]) => [name, S ?? Number(N)] as const,
    );
    const { pk, sk, ...row } = Object.fromEntries(item);

    expect(TenantEntity.schema.strict().parse(row)).toEqual(row);
    expect({ pk, sk }).toEqual(primaryKey(TenantEntity, row));
  });
});
