import { describe, expect, it } from 'vitest';
import { compareContacts } from '#shared/domain/routing/eligibility.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { delayedFor, evaluate, nextChance, rankAgents, rankContacts, unsettled } from '#shared/domain/routing/match.ts';
import { comparedOf, contactOf } from '#shared/domain/routing/projection.ts';
import { agent, assignedQueue, at, interaction, interactionId, NOW, profile, work } from '../../support/builders.ts';

const german = { skills: [{ skillId: 'german', level: 2 }] };
const of = (id: string, given: Parameters<typeof agent>[0] = {}) => comparedOf(agent({ id, ...given }));
const named = (agents: readonly { readonly agentId: string }[]) => agents.map(one => one.agentId);
const numbered = (contacts: readonly { readonly interactionId: string }[]) => contacts.map(one => one.interactionId);

describe('the agents for a contact', () => {
  it.each([
    [
      'lower tier first',
      of('zoe', { work: [work()] }),
      of('ana', { profile: profile({ queues: [assignedQueue({ tier: 2 })] }) }),
    ],
    ['then lower load', of('zoe', { idleSince: at(-1) }), of('ana', { work: [work({ cost: 10 })] })],
    ['then better skills', of('zoe', { profile: profile({ skills: { german: 5 } }), idleSince: at(-1) }), of('ana')],
    ['then longest idle', of('zoe', { idleSince: at(-301) }), of('ana', { idleSince: at(-300) })],
    ['then by id', of('ana'), of('zoe')],
  ])('are ordered: %s', (_sentence, first, second) => {
    const skilled = (one: typeof first) => ({
      ...one,
      profile: { ...one.profile, skills: { german: 2, ...one.profile.skills } },
    });
    const contact = contactOf(interaction({ steps: [german] }));

    const orders = [
      [first, second],
      [second, first],
    ].map(agents => named(rankAgents(contact, agents.map(skilled), NOW)));

    expect(orders).toEqual([named([first, second]), named([first, second])]);
  });

  it('are only those who may take it', () => {
    expect(rankAgents(contactOf(interaction({ steps: [german] })), [of('ana')], NOW)).toEqual([]);
  });

  it('are the preferred one alone until the preference is over, then everybody alike', () => {
    const contact = contactOf(interaction({ sticky: { agentId: 'zoe', until: at(5) } }));

    const orders = [NOW, at(5)].map(now => named(rankAgents(contact, [of('ana'), of('zoe')], now)));

    expect(orders).toEqual([['zoe'], ['ana', 'zoe']]);
  });
});

describe('the contacts for an agent', () => {
  const contact = (number: number, given: Parameters<typeof interaction>[0] = {}) =>
    contactOf(interaction({ id: interactionId(number), ...given }));

  it.each([
    ['the own lane first', contact(2, { lane: personalLane('ana'), class: 9 }), contact(1, { class: 0 })],
    ['then lower class', contact(2, { class: 4, rank: 9 }), contact(1, { rank: 1 })],
    ['then lower rank', contact(2, { rank: 1 }), contact(1, { rank: 2 })],
    ['then by id', contact(1), contact(2)],
  ])('are ordered: %s', (_sentence, first, second) => {
    const orders = [
      [first, second],
      [second, first],
    ].map(contacts => numbered(rankContacts(of('ana'), contacts, NOW)));

    expect(orders).toEqual([numbered([first, second]), numbered([first, second])]);
  });

  it('come from the lower tier first, strictly', () => {
    const queues = [assignedQueue({ tier: 2 }), assignedQueue({ queueId: 'support', tier: 1 })];
    const person = of('ana', { queueIds: ['sales', 'support'], profile: profile({ queues }) });

    const ordered = rankContacts(person, [contact(1, { class: 0 }), contact(2, { queueId: 'support', class: 9 })], NOW);

    expect(numbered(ordered)).toEqual([interactionId(2), interactionId(1)]);
  });

  it('are compared alike where a line is shown', () => {
    const line = [contact(3), contact(1), contact(2, { class: 1 })].sort(compareContacts);

    expect(numbered(line)).toEqual([interactionId(2), interactionId(1), interactionId(3)]);
    expect(compareContacts(contact(1), contact(1))).toBe(0);
  });

  it('nobody at the head of a line holds up the rest', () => {
    const unreachable = contact(1, { rank: 0, steps: [german] });

    expect(numbered(rankContacts(of('ana'), [unreachable, contact(2)], NOW))).toEqual([interactionId(2)]);
  });
});

