import { describe, expect, it } from 'vitest';
import {
  endedOtherwise,
  gapsInFeeds,
  holds,
  judge,
  misheardByAgents,
  misheardByCustomers,
  offersLeftOpen,
  overloadedAgents,
  storedOtherwise,
  withoutOutcome,
} from '#local/demo/checks.ts';
import { figuresOf } from '#local/demo/figures.ts';
import type { Evidence } from '#local/demo/observe.ts';
import {
  AGENT,
  CHAT,
  event,
  feedOf,
  goodRun,
  OFFER,
  rules,
  withAgent,
  withCustomer,
  withInteraction,
} from './evidence.ts';

const OTHER = 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3E';
const heard = goodRun().customers[0]!.heard;

describe('judge', () => {
  it('finds nothing wrong with a good run', () => {
    const verdicts = judge(goodRun());

    expect(verdicts.filter(({ offenders }) => offenders.length > 0)).toEqual([]);
    expect(holds(verdicts)).toBe(true);
  });

  it('does not hold when a request failed', () => {
    const verdicts = judge({ ...goodRun(), failures: ['customer 1: INTERNAL'] });

    expect(holds(verdicts)).toBe(false);
  });

  it.each([
    ['a customer who was never let in', withCustomer({ chatId: null })],
    ['a chat that the API does not know', { ...goodRun(), interactions: [] }],
  ])('names %s', (_, evidence) => {
    const verdicts = judge(evidence);

    expect(verdicts.flatMap(({ offenders }) => offenders)).not.toEqual([]);
  });
});

describe('endedOtherwise', () => {
  it.each<[string, Evidence]>([
    ['was told of two ends', withCustomer({ ends: 2 })],
    ['was told of no end', withCustomer({ ends: 0 })],
    ['read two endings', withCustomer({ heard: [...heard, heard.at(-1)!] })],
    ['read no ending', withCustomer({ heard: heard.slice(0, -1) })],
    [
      'has an interaction that is not closed',
      withInteraction(({ interaction }) => ({ interaction: { ...interaction, status: 'ended' } })),
    ],
    [
      'has an assignment that is not done',
      withInteraction(({ interaction }) => ({
        interaction: {
          ...interaction,
          assignments: interaction.assignments.map(one => ({ ...one, status: 'wrap-up' as const })),
        },
      })),
    ],
    ['ended twice by the timeline', twice('interaction.ended.v1')],
    ['closed twice by the timeline', twice('interaction.closed.v1')],
    ['never ended by the timeline', without('interaction.ended.v1')],
    ['never closed by the timeline', without('interaction.closed.v1')],
    [
      'has a conversation that goes on after its end',
      withInteraction(({ entries }) => ({ entries: [...entries, entries[4]!] })),
    ],
  ])('names a customer who %s', (_, evidence) => {
    const offenders = endedOtherwise(evidence);

    expect(offenders).toEqual([CHAT]);
  });
});

describe('misheardByCustomers', () => {
  it.each([
    ['missed a line', heard.filter(({ index }) => index !== 4)],
    ['missed the last line', heard.slice(0, -1)],
    ['heard a line twice', heard.flatMap(line => (line.index === 4 ? [line, line] : [line]))],
    ['heard two lines in the wrong order', heard.with(3, heard[4]!).with(4, heard[3]!)],
    ['heard another text', heard.map(line => (line.index === 4 ? { ...line, text: 'hello' } : line))],
    ['heard it from another side', heard.with(3, { ...heard[3]!, author: { kind: 'system', name: null } })],
  ])('names a customer who %s', (_, changed) => {
    const offenders = misheardByCustomers(withCustomer({ heard: changed }));

    expect(offenders).toEqual([CHAT]);
  });

  it('names a customer whose stored conversation has a gap, although it was heard as it is', () => {
    const run = withInteraction(({ entries }) => ({ entries: entries.filter(({ index }) => index !== 4) }));
    const customers = run.customers.map(one => ({ ...one, heard: one.heard.filter(({ index }) => index !== 4) }));

    const offenders = misheardByCustomers({ ...run, customers });

    expect(offenders).toEqual([CHAT]);
  });
});

