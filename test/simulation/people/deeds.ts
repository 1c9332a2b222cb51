import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import type { Chance } from '../engine/chance.ts';
import type { Request } from './client.ts';
import type { Step } from './steps.ts';
import { TENANTS } from './tenants.ts';

type Deed = (
  agent: AgentRecord,
  interaction: InteractionRecord | undefined,
  step: Step,
  by: Chance,
) => Request | undefined;

const onInteraction =
  (operation: string, body?: (step: Step, by: Chance) => unknown): Deed =>
  (_, interaction, step, by) =>
    interaction && {
      operation,
      path: { interactionId: interaction.id },
      ...(body && { body: body(step, by) }),
    };

const onOffer =
  (operation: string): Deed =>
  (agent, interaction) => {
    const held = agent.work.find(one => one.interactionId === interaction?.id)?.offerId;
    const offerId = held ?? interaction?.offer?.id ?? interaction?.assignments.at(-1)?.offerId;
    return offerId ? { operation, path: { offerId } } : undefined;
  };

/** An offer of the same contact that came to nothing: a click on what an old page still shows. */
const onEarlierOffer: Deed = (_, interaction, __, by) => {
  if (!interaction || interaction.offerCount < 2) return undefined;
  const number = by.between(1, interaction.offerCount - 1);
  return { operation: 'acceptOffer', path: { offerId: `off_${interaction.id.slice('int_'.length)}_${number}` } };
};

const presence =
  (status: 'ready' | 'not-ready', when: 'now' | 'after-current'): Deed =>
  () => ({
    operation: 'setPresence',
    body: { status, when, ...(status === 'not-ready' && { reasonId: 'lunch' }) },
  });

const someAgent = (step: Step, by: Chance) => by.pick(TENANTS.find(({ id }) => id === step.tenantId)!.agentIds);

const transfer = (kind: 'queue' | 'agent' | 'personal-queue'): Deed =>
  onInteraction('transfer', (step, by) => {
    const queueIds = TENANTS.find(({ id }) => id === step.tenantId)!.queueIds;
    return { target: { kind, id: kind === 'queue' ? by.pick(queueIds) : someAgent(step, by) } };
  });

/** Some of the assigned queues or campaigns: all, none, or one. */
const some = (all: readonly string[], by: Chance): string[] => {
  const deed = by.weighted({ all: 5, none: 2, one: 3 });
  return deed === 'all' ? [...all] : deed === 'none' ? [] : all.filter((_, at) => at === by.between(0, all.length - 1));
};

/** What agents ask for. */
export const DEEDS = {
  look: () => ({ operation: 'listOffers' }),
  waitAndSee: () => undefined,
  accept: onOffer('acceptOffer'),
  acceptOld: onEarlierOffer,
  reject: onOffer('rejectOffer'),
  pickUp: onInteraction('pickUp'),
  say: onInteraction('sendMessage', step => ({ text: `line ${step.id}`, clientMessageId: `a-${step.id}` })),
  read: onInteraction('markRead', (_, by) => ({ readIndex: by.between(0, 6) })),
  end: onInteraction('endInteraction'),
  transferToQueue: transfer('queue'),
  transferToAgent: transfer('agent'),
  transferToPerson: transfer('personal-queue'),
  callIn: onInteraction('addToConference', (step, by) => ({ agentId: someAgent(step, by) })),
  leaveConference: onInteraction('leaveConference'),
  notes: onInteraction('saveNotes', step => ({ notes: `note ${step.id}` })),
  codes: onInteraction('setWrapUpCodes', () => ({ codeIds: ['solved'] })),
  extendWrapUp: onInteraction('extendWrapUp'),
  completeWrapUp: onInteraction('completeWrapUp'),
  dispose: onInteraction('disposeInteraction', (_, by) => ({
    codeId: by.pick(['solved', 'lost'] as const),
    ...(by.happens(0.7) && { note: 'as agreed' }),
  })),
  break: presence('not-ready', 'now'),
  breakLater: presence('not-ready', 'after-current'),
  ready: presence('ready', 'now'),
  autoCall: (_, __, ___, by) => ({ operation: 'setAutoCall', body: { enabled: by.happens(0.5) } }),
  queues: (agent, _, __, by) => ({
    operation: 'setQueueLogins',
    body: {
      queueIds: some(
        agent.profile.queues.map(one => one.queueId),
        by,
      ),
    },
  }),
  campaigns: (agent, _, __, by) => ({
    operation: 'selectCampaigns',
    body: { campaignIds: some([...new Set(agent.profile.queues.map(one => one.campaignId))], by) },
  }),
} satisfies Record<string, Deed>;

export type DeedName = keyof typeof DEEDS;
