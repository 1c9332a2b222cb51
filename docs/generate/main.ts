import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { currentContract } from './contract.ts';
import { documents, LOCK, readContract } from './documents.ts';
import { forbiddenDifferences } from './lock.ts';
import { located, packageVersion } from './repository.ts';

const committed = (path: string): string | undefined =>
  existsSync(located(path)) ? readFileSync(located(path), 'utf8') : undefined;

/** Changes that the locked contract does not allow at this version, one line each. */
function refusals(version: string): string[] {
  const lock = committed(LOCK);
  if (lock === undefined) return [];
  const found = forbiddenDifferences(readContract(lock), currentContract(version));
  return found.map(({ where, text }) => `  ${where}: ${text}`);
}

function run(checking: boolean): number {
  const version = packageVersion();
  const broken = refusals(version);
  if (broken.length > 0) {
    console.error(
      [
        `These changes break callers of version ${version}:`,
        ...broken,
        'Undo them, or move the major version in package.json (the minor while it is 0.x) and run `npm run docs`.',
      ].join('\n'),
    );
    return 1;
  }
  const stale = [...documents(version)].filter(([path, text]) => committed(path) !== text);
  if (checking && stale.length > 0) {
    const names = stale.map(([path]) => path).join(', ');
    console.error(`Not what the contract says: ${names}. Run \`npm run docs\` and commit the result.`);
    return 1;
  }
  for (const [path, text] of stale) {
    writeFileSync(located(path), text);
    console.log(`wrote ${path}`);
  }
  return 0;
}

process.exitCode = run(process.argv.includes('--check'));
