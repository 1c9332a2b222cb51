import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seededTenants } from './seed.ts';
import { type System, startSystem } from './system.ts';

const USAGE = `npm start -- [--port <number>] [--fresh] [--data <folder>] [--clock manual]

  --port <number>   where to serve (or PORT); 3000 when left out
  --fresh           start with nothing but the seed and keep nothing
  --data <folder>   where data and keys are kept; .tandem when left out
  --clock manual    time stands still until POST /local/clock moves it
`;

function options() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env['PORT'] ?? '3000' },
      fresh: { type: 'boolean', default: false },
      data: { type: 'string', default: join(import.meta.dirname, '..', '.tandem') },
      clock: { type: 'string', default: 'real' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is no port.`);
  if (values.clock !== 'real' && values.clock !== 'manual') throw new Error(`There is no clock ${values.clock}.`);
  return { ...values, port, clock: values.clock } as const;
}

const people = seededTenants
  .map(
    ({ id, objects }) => `  ${id}: ${(objects.users ?? []).map(user => `${user['id']} (${user['roles']})`).join(', ')}`,
  )
  .join('\n');

const guide = ({ url, socketUrl }: System, manual: boolean): string => `
Tandem runs at ${url}

  API reference   ${url}/docs
  Socket          ${socketUrl}
  Telephone       npm run phone -- +15550100 calls the hotline of demo
  Clock           ${manual ? `stands still; POST ${url}/local/clock {"advanceSeconds": 30} moves it` : 'real'}

Who there is:
${people}

First steps:
  TOKEN=$(curl -s ${url}/local/tokens -H 'content-type: application/json' \\
    -d '{"tenant":"demo","user":"ana"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
  curl -s ${url}/v1/sessions -X POST -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{}'

Ctrl-C ends it.
`;

const report = (message: string, facts: Readonly<Record<string, string>>, thrown?: unknown) => {
  const about = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  console.error([message, ...about].join(' '), thrown ?? '');
};

async function main(): Promise<void> {
  const { port, fresh, clock, data, help } = options();
  if (help) return console.log(USAGE);
  const host = process.env['HOST'];
  const system = await startSystem({
    ...{ port, fresh, clock, dataDir: resolve(data), ...(host && { host }) },
    sink: { count: () => undefined, report },
  });
  console.log(guide(system, clock === 'manual'));
  const end = () => {
    system.stop().then(
      () => process.exit(0),
      thrown => fail(thrown),
    );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function fail(thrown: unknown): never {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}

main().catch(fail);