describe('misheardByAgents', () => {
  const fromCustomer = (lines: Conversation['heard'], ...indexes: number[]) =>
    indexes
      .map(index => ({ ...lines[1]!, index, text: goodRun().interactions[0]!.entries[index - 1]!.text }))
      .concat(lines[0]!);
  type Conversation = { loaded: Evidence['interactions'][number]['entries'][number][]; heard: Conversation['loaded'] };
  const changed = (change: (conversation: Conversation) => Conversation) =>
    withAgent(({ conversations }) => ({ conversations: new Map([[CHAT, change(conversations.get(CHAT)!)]]) }));

  it.each<[string, Evidence]>([
    ['missed a message', changed(one => ({ ...one, heard: one.heard.slice(1) }))],
    ['was not shown what was said before', changed(one => ({ ...one, loaded: [] }))],
    ['heard a message twice', changed(one => ({ ...one, heard: [...one.heard, one.heard.at(-1)!] }))],
    [
      'heard messages of one side in the wrong order',
      changed(one => ({ ...one, heard: fromCustomer(one.heard, 5, 2) })),
    ],
    [
      'heard another text',
      changed(one => ({ ...one, heard: one.heard.map(line => ({ ...line, text: 'something else' })) })),
    ],
    ['heard nothing at all', withAgent(() => ({ conversations: new Map() }))],
    ['is nobody of this run', { ...goodRun(), agents: [] }],
  ])('names an interaction whose agent %s', (_, evidence) => {
    const offenders = misheardByAgents(evidence);

    expect(offenders).toEqual([CHAT]);
  });

  it('does not mind which of two sides that spoke at the same moment was heard first', () => {
    const evidence = changed(one => ({ ...one, heard: one.heard.toReversed() }));

    const offenders = misheardByAgents(evidence);

    expect(offenders).toEqual([]);
  });

  it('does not mind hearing what was read at the start', () => {
    const evidence = changed(one => ({ ...one, loaded: [...one.loaded, one.heard[0]!] }));

    const offenders = misheardByAgents(evidence);

    expect(offenders).toEqual([]);
  });
});

describe('storedOtherwise', () => {
  it.each<[string, Evidence]>([
    ['a message of the customer that is missing', withCustomer({ sent: ['hello?', 'thanks', 'still there?'] })],
    ['messages of the customer in another order', withCustomer({ sent: ['thanks', 'hello?'] })],
    ['a message that nobody sent', withCustomer({ sent: ['hello?'] })],
    ['a message of the agent that is missing', withAgent(() => ({ sent: new Map([[CHAT, ['hello!', 'bye']]]) }))],
    [
      'a message that was stored twice',
      withInteraction(({ entries }) => ({ entries: entries.flatMap(one => (one.index === 2 ? [one, one] : [one])) })),
    ],
  ])('names a conversation with %s', (_, evidence) => {
    const offenders = storedOtherwise(evidence);

    expect(offenders).toEqual([CHAT]);
  });
});

describe('offersLeftOpen', () => {
  it.each<[string, Evidence]>([
    ['never ended', without('offer.resolved.v1')],
    ['ended twice', twice('offer.resolved.v1')],
    ['was made twice', twice('offer.created.v1')],
    ['ended without having been made', without('offer.created.v1')],
  ])('names an offer that %s', (_, evidence) => {
    const offenders = offersLeftOpen(evidence);

    expect(offenders).toEqual([OFFER]);
  });
});

describe('overloadedAgents', () => {
  const second = (ms: number, type: string, data: Record<string, unknown> = {}) =>
    event(ms, type, { interactionId: OTHER, ...data });
  const feed = goodRun().agents[0]!.frames.map(({ event: { type, data, time } }) =>
    event(Date.parse(time), type, data),
  );

  it('names an agent whose feed shows one chat more than fits', () => {
    const offer = second(3000, 'offer.created.v1', { id: 'off_2' });
    const evidence = withAgent(() => ({ frames: feedOf([...feed.slice(0, 4), offer, ...feed.slice(4)]) }));

    const offenders = overloadedAgents(evidence);

    expect(offenders).toEqual([AGENT]);
  });

  it('names an agent whose wrap-up and chat together take more units than there are', () => {
    const offer = second(6500, 'offer.created.v1', { id: 'off_2' });
    const evidence = withAgent(() => ({ frames: feedOf([...feed.slice(0, 6), offer, ...feed.slice(6)]) }));

    const offenders = overloadedAgents(evidence);

    expect(offenders).toEqual([AGENT]);
  });

  it('lets an agent have the next chat when the wrap-up is over', () => {
    const offer = second(8100, 'offer.created.v1', { id: 'off_2' });
    const evidence = withAgent(() => ({ frames: feedOf([...feed, offer]) }));

    const offenders = overloadedAgents(evidence);

    expect(offenders).toEqual([]);
  });

  /** Another offer, which the feed puts behind everything else, whatever the instants say. */
  const beside = (fromMs: number, heardMs: number, toMs: number): Evidence => {
    const run = goodRun();
    const timeline = [
      second(fromMs, 'offer.created.v1', { id: 'off_2' }),
      second(toMs, 'offer.resolved.v1', { offerId: 'off_2', resolution: 'rejected' }),
    ];
    const frames = feedOf([...feed, ...timeline]).map(one =>
      one.event.id === timeline[0]!.id ? { ...one, heardAt: heardMs } : one,
    );
    return {
      ...run,
      agents: run.agents.map(agent => ({ ...agent, frames })),
      interactions: [...run.interactions, { ...run.interactions[0]!, timeline }],
    };
  };

  it('names an agent whose timelines overlap, whatever the feed says', () => {
    const offenders = overloadedAgents(beside(3000, 3010, 5000));

    expect(offenders).toEqual([`${AGENT} by timelines`]);
  });

  it('does not mind a command that began before the agent was free and was stored afterwards', () => {
    const offenders = overloadedAgents(beside(7990, 8010, 9000));

    expect(offenders).toEqual([]);
  });
});

