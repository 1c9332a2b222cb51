import { type DryRun, type DryRunRequest, Flow } from '#schemas/client.ts';

const say = (text: string) => [{ kind: 'speech' as const, text }];

export const flow = Flow.parse({
  id: 'reception',
  name: 'Reception',
  start: 'hours',
  steps: {
    hours: { kind: 'hours', hoursId: 'office', open: 'menu', closed: 'mailbox' },
    menu: {
      kind: 'menu',
      prompts: say('For an order press one. For anything else press two.'),
      choices: { '1': 'sales', '2': 'support' },
      otherwise: 'support',
    },
    sales: { kind: 'queue', queueId: 'sales', closed: 'mailbox' },
    support: { kind: 'queue', queueId: 'support', closed: 'mailbox' },
    mailbox: {
      kind: 'voicemail',
      prompts: say('Nobody is here now. Please leave a message.'),
      queueId: 'support',
      next: 'end',
    },
    end: { kind: 'hang-up' },
  },
});

export const dryRunRequest: DryRunRequest = {
  flowId: 'reception',
  scenario: { caller: '+15550123', at: '2026-11-23T10:00:00.000Z', entries: ['1'], queues: {}, forwarding: 'answered' },
};

export const dryRun: DryRun = {
  steps: [
    { flowId: 'reception', stepId: 'hours', kind: 'hours', hears: [], enters: null },
    {
      flowId: 'reception',
      stepId: 'menu',
      kind: 'menu',
      hears: ['For an order press one. For anything else press two.'],
      enters: '1',
    },
    { flowId: 'reception', stepId: 'sales', kind: 'queue', hears: [], enters: null },
  ],
  end: { kind: 'answered', queueId: 'sales', number: null },
  language: 'en-US',
  values: {},
  class: null,
  priority: null,
  messagesTo: [],
};
