import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { holds } from './checks.ts';
import { progressDisplay } from './progress.ts';
import { report } from './report.ts';
import { runDemo } from './run.ts';
import { SERVICE_LEVEL_SECONDS } from './stage.ts';

const USAGE = `npm run demo -- [--url <address>] [--seed <number>] [--speed <factor>] [--json <file>]

  --url <address>     a running system, such as http://localhost:3000; an own one is started when left out
  --seed <number>     the same seed gives the same behaviour of everybody; 7 when left out
  --speed <factor>    people arrive, think and pause so many times faster; ring and wrap-up times stay
  --agents <number>   20 when left out
  --customers <number> 200 when left out
  --json <file>       writes the figures there, too
`;
const ARRIVAL_MS = 30_000;
const LONGEST_MS = 120_000;

function options() {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      seed: { type: 'string', default: '7' },
      speed: { type: 'string', default: '1' },
      agents: { type: 'string', default: '20' },
      customers: { type: 'string', default: '200' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'seed' | 'speed' | 'agents' | 'customers', least: number): number => {
    const value = Number(values[name]);
    if (!(value >= least)) throw new Error(`--${name} ${values[name]} is not a number from ${least} on.`);
    return value;
  };
  const { url, json, help } = values;
  return {
    ...{ url, json, help, seed: number('seed', 0), speed: number('speed', 0.1) },
    ...{ agents: Math.floor(number('agents', 1)), customers: Math.floor(number('customers', 1)) },
  };
}

async function main(): Promise<boolean> {
  const { help, json, ...plan } = options();
  if (help) {
    console.log(USAGE);
    return true;
  }
  const where = plan.url ?? 'an own system';
  console.log(`${plan.customers} customers, ${plan.agents} agents, seed ${plan.seed}, at ${where}\n`);
  const display = progressDisplay(plan.customers);
  const result = await runDemo({
    ...{ ...plan, arrivalMs: ARRIVAL_MS, longestMs: LONGEST_MS },
    onProgress: display.show,
  }).finally(display.end);
  console.log(`\n${report(result, SERVICE_LEVEL_SECONDS)}`);
  if (json) await writeFile(json, `${JSON.stringify({ at: new Date().toISOString(), ...plan, ...result }, null, 2)}\n`);
  return holds(result.verdicts);
}

// A run that ends in between, for whatever reason, has shown nothing.
process.exitCode = 1;
main().then(
  good => {
    process.exitCode = good ? 0 : 1;
  },
  thrown => console.error(thrown instanceof Error ? thrown.message : thrown),
);