describe('withoutOutcome', () => {
  const undisposed = (outcomePending: boolean) =>
    withInteraction(({ interaction }) => ({
      interaction: {
        ...interaction,
        disposition: null,
        assignments: interaction.assignments.map(one => ({ ...one, outcomePending })),
      },
    }));
  const owed = (evidence: Evidence): Evidence => ({
    ...evidence,
    agents: evidence.agents.map(agent => ({ ...agent, owed: [CHAT] })),
  });

  it.each<[string, Evidence]>([
    ['is neither disposed of nor owed', undisposed(false)],
    ['says to be owed but is in no list', undisposed(true)],
    ['is disposed of and in a list', owed(goodRun())],
  ])('names an answered interaction that %s', (_, evidence) => {
    const offenders = withoutOutcome(evidence);

    expect(offenders).toEqual([CHAT]);
  });

  it('accepts an outcome that is owed', () => {
    const offenders = withoutOutcome(owed(undisposed(true)));

    expect(offenders).toEqual([]);
  });
});

describe('gapsInFeeds', () => {
  const without = (number: number) =>
    withAgent(({ wire, frames }) => ({
      wire: new Map([...wire].filter(([seq]) => seq !== number)),
      frames: frames.filter(({ seq }) => seq !== number),
    }));

  it.each<[string, Evidence, string]>([
    ['lacks a number', without(4), `${AGENT} at 4`],
    ['lacks the first number', without(1), `${AGENT} at 1`],
    ['lacks the last number', without(9), `${AGENT} at 9`],
    [
      'has one number for two events',
      withAgent(({ wire }) => ({ wire: new Map(wire).set(4, new Set(['evt_1', 'evt_2'])) })),
      `${AGENT} at 4`,
    ],
    [
      'was not heard whole',
      withAgent(({ frames }) => ({ frames: frames.toSpliced(3, 1) })),
      `${AGENT} heard otherwise`,
    ],
    [
      'was heard twice in part',
      withAgent(({ frames }) => ({ frames: frames.toSpliced(3, 0, frames[2]!) })),
      `${AGENT} heard otherwise`,
    ],
    [
      'was heard in another order',
      withAgent(({ frames }) => ({ frames: frames.toReversed() })),
      `${AGENT} heard otherwise`,
    ],
    ['was replaced by a snapshot', withAgent(() => ({ resets: 1 })), `${AGENT} was reset`],
  ])('names a feed that %s', (_, evidence, offender) => {
    const offenders = gapsInFeeds(evidence);

    expect(offenders).toEqual([offender]);
  });

  it('does not mind an event that came under two numbers and was heard once', () => {
    const evidence = withAgent(({ wire, frames, highestSeq }) => ({
      wire: new Map(wire).set(highestSeq + 1, new Set([frames.at(-1)!.event.id])),
      highestSeq: highestSeq + 1,
    }));

    const offenders = gapsInFeeds(evidence);

    expect(offenders).toEqual([]);
    expect(figuresOf(evidence, rules, { from: 0, to: 10_000 }).toldTwice).toBe(1);
  });
});

function twice(type: string): Evidence {
  return withInteraction(({ timeline }) => ({
    timeline: timeline.flatMap(one => (one.type === type ? [one, one] : [one])),
  }));
}

function without(type: string): Evidence {
  return withInteraction(({ timeline }) => ({ timeline: timeline.filter(one => one.type !== type) }));
}
