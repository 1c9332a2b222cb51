/** A lane is where contacts wait in one line: a queue, or one person's own queue (QUE-08). */

const PERSONAL = 'agent~';

export const personalLane = (agentId: string): string => `${PERSONAL}${agentId}`;

/** The person a personal lane belongs to; null for a queue. */
export const laneOwner = (lane: string): string | null =>
  lane.startsWith(PERSONAL) ? lane.slice(PERSONAL.length) : null;
