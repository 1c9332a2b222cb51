import { expect } from 'vitest';
import { registry } from '#schemas/index.ts';
import { interactionEvents } from '#schemas/interactions/events.ts';
import { InteractionRecord } from '#schemas/interactions/model.ts';
import type { EventDef } from '#schemas/kit/event.ts';
import { sessionEvents } from '#schemas/sessions/events.ts';
import { AgentRecord } from '#schemas/sessions/model.ts';
import { AppError, type ErrorDetails } from '#shared/domain/kit/app-error.ts';
import { type Change, type NewEvent, seal } from '#shared/domain/kit/change.ts';

const definitions = new Map<string, EventDef>(
  [...Object.values(interactionEvents), ...Object.values(sessionEvents)].map(one => [one.type, one]),
);

/** The same change, after every row and event in it was found to be what the contract says. */
export function checked(change: Change): Change {
  const { agents, interactions } = seal(change);
  for (const { after } of interactions) expect(InteractionRecord.parse(after)).toEqual(after);
  for (const { after } of agents) expect(AgentRecord.parse(after)).toEqual(after);
  for (const event of change.events) expect(definitions.get(event.type)?.payload.parse(event.data)).toEqual(event.data);
  return change;
}

/** The change of one agent and one interaction, checked, with both as it leaves them. */
export function settled(change: Change) {
  checked(change);
  return {
    ...change,
    agent: change.agents[0]?.after as AgentRecord,
    interaction: change.interactions[0]?.after as InteractionRecord,
  };
}

export const typesOf = (change: Change): string[] => change.events.map(event => event.type);

type DataOf<T extends NewEvent['type']> = Extract<NewEvent, { type: T }>['data'];

/** What an event of that type says; undefined when there is none. */
export const told = <T extends NewEvent['type']>(change: Change, type: T): DataOf<T> | undefined =>
  change.events.find(event => event.type === type)?.data as DataOf<T> | undefined;

const operations = Object.values(registry).flatMap(({ routes }) => Object.keys(routes));

/** The code and details with which a decision refuses; the commands it allows instead exist. */
export function refused(decide: () => unknown): ErrorDetails & { readonly code: string } {
  try {
    decide();
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    expect(operations).toEqual(expect.arrayContaining([...(thrown.details.allowedCommands ?? [])]));
    return { code: thrown.code, ...thrown.details };
  }
  throw new Error('the decision refuses nothing');
}
