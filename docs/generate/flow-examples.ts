import { type DryRun, type DryRunRequest, Flow } from '#schemas/client.ts';

const say = (text: string) => [{ kind: 'speech' as const, text }];

export const flow = Flow.parse({
  id: 'reception',
  name: 'Reception',
  start: 'opening',
  steps: {
    opening: { kind: 'hours', hoursId: 'office', open: 'menu', closed: 'mailbox' },
    menu: {
      kind: 'menu',
      prompts: say('If it is urgent press one. Otherwise hold the line.'),
      choices: { '1': 'urgent' },
      otherwise: 'help',
    },
    urgent: { kind: 'priority', class: 2, next: 'help' },
    help: { kind: 'queue', queueId: 'support', closed: 'mailbox' },
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
    { flowId: 'reception', stepId: 'opening', kind: 'hours', hears: [], enters: null },
    {
      flowId: 'reception',
      stepId: 'menu',
      kind: 'menu',
      hears: ['If it is urgent press one. Otherwise hold the line.'],
      enters: '1',
    },
    { flowId: 'reception', stepId: 'urgent', kind: 'priority', hears: [], enters: null },
    { flowId: 'reception', stepId: 'help', kind: 'queue', hears: [], enters: null },
  ],
  end: { kind: 'answered', queueId: 'support', number: null },
  language: 'en-US',
  values: {},
  class: 2,
  priority: null,
  messagesTo: [],
};
