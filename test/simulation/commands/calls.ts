import { parseArgs } from 'node:util';
import type { CallHistory } from '../calls/history.ts';
import { hash } from '../engine/chance.ts';
import { progress } from './progress.ts';
import { inWorkers } from './workers.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    /** How many processes; as many as there are cores when left out. */
    workers: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `npm run sim:calls -- --calls 5000 --seed 1   plays histories from that seed on until there were so many calls
npm run sim:calls -- --calls 1 --seed 7      plays one history again, of about twenty calls`;

/** Steps that are shown of a history that broke a rule. */
const SHOWN = 40;

async function main(): Promise<void> {
  const wanted = Number(values.calls);
  const first = Number(values.seed);
  const histories: CallHistory[] = [];
  const said = progress(wanted, 'calls');
  const module = new URL('./calls-worker.ts', import.meta.url).href;
  const workers = values.workers === undefined ? {} : { workers: Number(values.workers) };
  let calls = 0;
  for await (const history of inWorkers<number, CallHistory>({ jobs: seedsFrom(first, wanted), module, ...workers })) {
    histories.push(history);
    if (history.breaches.length > 0) explain(history);
    calls += history.calls;
    said(Math.min(calls, wanted), `${broken(histories).length} violations`);
    if (calls >= wanted) break;
  }
  histories.sort((one, other) => one.seed - other.seed);
  sumUp(histories);
  process.exitCode = broken(histories).length > 0 ? 1 : 0;
}

/** A history has a call at least, so that so many are enough. */
const seedsFrom = (first: number, calls: number): number[] => Array.from({ length: calls }, (_, at) => first + at);

const broken = (histories: readonly CallHistory[]) => histories.filter(({ breaches }) => breaches.length > 0);

function explain({ breaches, seed, steps }: CallHistory): void {
  const [breach] = breaches;
  if (!breach) return;
  const [subject = breach.subject] = /int_\w+/.exec(`${breach.subject} ${breach.detail}`) ?? [];
  const about = steps.filter(step => step.includes(subject));
  console.log(`\nseed ${seed}, ${subject}: ${breach.rule}: ${breach.detail.slice(0, 2000)}`);
  for (const step of (about.length > 0 ? about : steps).slice(-SHOWN)) console.log(`  ${step}`);
  console.log(`npm run sim:calls -- --calls 1 --seed ${seed}\n`);
}

function sumUp(histories: readonly CallHistory[]): void {
  const sum = (of: (history: CallHistory) => number) => histories.reduce((total, one) => total + of(one), 0);
  const inAll = (of: (history: CallHistory) => Readonly<Record<string, number>>) =>
    [...new Set(histories.flatMap(one => Object.keys(of(one))))]
      .sort()
      .map(name => `${name} ${sum(one => of(one)[name] ?? 0)}`)
      .join(', ');
  console.log(`carried out: ${inAll(({ done }) => done)}`);
  console.log(`stops in flows: ${inAll(({ walked }) => walked)}`);
  console.log(`rules: ${inAll(({ rules }) => countOf(rules))}`);
  console.log(
    `recordings: ${sum(({ recordings }) => recordings.call)} of conversations, ` +
      `${sum(({ recordings }) => recordings.message)} messages, ${sum(({ recordings }) => recordings.filed)} files`,
  );
  console.log(`mistakes: ${inAll(({ mistakes }) => mistakes)}`);
  console.log(
    `${sum(({ calls }) => calls)} calls in ${histories.length} histories, ${sum(({ invocations }) => invocations)} ` +
      `invocations, ${sum(({ commits }) => commits)} commits looked at`,
  );
  console.log(
    `trace ${hash(histories.map(({ trace }) => trace).join()).toString(16)}, violations ${broken(histories).length}`,
  );
}

const countOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(names, name => name)].map(([name, same]) => [name, same.length]));

if (values.help) console.log(HELP);
else await main();
