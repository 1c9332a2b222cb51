import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ENVIRONMENT } from './environment.ts';
import { median } from './report.ts';

/**
 * Size and load time of one function; `share` is its load time, less an empty function's, of the typical control's.
 * Times are processor time, which a busy machine disturbs least.
 */
export interface BundleFigure {
  readonly name: string;
  readonly bytes: number;
  readonly loadMs: number;
  readonly share: number;
}

export interface BundleFigures {
  readonly typical: { readonly bytes: number; readonly loadMs: number };
  readonly emptyMs: number;
  readonly functions: readonly BundleFigure[];
}

/** Fresh processes per bundle; odd, so that the median is one of them. */
const RUNS = 21;

/** Builds the functions and the controls, and loads each in fresh processes, taking turns. */
export async function measureBundles(onRound: (round: number, of: number) => void): Promise<BundleFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  try {
    execFileSync(process.execPath, ['infra/build.mjs'], { stdio: 'ignore' });
    await buildControls(directory);
    const controls = ['empty', 'typical'].map(name => ({ name, file: join(directory, `${name}.mjs`) }));
    const functions = builtFunctions();
    const times = loadInTurns([...controls, ...functions], onRound);
    const medianOf = (name: string) => median(times.get(name) ?? []);
    const emptyMs = medianOf('empty');
    const typicalMs = medianOf('typical');
    return {
      emptyMs,
      typical: { bytes: statSync(join(directory, 'typical.mjs')).size, loadMs: typicalMs },
      functions: functions.map(({ name, file }) => ({
        name,
        bytes: statSync(file).size,
        loadMs: medianOf(name),
        share: (medianOf(name) - emptyMs) / (typicalMs - emptyMs),
      })),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const buildControls = (outdir: string) =>
  build({
    entryPoints: ['bench/control/empty.ts', 'bench/control/typical.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });

/** The functions that the build says it has made; those that only a deployment runs are nobody's cold start. */
function builtFunctions(): { name: string; file: string }[] {
  const { outputs } = JSON.parse(readFileSync('dist/meta.json', 'utf8')) as { outputs: Record<string, unknown> };
  return Object.keys(outputs)
    .filter(file => !file.startsWith('dist/provisioning/'))
    .map(file => ({ name: file.split('/').slice(1, -1).join('/'), file }));
}

function loadInTurns(bundles: readonly { name: string; file: string }[], onRound: (round: number, of: number) => void) {
  const times = new Map<string, number[]>(bundles.map(({ name }) => [name, []]));
  for (let round = 1; round <= RUNS; round += 1) {
    for (const { name, file } of bundles) times.get(name)?.push(loadOnce(file));
    onRound(round, RUNS);
  }
  return times;
}

function loadOnce(file: string): number {
  const url = pathToFileURL(file).href;
  const script = `const before = process.cpuUsage();
await import(${JSON.stringify(url)});
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...ENVIRONMENT },
    encoding: 'utf8',
  });
  const ms = Number(run.stdout.trim().split('\n').at(-1));
  if (run.status !== 0 || Number.isNaN(ms)) throw new Error(`${file} does not load: ${run.stderr}`);
  return ms;
}
