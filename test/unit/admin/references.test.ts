import { describe, expect, it } from 'vitest';
import { ChatWidget, InboundNumber } from '#schemas/admin/model.ts';
import { Flow } from '#schemas/voice/flow.ts';
import { takenField, unknownReferences } from '#shared/domain/admin/references.ts';
import { campaign, configuration, hours, queue, reason, scheme, settings, skill, user } from './builders.ts';

const whole = configuration({
  skills: [skill()],
  queues: [queue()],
  'outcome-schemes': [scheme()],
  'business-hours': [hours()],
});

describe('references', () => {
  it('every dangling reference of a queue is named', () => {
    const steps = [
      { skills: [{ skillId: 'german', level: 1 }], durationSeconds: 30 },
      {
        skills: [
          { skillId: 'german', level: 1 },
          { skillId: 'خياطة', level: 1 },
        ],
      },
    ];
    const wanted = { ...queue({ campaignId: 'gone', hoursId: 'never' }), steps };

    const issues = unknownReferences('queues', wanted, whole);

    expect(issues).toEqual([
      { path: 'campaignId', message: 'there is no campaign gone' },
      { path: 'hoursId', message: 'there is no business hours never' },
      { path: 'steps.1.skills.1.skillId', message: 'there is no skill خياطة' },
    ]);
  });

  it('every dangling reference of a user is named', () => {
    const wanted = user({
      skills: [
        { skillId: 'german', level: 3 },
        { skillId: 'french', level: 3 },
      ],
      queues: [{ queueId: 'sales' }, { queueId: 'support' }],
    });

    const issues = unknownReferences('users', wanted, whole);

    expect(issues.map(({ path }) => path)).toEqual(['skills.1.skillId', 'queues.1.queueId']);
  });

  it('a widget refers to its queue and to those it refuses', () => {
    const widget = ChatWidget.parse({
      id: 'shop',
      name: 'Shop',
      queueId: 'gone',
      rejectedQueueIds: ['sales', 'never'],
    });

    const issues = unknownReferences('chat-widgets', widget, whole);

    expect(issues.map(({ path }) => path)).toEqual(['queueId', 'rejectedQueueIds.1']);
  });

  it('a campaign refers to its outcome scheme, if it has one', () => {
    const schemes = [undefined, 'standard', 'gone'];

    const found = schemes.map(outcomeSchemeId =>
      unknownReferences('campaigns', campaign({ outcomeSchemeId }), whole).map(({ path }) => path),
    );

    expect(found).toEqual([[], [], ['outcomeSchemeId']]);
  });

  it('objects of the other kinds refer to nothing', () => {
    const empty = configuration({ campaigns: [] });

    const issues = [
      unknownReferences('skills', skill(), empty),
      unknownReferences('presence-reasons', reason(), empty),
      unknownReferences('outcome-schemes', scheme(), empty),
      unknownReferences('business-hours', hours(), empty),
      unknownReferences('routing-settings', settings(), empty),
    ];

    expect(issues.flat()).toEqual([]);
  });
});

describe('names and aliases', () => {
  const tenant = configuration({
    campaigns: [campaign({ alias: 7 })],
    queues: [queue({ alias: 7 }), queue({ id: 'support', name: 'Große Straße 📞', alias: 8 })],
  });

  it.each([
    ['another name and alias', { name: 'New', alias: 9 }, undefined],
    ['no alias', { name: 'New' }, undefined],
    ["another queue's alias", { name: 'New', alias: 8 }, 'alias'],
    ["another queue's name", { name: 'Sales' }, 'name'],
    ["another queue's name in other case", { name: 'sALES' }, 'name'],
    ["another queue's name with emoji", { name: 'GROßE STRAßE 📞' }, 'name'],
    ['the alias and name of a campaign', { name: 'Inbound' }, undefined],
  ])('a new queue with %s', (_sentence, given, expected) => {
    const field = takenField('queues', queue({ id: 'new', ...given }), tenant);

    expect(field).toBe(expected);
  });

  it('a queue does not stand in its own way', () => {
    const field = takenField('queues', queue({ alias: 7 }), tenant);

    expect(field).toBeUndefined();
  });

  it('campaigns are told apart as queues are; other objects may share names', () => {
    const fields = [
      takenField('campaigns', campaign({ id: 'new', name: 'INBOUND' }), tenant),
      takenField('campaigns', campaign({ id: 'new', name: 'New', alias: 7 }), tenant),
      takenField('skills', skill({ id: 'new' }), configuration({ skills: [skill()] })),
    ];

    expect(fields).toEqual(['name', 'alias', undefined]);
  });
});

describe('references of calls', () => {
  it('every dangling reference of the steps of a flow is named', () => {
    const flow = Flow.parse({
      ...{ id: 'main', name: 'Main', start: 'open' },
      steps: {
        open: { kind: 'hours', hoursId: 'never', open: 'wait', closed: 'night' },
        wait: { kind: 'queue', queueId: 'gone', closed: 'night' },
        night: { kind: 'flow', flowId: 'lost' },
      },
    });

    expect(unknownReferences('flows', flow, whole).map(({ path }) => path)).toEqual([
      'steps.open.hoursId',
      'steps.wait.queueId',
      'steps.night.flowId',
    ]);
  });

  it('a number leads to a queue or to a flow that is there', () => {
    const number = (given: object) => InboundNumber.parse({ id: 'n', name: 'N', number: '+15550100', ...given });

    expect(unknownReferences('phone-numbers', number({ queueId: 'sales' }), whole)).toEqual([]);
    expect(unknownReferences('phone-numbers', number({ flowId: 'lost' }), whole)).toEqual([
      { path: 'flowId', message: 'there is no flow lost' },
    ]);
  });
});

describe('a telephone number', () => {
  const number = (id: string, e164: string) => InboundNumber.parse({ id, name: id, number: e164, queueId: 'sales' });
  const tenant = configuration({ 'phone-numbers': [number('main', '+15550100')] });

  it('leads to one place', () => {
    expect(takenField('phone-numbers', number('other', '+15550100'), tenant)).toBe('number');
    expect(takenField('phone-numbers', number('other', '+15550101'), tenant)).toBeUndefined();
    expect(takenField('phone-numbers', number('main', '+15550100'), tenant)).toBeUndefined();
  });
});
