import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '#local/demo/random.ts';
import { type Figure, keep, line, progress } from '../report.ts';
import { control } from './control.ts';
import { type Deliveries, deliveries } from './deliveries.ts';
import type { Audience, Side } from './side.ts';
import { tandem } from './tandem.ts';

const USAGE = `npm run bench:chat -- [--polls 10000] [--sockets 2000] [--messages 3000] [--per-second 50] [--only tandem] [--within 900]

  Customers listen to the local system, some by long poll and some by socket, each to a chat of his own; then messages
  are said, and everyone must arrive. The same number of customers then listens to a socket.io server in the same ways.
  Servers and load are processes of their own, on the loopback alone. After so many seconds it gives up.
`;
const P99_MS = 1000;
/** Messages still on their way this long after the last one are lost. */
const SETTLE_MS = 60_000;
/** Between the last customer and the first message, so that polls wait when they are written to. */
const REST_MS = 5000;
/** Files a process has open besides its connections. */
const SPARE_FILES = 200;

interface Load extends Audience {
  readonly messages: number;
  readonly perSecond: number;
}

/** @throws Error that says what to do where the operating system allows too few connections */
function assertFiles({ polls, sockets }: Audience): void {
  const needed = polls + sockets + SPARE_FILES;
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const allowed = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (allowed < needed) {
    throw new Error(`A process may open ${allowed} files, and ${needed} are needed: run "ulimit -n ${needed}" first.`);
  }
}

/** The servers end with this process. */
function giveUp(seconds: number): never {
  console.error(`Not done after ${seconds} seconds: this machine is too slow or too busy for so many customers.`);
  process.exit(1);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      polls: { type: 'string', default: '10000' },
      sockets: { type: 'string', default: '2000' },
      messages: { type: 'string', default: '3000' },
      'per-second': { type: 'string', default: '50' },
      only: { type: 'string' },
      within: { type: 'string', default: '900' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(USAGE);
  const load = {
    ...{ polls: Number(values.polls), sockets: Number(values.sockets) },
    ...{ messages: Number(values.messages), perSecond: Number(values['per-second']) },
  };
  assertFiles(load);
  setTimeout(() => giveUp(Number(values.within)), Number(values.within) * 1000).unref();
  const sides = [tandem, control].filter(side => values.only === undefined || values.only === side.name);
  const figures: Figure[] = [];
  for (const side of sides) figures.push(...(await measure(await side(), load)));
  for (const figure of figures) console.log(line(figure));
  console.log(`\nwritten to ${keep('chat', { load, figures })}`);
}

async function measure(side: Side, load: Load): Promise<Figure[]> {
  const show = progress(side.name);
  const failures: string[] = [];
  const failed = (thrown: unknown) => void failures.push(thrown instanceof Error ? thrown.message : String(thrown));
  const polled = deliveries();
  const pushed = deliveries();
  const of = (text: string): Deliveries => (text.startsWith('poll') ? polled : pushed);
  const arrived = (text: unknown) => typeof text === 'string' && of(text).arrived(text);
  const startedAt = performance.now();
  await side.listen(load, { deliveries: { ...polled, arrived }, failed, show });
  const connectedMs = performance.now() - startedAt;
  await pause(REST_MS);
  const connecting = await side.server.report();

  const speaking = performance.now();
  await speak(side, load, of, failed, show);
  const spokenMs = performance.now() - speaking;
  await Promise.all([polled.settled(SETTLE_MS), pushed.settled(SETTLE_MS)]);
  const talkedMs = performance.now() - speaking;
  const talking = await side.server.report();
  await side.close();
  await side.server.stop();
  show('');
  for (const defect of [...connecting.defects, ...talking.defects].slice(0, 3)) console.error(defect);
  for (const failure of [...new Set(failures)].slice(0, 3)) console.error(failure);

  const isOurs = talking.writeUnits > 0;
  const goal = isOurs ? { atMost: P99_MS } : {};
  const named = (name: string, value: number, unit: string, more: Partial<Figure> = {}): Figure => ({
    ...{ name: `${side.name}, ${name}`, value, unit },
    ...more,
  });
  return [
    named('customers listening', load.polls + load.sockets, 'customers'),
    named('until all listened', connectedMs / 1000, 's'),
    named('messages said', load.messages, 'messages'),
    named('messages a second', load.messages / (spokenMs / 1000), 'messages'),
    named('errors', failures.length + connecting.defects.length + talking.defects.length, 'errors', { atMost: 0 }),
    named('lost messages', polled.lost + pushed.lost, 'messages', { atMost: 0 }),
    ...[0.5, 0.99].flatMap(share => [
      named(`delivery to a long poll, p${share * 100}`, polled.latency(share), 'ms', share > 0.5 ? goal : {}),
      named(`delivery to a socket, p${share * 100}`, pushed.latency(share), 'ms', share > 0.5 ? goal : {}),
    ]),
    named('processor time of the server until all listened', connecting.processorMs / 1000, 's'),
    named('processor time of the server for each second of messages', talking.processorMs / (talkedMs / 1000), 'ms'),
    named('memory, RSS', Math.max(connecting.maxRssBytes, talking.maxRssBytes) / 1024 ** 2, 'MB'),
    named('memory, heap', Math.max(connecting.maxHeapBytes, talking.maxHeapBytes) / 1024 ** 2, 'MB'),
    ...(isOurs
      ? [
          named('write units per message, all polls included', talking.writeUnits / load.messages, 'units'),
          named('read units per message, all polls included', talking.readUnits / load.messages, 'units'),
        ]
      : []),
  ];
}

/** Says the messages at an even rate, to customers by chance: as many to each kind as listen in that way. */
async function speak(
  side: Side,
  { messages, perSecond, polls, sockets }: Load,
  of: (text: string) => Deliveries,
  failed: (thrown: unknown) => void,
  show: (step: string) => void,
): Promise<void> {
  const random = seededRandom(1);
  const saying = new Set<Promise<void>>();
  const startedAt = performance.now();
  for (let number = 0; number < messages; number++) {
    await pause(Math.max(0, startedAt + (number * 1000) / perSecond - performance.now()));
    const at = Math.floor(random() * (polls + sockets));
    const text = `${at < polls ? 'poll' : 'socket'} ${number}`;
    of(text).sent(text);
    const said = side.say(at, text).catch(failed);
    saying.add(said);
    void said.finally(() => saying.delete(said));
    if (number % perSecond === 0) show(`${number} messages of ${messages}`);
  }
  await Promise.all(saying);
}

main().then(
  () => process.exit(0),
  thrown => {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    process.exit(1);
  },
);