describe('a look of the matcher', () => {
  it('tells the step, and of each agent why not', () => {
    const contact = contactOf(interaction({ steps: [german], class: 3, rank: 12 }));
    const skilled = of('zoe', { profile: profile({ skills: { german: 3 } }), work: [work()] });

    const look = evaluate(contact, [of('ana'), skilled], 'zoe', 'agent-freed', NOW);

    expect(look).toEqual({
      at: NOW,
      trigger: 'agent-freed',
      step: 0,
      class: 3,
      rank: 12,
      considered: [
        { agentId: 'zoe', load: 300, skillScore: 0.622, idleSince: at(-300), refused: null, detail: null },
        { agentId: 'ana', load: 0, skillScore: 0.269, idleSince: at(-300), refused: 'skill', detail: 'german 0 < 2' },
      ],
      chosen: 'zoe',
    });
  });

  it('keeps ten agents, those who may take it first', () => {
    const crowd = Array.from({ length: 15 }, (_, number) =>
      of(`a${String(number).padStart(2, '0')}`, { queueIds: number < 8 ? [] : ['sales'] }),
    );

    const look = evaluate(contactOf(interaction()), crowd, null, 'queued', NOW);

    expect(look.considered).toHaveLength(10);
    expect(look.considered.filter(one => one.refused === null)).toHaveLength(7);
  });

  it('says when the first of those who are refused for a while may be asked', () => {
    const delayed = (id: string, delaySeconds: number) =>
      of(id, { profile: profile({ queues: [assignedQueue({ delaySeconds })] }) });
    const contact = contactOf(interaction());

    expect(nextChance(contact, [delayed('ana', 90), delayed('ben', 70), of('cem', { queueIds: [] })], NOW)).toBe(
      at(10),
    );
    expect(nextChance(contact, [of('ana'), of('cem', { queueIds: [] })], NOW)).toBeNull();
  });

  it('says which contacts an agent is kept from by his delay alone', () => {
    const delayed = of('ana', { profile: profile({ queues: [assignedQueue({ delaySeconds: 90 })] }) });
    const contacts = [
      interaction(),
      interaction({ id: interactionId(2), excluded: [{ agentId: 'ana', until: at(500), rejections: 0 }] }),
      interaction({ id: interactionId(3), enqueuedAt: at(-100) }),
    ];

    expect(delayedFor(delayed, contacts.map(contactOf), NOW)).toEqual([
      { interactionId: interactionId(1), at: at(30) },
    ]);
  });
});

describe('blended tiers', () => {
  const blended = (tier: number) => {
    const queues = [assignedQueue(), assignedQueue({ queueId: 'support', tier })];
    return comparedOf(agent({ queueIds: ['sales', 'support'], profile: profile({ queues, blendsTiers: true }) }));
  };
  const waited = (number: number, queueId: string, seconds: number) =>
    contactOf(
      interaction({
        id: interactionId(number),
        queueId,
        lane: queueId,
        rank: Date.parse(at(-seconds)),
        enqueuedAt: at(-seconds),
      }),
    );
  const order = (tier: number) =>
    rankContacts(blended(tier), [waited(1, 'sales', 30), waited(2, 'support', 100)], NOW).map(one => one.queueId);

  it('let a contact of a further tier come first when it has waited a minute longer for each', () => {
    expect(order(2)).toEqual(['support', 'sales']);
    expect(order(3)).toEqual(['sales', 'support']);
  });

  it('say nothing about whom of several agents a contact goes to', () => {
    const near = { ...blended(1), agentId: 'ben', load: 300 };
    const far = { ...blended(9), agentId: 'ana', load: 0 };

    expect(rankAgents(waited(2, 'support', 9), [near, far], NOW).map(one => one.agentId)).toEqual(['ana', 'ben']);
  });
});

describe('the last agents read of lists that are ordered by idleness', () => {
  const contact = contactOf(interaction({ steps: [german] }));
  const skills = { german: 5 };
  const best = of('ben', { profile: profile({ skills }) });
  const end = (id: string, seconds: number) => of(id, { idleSince: at(seconds), profile: profile({ skills }) });

  it('may hide somebody better while nobody at all was found', () => {
    const ends = [end('zoe', -1)];

    expect(unsettled(contact, [], ends, NOW)).toBe(ends);
  });

  it.each([
    [
      'serves the queue in a further tier',
      of('ben', { profile: profile({ skills, queues: [assignedQueue({ tier: 2 })] }) }),
    ],
    [
      'has something to do',
      of('ben', { profile: profile({ skills }), work: [work({ interactionId: interactionId(9) })] }),
    ],
    ['knows less than one can', of('ben', { profile: profile({ skills: { german: 2 } }) })],
  ])('may hide somebody better while the best of all %s', (_sentence, beatable) => {
    const ends = [end('zoe', -1)];

    expect(unsettled(contact, [beatable], ends, NOW)).toBe(ends);
  });

  it('hide nobody better than the best, but where somebody comes next who has been idle for longer', () => {
    const ends = [end('ana', -301), end('cleo', -300), end('abe', -300), end('zoe', -299)];

    expect(named(unsettled(contact, [best], ends, NOW))).toEqual(['ana', 'abe']);
  });

  it('hide nobody while one agent is preferred', () => {
    const preferring = contactOf(interaction({ steps: [german], sticky: { agentId: 'ben', until: at(5) } }));

    expect(unsettled(preferring, [best], [end('ana', -900)], NOW)).toEqual([]);
  });
});
