/**
 * Bundles every function in one go: `functions/<domain>/<name>.lambda.ts` becomes `dist/<domain>/<name>/index.mjs`.
 * Makes the sounds that callers hear: `dist/prompts/sounds/<name>.wav`.
 */
import { glob, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { soundKey, soundNames } from '#schemas/voice/sounds.ts';
import { soundFile } from '#shared/domain/voice/sounds.ts';
import { deferredSchemas } from './deferred-schemas.mjs';

const root = dirname(import.meta.dirname);
const output = join(root, 'dist');
const KILOBYTE = 1024;
/** A larger bundle is an error: something came in that costs load time. */
const MAX_BYTES = 360 * KILOBYTE;
/** Those that need more, and why. */
const LARGER = {
  // Recognises files by their signatures.
  'dist/attachments/rest/index.mjs': 420 * KILOBYTE,
  // The same, beside customer chat.
  'dist/compat/rest/index.mjs': 480 * KILOBYTE,
  // Know the numbering plans of the world, which tell premium numbers from others.
  'dist/admin/rest/index.mjs': 560 * KILOBYTE,
  'dist/interactions/rest/index.mjs': 560 * KILOBYTE,
  'dist/voice/rest/index.mjs': 560 * KILOBYTE,
  // Hold a client of the AWS SDK.
  'dist/provisioning/origination/index.mjs': 600 * KILOBYTE,
  'dist/provisioning/sip-rule/index.mjs': 600 * KILOBYTE,
  'dist/provisioning/sip-rule-settled/index.mjs': 600 * KILOBYTE,
};

/** Modules that no function needs and that cost load time; one of them in a bundle is an error. */
const FORBIDDEN = [
  { what: 'a zod locale (import zod as a namespace)', path: /\/zod\/.*\/locales\/(?!en\.js$|index\.js$)/ },
  { what: 'the X-Ray SDK', path: /\/aws-xray-sdk/ },
  {
    what: 'the AWS SDK (call AWS through shared/adapters/aws)',
    path: /\/@(aws-sdk|smithy)\//,
    // Run while a stack is deployed, when nobody waits.
    except: /^dist\/provisioning\//,
  },
];

/**
 * What a function loads only when it needs it comes from the platform, which brings the AWS SDK: bundles stay small, and
 * those that never need it load nothing.
 */
const loadedLater = {
  name: 'loaded-later',
  setup({ onResolve }) {
    onResolve({ filter: /^@aws-sdk\// }, ({ kind }) => (kind === 'dynamic-import' ? { external: true } : undefined));
  },
};

const sources = (await Array.fromAsync(glob('functions/**/*.lambda.ts', { cwd: root }))).toSorted();
const entryPoints = Object.fromEntries(
  sources.map(source => [source.replace(/^functions\/(.*)\.lambda\.ts$/, '$1/index'), source]),
);

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints,
  outdir: output,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  // Parts written as CommonJS ask for modules of the platform with `require`, which a module does not have.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  legalComments: 'none',
  plugins: [deferredSchemas, loadedLater],
  metafile: true,
  logLevel: 'warning',
});
await writeFile(join(output, 'meta.json'), JSON.stringify(metafile));

const bundles = Object.entries(metafile.outputs).map(([file, { bytes, inputs }]) => ({
  file,
  bytes,
  parts: Object.keys(inputs).filter(input => inputs[input].bytesInOutput > 0),
}));
const limitOf = file => LARGER[file] ?? MAX_BYTES;
const kilobytes = bytes => `${Math.round(bytes / KILOBYTE)} KB`;
const offences = bundles.flatMap(({ file, bytes, parts }) => [
  ...FORBIDDEN.filter(({ except }) => !except?.test(file)).flatMap(({ what, path }) =>
    parts.filter(part => path.test(part)).map(part => `${file} contains ${what}: ${part}`),
  ),
  ...(bytes > limitOf(file) ? [`${file} has ${kilobytes(bytes)}, more than ${kilobytes(limitOf(file))}`] : []),
]);
if (offences.length > 0) throw new Error(offences.join('\n'));

for (const name of soundNames) {
  const path = join(output, 'prompts', soundKey(name));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, soundFile(name));
}

const largest = Math.max(0, ...bundles.map(({ bytes }) => bytes));
console.error(`${bundles.length} functions bundled, the largest has ${kilobytes(largest)}`);
