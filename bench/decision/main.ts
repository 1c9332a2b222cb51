import type { Meter } from '#shared/adapters/store/table-engine.ts';
import { type LargeFloor, largeFloor, type Team } from '../large-floor.ts';
import { type Figure, keep, line, median, progress } from '../report.ts';

/*
 * P6: a contact that finds an agent, in a tenant of 10,000 agents, 200 queues and 50 skills, beside one of 100 agents.
 * Time is that of the whole command on the store in memory; units and round trips are counted at the store.
 */
const ROUNDS = 41;
const TIMES = 2;

interface Cost {
  readonly ms: number;
  readonly readUnits: number;
  readonly roundTrips: number;
}

/** Teams of 50; each serves a queue with the team before it and one with the team behind it. */
const teams = (count: number): Team[] =>
  Array.from({ length: count }, (_, at) => ({
    agents: 50,
    queueIds: [`q${at}`, `q${(at + 1) % count}`],
    skills: Object.fromEntries(Array.from({ length: 5 }, (_s, skill) => [`s${(at * 5 + skill) % 50}`, 1 + (at % 5)])),
  }));
const everybodyInOneQueue = (agents: number): Team[] => [{ agents, queueIds: ['q0'] }];

function counting(): { readonly meter: Meter; readonly take: () => Omit<Cost, 'ms'> } {
  let seen = { readUnits: 0, roundTrips: 0 };
  return {
    meter: ({ readUnits }) => {
      seen = { readUnits: seen.readUnits + readUnits, roundTrips: seen.roundTrips + 1 };
    },
    take: () => {
      const taken = seen;
      seen = { readUnits: 0, roundTrips: 0 };
      return taken;
    },
  };
}

async function subject(of: readonly Team[]) {
  const { meter, take } = counting();
  const floor: LargeFloor = await largeFloor(of, { shards: 1, agentShards: 1 }, { meter });
  const api = floor.w.api();
  let offered = 0;
  floor.w.store.onChange(({ after, entityName }) => {
    if (entityName === 'interaction' && after?.['status'] === 'offered') offered += 1;
  });
  return async (): Promise<Cost> => {
    await floor.w.settled();
    take();
    const startedAt = performance.now();
    const asked = await api.post('/v1/chats', { tenantId: 'demo', queueId: 'q0', customer: { name: 'Kim' } });
    const ms = performance.now() - startedAt;
    const cost = take();
    if (offered === 0) throw new Error(`nobody was asked: ${JSON.stringify(asked.body)}`);
    offered = 0;
    await floor.w.api(asked.body.token).delete(`/v1/chats/${asked.body.chatId}`);
    return { ms, ...cost };
  };
}

async function compare(name: string, small: readonly Team[], large: readonly Team[]): Promise<Figure[]> {
  const show = progress('decision');
  const subjects = [await subject(small), await subject(large)];
  const costs: Cost[][] = [[], []];
  for (let round = 0; round < ROUNDS + 5; round++) {
    show(`${name}, round ${round + 1} of ${ROUNDS + 5}`);
    for (const [at, run] of subjects.entries()) {
      const cost = await run();
      if (round >= 5) costs[at]?.push(cost);
    }
  }
  const [few, many] = costs.map(all => ({
    ms: median(all.map(one => one.ms)),
    readUnits: median(all.map(one => one.readUnits)),
    roundTrips: median(all.map(one => one.roundTrips)),
  })) as [Cost, Cost];
  return [
    { name: `${name}, 100 agents`, value: few.ms, unit: 'ms' },
    { name: `${name}, 10,000 agents`, value: many.ms, unit: 'ms' },
    { name: `${name}, time`, value: many.ms / few.ms, unit: 'times', atMost: TIMES },
    { name: `${name}, read units`, value: many.readUnits / few.readUnits, unit: 'times', atMost: TIMES },
    { name: `${name}, read units of 10,000 agents`, value: many.readUnits, unit: 'units' },
    { name: `${name}, round trips`, value: many.roundTrips / few.roundTrips, unit: 'times', atMost: TIMES },
  ];
}

const figures = [
  ...(await compare('teams of 50', teams(2), teams(200))),
  ...(await compare('everybody in one queue', everybodyInOneQueue(100), everybodyInOneQueue(10_000))),
];
for (const figure of figures) console.log(line(figure));
console.log(`\nwritten to ${keep('decision', { rounds: ROUNDS, figures })}`);
