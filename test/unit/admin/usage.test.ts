import { describe, expect, it } from 'vitest';
import { type AdminKind, ChatWidget, InboundNumber, Snippets } from '#schemas/admin/model.ts';
import { Flow } from '#schemas/voice/flow.ts';
import { type UsageFacts, usedBy } from '#shared/domain/admin/usage.ts';
import { agent, campaign, configuration, hours, queue, reason, scheme, skill, user } from './builders.ts';

const LUNCH_SINCE = '2026-11-21T12:00:00.000Z';
const presence = agent().presence;
const atLunch = agent({ id: 'ben', presence: { ...presence, status: 'not-ready', reasonId: 'lunch' } });
const soonAtLunch = agent({
  id: 'cleo',
  presence: {
    ...presence,
    pending: { status: 'not-ready', reasonId: 'lunch', requestedAt: LUNCH_SINCE, actorId: 'cleo' },
  },
});

const everythingUsed: UsageFacts = {
  configuration: configuration({
    skills: [skill()],
    queues: [queue({ hoursId: 'office', steps: [{ skills: [{ skillId: 'german', level: 1 }] }] })],
    campaigns: [campaign({ outcomeSchemeId: 'standard' })],
    'presence-reasons': [reason()],
    'outcome-schemes': [scheme()],
    'business-hours': [hours()],
  }),
  users: [user({ skills: [{ skillId: 'german', level: 1 }], queues: [{ queueId: 'sales' }] })],
  agents: [atLunch, soonAtLunch, agent({ id: 'dora' })],
  liveWork: ['int_1'],
};

describe('usage', () => {
  it('of a queue is also by widgets that lead to it or refuse it; of a widget by nobody', () => {
    const widget = (id: string, given: object) => ChatWidget.parse({ id, name: id, queueId: 'other', ...given });
    const widgets = [
      widget('home', { queueId: 'sales' }),
      widget('shop', { rejectedQueueIds: ['sales'] }),
      widget('help', {}),
    ];
    const facts = {
      ...everythingUsed,
      users: [],
      liveWork: [],
      configuration: configuration({ 'chat-widgets': widgets }),
    };

    expect(usedBy('queues', 'sales', facts).map(({ id }) => id)).toEqual(['home', 'shop']);
    expect(usedBy('chat-widgets', 'home', facts)).toEqual([]);
  });

  it.each<[AdminKind, string, string[]]>([
    ['skills', 'german', ['queues sales', 'users ana']],
    ['queues', 'sales', ['users ana', 'interactions int_1']],
    ['campaigns', 'inbound', ['queues sales', 'interactions int_1']],
    ['presence-reasons', 'lunch', ['agents ben', 'agents cleo']],
    ['outcome-schemes', 'standard', ['campaigns inbound']],
    ['business-hours', 'office', ['queues sales']],
  ])('of %s: %s is used by %j', (kind, id, expected) => {
    const uses = usedBy(kind, id, everythingUsed).map(use => `${use.kind} ${use.id}`);

    expect(uses).toEqual(expected);
  });

  it.each<[AdminKind]>([
    ['skills'],
    ['queues'],
    ['campaigns'],
    ['presence-reasons'],
    ['outcome-schemes'],
    ['business-hours'],
  ])('of %s: what nobody refers to is not used', kind => {
    const uses = usedBy(kind, 'other', { ...everythingUsed, liveWork: [] });

    expect(uses).toEqual([]);
  });

  it('a user is used by an open session and by work', () => {
    const facts = { ...everythingUsed, agents: [agent()], liveWork: ['int_1'] };

    const uses = usedBy('users', 'ana', facts);

    expect(uses).toEqual([
      { kind: 'sessions', id: 'ses_01K9ZQ4M6T8R2V5X7Y0A1B2C3D' },
      { kind: 'interactions', id: 'int_1' },
    ]);
  });

  it('a user who has signed out is free', () => {
    const facts = { ...everythingUsed, agents: [agent({ session: null })], liveWork: [] };

    const uses = usedBy('users', 'ana', facts);

    expect(uses).toEqual([]);
  });
});

describe('usage by calls and prepared texts', () => {
  const flow = (id: string, steps: object) => Flow.parse({ id, name: id, start: 'a', steps });
  const end = { kind: 'hang-up' };
  const facts: UsageFacts = {
    configuration: configuration({
      snippets: [
        Snippets.parse({ id: 'of-queue', name: 'Q', queueIds: ['sales'], texts: [] }),
        Snippets.parse({ id: 'of-campaign', name: 'C', campaignIds: ['inbound'], texts: [] }),
      ],
      'phone-numbers': [
        InboundNumber.parse({ id: 'to-queue', name: 'Q', number: '+15550100', queueId: 'sales' }),
        InboundNumber.parse({ id: 'to-flow', name: 'F', number: '+15550101', flowId: 'main' }),
      ],
      flows: [
        flow('main', { a: { kind: 'queue', queueId: 'sales', closed: 'b' }, b: { kind: 'flow', flowId: 'night' } }),
        flow('night', {
          a: { kind: 'hours', hoursId: 'office', open: 'b', closed: 'c' },
          b: end,
          c: { kind: 'flow', flowId: 'night' },
        }),
      ],
    }),
    users: [],
    agents: [],
    liveWork: [],
  };

  it.each<[AdminKind, string, string[]]>([
    ['queues', 'sales', ['snippets of-queue', 'phone-numbers to-queue', 'flows main']],
    ['campaigns', 'inbound', ['snippets of-campaign']],
    ['business-hours', 'office', ['flows night']],
    ['flows', 'main', ['phone-numbers to-flow']],
    ['flows', 'night', ['flows main']],
    ['snippets', 'of-queue', []],
    ['phone-numbers', 'to-flow', []],
    ['extensions', 'desk', []],
  ])('of %s: %s is used by %j', (kind, id, expected) => {
    expect(usedBy(kind, id, facts).map(use => `${use.kind} ${use.id}`)).toEqual(expected);
  });
});
