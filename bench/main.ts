import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BundleFigures, measureBundles } from './bundles.ts';
import { type CallFigures, measureCall } from './call.ts';
import { type FirstRequestFigure, measureFirstRequests } from './first-request.ts';
import { type JourneyFigures, measureJourney } from './journey.ts';
import { costOf, priceList } from './prices.ts';
import { type Figure, keep, line, progress } from './report.ts';
import { measuredCall, measuredChat } from './usage.ts';

const PARTS = ['journey', 'call', 'bundles', 'first', 'demo'] as const;
type Part = (typeof PARTS)[number];

const USAGE = `npm run bench -- [--only journey,call,bundles,first,demo]

  journey   round trips per command, units and money of a chat of 16 messages
  call      units, invocations, requests to the telephone service and money of a phone call
  bundles   size and load time of every function, beside a typical function built in the same run
  first     load and first request of some functions together, over the embedded engine
  demo      memory and offer latency of the local system while the demo runs (about a minute)
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(USAGE);
  const asked = values.only?.split(',') ?? [...PARTS];
  const unknown = asked.filter(part => !PARTS.includes(part as Part));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}.\n\n${USAGE}`);

  const figures: Figure[] = [];
  if (asked.includes('journey')) figures.push(...journeyFigures(await measureJourney(progress('journey'))));
  if (asked.includes('call')) figures.push(...callFigures(await measureCall(progress('call'))));
  if (asked.includes('bundles')) {
    const show = progress('bundles');
    figures.push(...bundleFigures(await measureBundles((round, of) => show(`round ${round} of ${of}`))));
  }
  if (asked.includes('first')) {
    const show = progress('first');
    execFileSync(process.execPath, ['infra/build.mjs'], { stdio: 'ignore' });
    const found = await measureFirstRequests('dist', (round, of) => show(`round ${round} of ${of}`));
    figures.push(...firstRequestFigures(found));
  }
  if (asked.includes('demo')) figures.push(...demoFigures());

  for (const figure of figures) console.log(line(figure));
  console.log(`\nwritten to ${keep('', { figures })}`);
}

function journeyFigures({ operations, commands, following, socket }: JourneyFigures): Figure[] {
  const goals: Readonly<Record<string, number>> = { 'enqueue to offer': 3, accept: 1 };
  const usage = measuredChat({
    ...commands,
    requests: commands.requests + 1,
    readUnits: commands.readUnits + socket.readUnits,
    writeUnits: commands.writeUnits + socket.writeUnits,
    following,
  });
  const { total } = costOf(usage);
  return [
    ...operations.map(({ operation, sequentialTrips }) => ({
      name: `round trips, ${operation}`,
      value: sequentialTrips,
      unit: 'one after the other',
      ...(goals[operation] !== undefined && { atMost: goals[operation] }),
    })),
    { name: 'write units per chat, commands', value: commands.writeUnits, unit: 'units', atMost: 80 },
    { name: 'read units per chat, commands', value: commands.readUnits, unit: 'units', atMost: 40 },
    { name: 'write units per socket', value: socket.writeUnits, unit: 'units' },
    { name: 'read units per socket', value: socket.readUnits, unit: 'units' },
    { name: 'write units per chat, stream consumer', value: following.writeUnits, unit: 'units' },
    { name: 'read units per chat, stream consumer', value: following.readUnits, unit: 'units' },
    { name: `money per chat at the prices of ${priceList.asOf}`, value: total, unit: 'USD', atMost: 0.0002 },
  ];
}

function callFigures(figures: CallFigures): Figure[] {
  const { asked, commits, invocations, parts, readUnits, requests, roomEvents, tasks, writeUnits } = figures;
  const count = (name: string, value: number, unit: string) => ({ name, value, unit });
  return [
    { name: 'write units per call', value: writeUnits, unit: 'units', atMost: 40 },
    ...Object.entries(parts).map(([part, units]) => count(`write units per call, ${part}`, units, 'units')),
    count('read units per call', readUnits, 'units'),
    count('commits per call', commits, 'commits'),
    count('requests of the agent per call', requests, 'requests'),
    count('events of the telephone service per call', invocations, 'invocations'),
    count('events of rooms per call', roomEvents, 'invocations'),
    count('timers per call', tasks.delay + tasks.workflow, 'tasks'),
    ...Object.entries(asked).map(([operation, times]) => count(`${operation} per call`, times, 'requests')),
    {
      name: `money per call at the prices of ${priceList.asOf}, without minutes of telephones and media`,
      value: costOf(measuredCall(figures)).total,
      unit: 'USD',
      atMost: 0.0004,
    },
  ];
}

const bundleFigures = ({ emptyMs, functions, typical }: BundleFigures): Figure[] => [
  { name: 'load time, empty function', value: emptyMs, unit: 'ms' },
  { name: 'load time, typical function', value: typical.loadMs, unit: 'ms' },
  { name: 'size, typical function', value: typical.bytes / 1024, unit: 'KB' },
  ...functions.flatMap(({ bytes, name, share }) => [
    { name: `size, ${name}`, value: bytes / 1024, unit: 'KB' },
    { name: `load time, ${name}`, value: share, unit: 'of the typical function', atMost: 0.5 },
  ]),
];

const firstRequestFigures = (found: readonly FirstRequestFigure[]): Figure[] =>
  found.flatMap(({ loadAndFirstMs, loadMs, request }) => [
    { name: `load, ${request}`, value: loadMs, unit: 'ms' },
    { name: `load and first request, ${request}`, value: loadAndFirstMs, unit: 'ms' },
  ]);

interface DemoJson {
  readonly figures: { readonly offerLatencyMs: { readonly p50: number; readonly p99: number } };
  readonly memory?: { readonly maxRssBytes: number; readonly maxHeapUsedBytes: number };
  readonly verdicts: readonly { readonly offenders: readonly string[] }[];
}

/** Runs the demo on an own system, in a process of its own, so that its memory is what is measured. */
function demoFigures(): Figure[] {
  const file = join(tmpdir(), `tandem-demo-${process.pid}.json`);
  try {
    execFileSync(process.execPath, ['local/demo/main.ts', '--json', file], { stdio: ['ignore', 'ignore', 'inherit'] });
    const { figures, memory } = JSON.parse(readFileSync(file, 'utf8')) as DemoJson;
    return [
      { name: 'offer latency in the demo, p50', value: figures.offerLatencyMs.p50, unit: 'ms' },
      { name: 'offer latency in the demo, p99', value: figures.offerLatencyMs.p99, unit: 'ms' },
      { name: 'memory of system and demo, RSS', value: (memory?.maxRssBytes ?? 0) / 1024 ** 2, unit: 'MB' },
      { name: 'memory of system and demo, heap', value: (memory?.maxHeapUsedBytes ?? 0) / 1024 ** 2, unit: 'MB' },
    ];
  } finally {
    rmSync(file, { force: true });
  }
}

main().catch(thrown => {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
});
