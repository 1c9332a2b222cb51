import { parseArgs } from 'node:util';
import { between, seededRandom } from '#local/demo/random.ts';
import type { Meter } from '#shared/adapters/store/table-engine.ts';
import { chatIdentity, userIdentity } from '#shared/runtime/identity.ts';
import { largeFloor } from '../large-floor.ts';
import { type Figure, keep, line, progress } from '../report.ts';
import { type Hot, partitionHeat } from './partition-heat.ts';

const USAGE = `npm run bench:heat -- [--agents 10000] [--contacts 500] [--seconds 2] [--shards 16]
                      [--agent-shards 8]

  One tenant, one queue taking 80 % of the contacts: how hot does any key of the table become, by the units that each
  partition key of the store in memory spends in each simulated second? Once with teams of 500, once with everybody in
  one team.
`;
const WARM_UP_SECONDS = 2;
const STEPS_PER_SECOND = 10;
const ACCEPTS_AFTER = 5;
const LEAVES_AFTER = 20;
const OTHER_QUEUES = 20;

interface Load {
  readonly agents: number;
  /** New ones a second. */
  readonly contacts: number;
  readonly seconds: number;
  /** Of each queue. */
  readonly shards: number;
  /** Of each team. */
  readonly agentShards: number;
}

async function heatOf(name: string, teamSize: number, load: Load): Promise<Figure[]> {
  const { agents, contacts, seconds } = load;
  const show = progress('heat');
  const random = seededRandom(1);
  const heat = partitionHeat();
  let now = () => 0;
  let hot = false;
  const meter: Meter = consumed => hot && heat.record(consumed, Math.floor(now() / 1000));
  const teams = Array.from({ length: agents / teamSize }, (_, at) => ({
    agents: teamSize,
    queueIds: ['busy', `other-${at % OTHER_QUEUES}`],
  }));
  const { w } = await largeFloor(teams, load, { meter });
  now = w.clock.now;

  const due = new Map<number, (() => Promise<unknown>)[]>();
  const later = (step: number, work: () => Promise<unknown>) => due.set(step, [...(due.get(step) ?? []), work]);
  let step = 0;
  w.store.onChange(({ after, entityName }) => {
    if (entityName !== 'interaction' || after?.['status'] !== 'offered') return;
    const offer = after['offer'] as { readonly id: string; readonly agentId: string };
    const identity = userIdentity('demo', offer.agentId, ['agent']);
    later(step + ACCEPTS_AFTER, () =>
      w.exchange({ method: 'POST', path: `/v1/offers/${offer.id}/acceptance`, identity }),
    );
  });
  let asked = 0;
  async function arrive() {
    const queueId = random() < 0.8 ? 'busy' : `other-${between(random, 0, teams.length - 1) % OTHER_QUEUES}`;
    const { body } = await w.api().post('/v1/chats', { tenantId: 'demo', queueId, customer: { name: 'Kim' } });
    asked += 1;
    const identity = chatIdentity('demo', body.chatId);
    later(step + LEAVES_AFTER, () => w.exchange({ method: 'DELETE', path: `/v1/chats/${body.chatId}`, identity }));
  }

  const steps = (WARM_UP_SECONDS + seconds) * STEPS_PER_SECOND;
  for (; step < steps; step++) {
    hot = step >= WARM_UP_SECONDS * STEPS_PER_SECOND;
    show(`${name}, second ${Math.floor(step / STEPS_PER_SECOND) + 1} of ${WARM_UP_SECONDS + seconds}`);
    for (const work of due.get(step) ?? []) await work();
    due.delete(step);
    for (let one = 0; one < contacts / STEPS_PER_SECOND; one++) await arrive();
    await w.advance(1 / STEPS_PER_SECOND);
  }
  if (w.defects.length > 0) throw new Error(w.defects[0]);
  const writes = heat.hottest('writeUnits');
  const reads = heat.hottest('readUnits');
  console.log(`${name}: ${asked} contacts; hottest writes ${told(writes)}; hottest reads ${told(reads)}`);
  return [
    { name: `${name}, seconds in which a key passes its limit`, value: heat.secondsOver(), unit: 's', atMost: 0 },
    {
      name: `${name}, most write units of a key in a second`,
      value: writes[0]?.units ?? 0,
      unit: 'units',
      atMost: 1000,
    },
    { name: `${name}, most read units of a key in a second`, value: reads[0]?.units ?? 0, unit: 'units', atMost: 3000 },
  ];
}

const told = (hottest: readonly Hot[]): string =>
  hottest.map(({ partition, units }) => `${partition} ${Math.round(units)}`).join(', ');

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '10000' },
    contacts: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '2' },
    shards: { type: 'string', default: '16' },
    'agent-shards': { type: 'string', default: '8' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(USAGE);
} else {
  const load: Load = {
    ...{ agents: Number(values.agents), contacts: Number(values.contacts) },
    ...{ seconds: Number(values.seconds), shards: Number(values.shards) },
    agentShards: Number(values['agent-shards']),
  };
  const figures = [
    ...(await heatOf('teams of 500', Math.min(500, load.agents), { ...load, agentShards: 1 })),
    ...(await heatOf('one team', load.agents, load)),
  ];
  for (const figure of figures) console.log(line(figure));
  console.log(`\nwritten to ${keep('heat', { load, figures })}`);
}
