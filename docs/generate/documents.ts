import { asyncapi } from './asyncapi.ts';
import { type Contract, currentContract, stableJson } from './contract.ts';
import { errorsPage } from './errors-page.ts';
import { eventsPage } from './events-page.ts';
import { openapi } from './openapi.ts';
import { tablePage } from './table-page.ts';

export const LOCK = 'docs/contract.lock.json';

/** Every generated document: its path in the repository and its text. */
export function documents(version: string): ReadonlyMap<string, string> {
  return new Map([
    ['docs/openapi.json', pretty(openapi(version))],
    ['docs/asyncapi.json', pretty(asyncapi(version))],
    ['docs/errors.md', errorsPage()],
    ['docs/table.md', tablePage()],
    ['docs/events.md', eventsPage()],
    [LOCK, stableJson(currentContract(version))],
  ]);
}

const pretty = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

export const readContract = (text: string): Contract => JSON.parse(text) as Contract;
