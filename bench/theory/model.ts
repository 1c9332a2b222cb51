import type { Channel } from '#schemas/interactions/channel.ts';

/** Contacts of one kind, coming at random. */
export interface Flow {
  readonly perMinute: number;
  /** Mean minutes of service, exponential. */
  readonly serviceMinutes: number;
  /** Mean minutes until somebody who waits gives up, exponential; null when nobody does. */
  readonly patienceMinutes: number | null;
  readonly queueId: string;
  /** 0 is served first. */
  readonly class: number;
  readonly channel: Channel;
  /** The level that is asked for, by skill. */
  readonly skills: Readonly<Record<string, number>>;
}

/** Agents who are alike. */
export interface Team {
  readonly agents: number;
  readonly queueIds: readonly string[];
  readonly skills: Readonly<Record<string, number>>;
}

export interface Model {
  readonly flows: readonly Flow[];
  readonly teams: readonly Team[];
  /** How many may wait; without a limit when null. */
  readonly places: number | null;
}

/** One queue of calls and one team: the model of the textbooks. */
export const oneQueue = ({
  agents,
  perMinute,
  serviceMinutes,
  patienceMinutes = null,
  places = null,
}: {
  readonly agents: number;
  /** Of one class, or of several from the most urgent one on. */
  readonly perMinute: number | readonly number[];
  readonly serviceMinutes: number;
  readonly patienceMinutes?: number | null;
  readonly places?: number | null;
}): Model => ({
  flows: [perMinute].flat().map((rate, at) => ({
    ...{ perMinute: rate, serviceMinutes, patienceMinutes, queueId: 'calls', class: at },
    ...{ channel: 'voice', skills: {} },
  })),
  teams: [{ agents, queueIds: ['calls'], skills: {} }],
  places,
});

/**
 * A floor on which almost everybody differs: two shared queues, skills, and chats of which one agent holds three. No
 * formula knows it; it is there for the count of idle agents beside waiting contacts.
 */
export const MIXED_FLOOR: Model = {
  flows: [
    flow({ perMinute: 1.5, serviceMinutes: 3, queueId: 'sales', skills: { german: 3 } }),
    flow({ perMinute: 1.2, serviceMinutes: 3, queueId: 'sales', class: 1 }),
    flow({ perMinute: 1.5, serviceMinutes: 2, queueId: 'support', patienceMinutes: 2 }),
    flow({ perMinute: 1.5, serviceMinutes: 4, queueId: 'chats', channel: 'chat', skills: { typing: 2 } }),
    flow({ perMinute: 0.8, serviceMinutes: 4, queueId: 'chats', channel: 'chat', patienceMinutes: 3 }),
  ],
  teams: [
    { agents: 4, queueIds: ['sales'], skills: { german: 4 } },
    { agents: 3, queueIds: ['sales', 'support'], skills: { german: 2 } },
    { agents: 4, queueIds: ['support', 'chats'], skills: { typing: 1 } },
    { agents: 4, queueIds: ['sales', 'support', 'chats'], skills: { german: 3, typing: 2 } },
    { agents: 3, queueIds: ['chats'], skills: { typing: 5 } },
  ],
  places: null,
};

function flow(given: Pick<Flow, 'perMinute' | 'serviceMinutes' | 'queueId'> & Partial<Flow>): Flow {
  return { patienceMinutes: null, class: 0, channel: 'voice', skills: {}, ...given };
}
