import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '#local/engine.ts';
import { dynamoDb } from '#shared/adapters/aws/clients.ts';
import { ensureTable } from '#shared/adapters/store/create-table.ts';
import { dynamoEngine } from '#shared/adapters/store/dynamo.ts';
import { isSame } from '#shared/domain/kit/is-same.ts';
import { noFaults } from './engine/faults.ts';
import { stepsOf } from './people/steps.ts';
import { outcomeOf, type Recorded, recording } from './recording.ts';
import { runSeed } from './run-seed.ts';

const STEPS = 8;
/** Calls compared: everybody signs in, and what the steps lead to. */
const COMPARED = 2500;

describe('a simulated history on the embedded engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  it.each([1])('comes to the same, call by call: seed %i', { timeout: 120_000 }, async seed => {
    const calls: Recorded[] = [];
    const steps = stepsOf(seed, STEPS);
    const run = await runSeed({ seed, steps, faults: noFaults, observe: (on, now) => recording(on, now, calls) });
    let now = 0;
    const tableName = `simulation-${seed}`;
    const credentials = () => ({ accessKeyId: 'local', secretAccessKey: 'local' });
    const client = dynamoDb({ endpoint: engine.endpoint, region: 'local', credentials });
    await ensureTable(client, tableName);
    const real = dynamoEngine({ client, tableName, now: () => now });

    const different: string[] = [];
    for (const { ask, at, operation, outcome } of calls.slice(0, COMPARED)) {
      now = at;
      const there = await outcomeOf(ask(real));
      if (!isSame(there, outcome)) different.push(`${operation}: ${JSON.stringify({ there, outcome })}`);
    }

    expect(run.findings).toEqual([]);
    expect(calls.length).toBeGreaterThan(500);
    expect(different.slice(0, 3)).toEqual([]);
  });
});
