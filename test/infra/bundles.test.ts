import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { environment } from '#schemas/env.ts';
import { soundNames } from '#schemas/voice/sounds.ts';
import { ENVIRONMENT } from '../../bench/environment.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** Imports each file, as the platform does at a cold start, and tells which export a handler. */
const script = `
  const { argv } = process;
  for (const file of argv.slice(1)) console.log(typeof (await import(file)).handler, file);
`;

describe('what the build makes', () => {
  let files: string[];

  beforeAll(async () => {
    await run(process.execPath, ['infra/build.mjs'], { cwd: root });
    const meta = JSON.parse(await readFile(join(root, 'dist/meta.json'), 'utf8'));
    files = Object.keys(meta.outputs).map(file => pathToFileURL(join(root, file)).href);
  }, 60_000);

  it('is bundles that start without an error, each with a handler', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, ...files], {
      env: { PATH: process.env['PATH'], ...ENVIRONMENT },
    });

    expect(files).toHaveLength(26);
    expect(stdout.trim().split('\n')).toEqual(files.map(file => `function ${file}`));
  });

  it('is the sounds that callers hear, each where a stage takes it from', async () => {
    const made = await readdir(join(root, 'dist/prompts/sounds'));

    expect(made.toSorted()).toEqual(soundNames.map(name => `${name}.wav`).toSorted());
  });
});

it('is told every variable that a function may ask for', () => {
  const asked = Object.values(environment).flatMap(({ shape }) => Object.keys(shape));

  expect(Object.keys(ENVIRONMENT)).toEqual(expect.arrayContaining(asked));
});
