import { startSystem } from '#local/system.ts';
import { serve } from './child.ts';

const PLENTY = 1e6;

let readUnits = 0;
let writeUnits = 0;
let defects: string[] = [];
const same = <T>(one: T): T => one;
const system = await startSystem({
  port: 0,
  fresh: true,
  rateLimits: { perSecond: { agent: PLENTY, customer: PLENTY, management: PLENTY }, burst: 2 },
  sink: {
    count: () => undefined,
    report: (message, facts, thrown) => {
      if (thrown !== undefined) defects.push(`${message} ${JSON.stringify(facts)} ${thrown}`);
    },
  },
  observe: {
    ...{ engine: same, timers: same, sockets: same },
    // The local stream reads what a write replaces; DynamoDB's stream has that image by itself.
    meter: one => {
      if (one.operation === 'commit' && one.writeUnits === 0) return;
      readUnits += one.readUnits;
      writeUnits += one.writeUnits;
    },
  },
});

serve(
  system.url,
  () => {
    const taken = { readUnits, writeUnits, defects };
    readUnits = 0;
    writeUnits = 0;
    defects = [];
    return taken;
  },
  () => system.stop(),
);
