import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { interactionTasks } from '#schemas/interactions/tasks.ts';
import type { TaskInput } from '#schemas/kit/task.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { pageTexts, textsOf } from '#shared/app/work/customer-page.ts';
import { agentsIn } from '#shared/app/work/customer-speaks.ts';
import { otherParties } from '#shared/app/work/parties.ts';
import type { Conversation, ScheduledTask, WorkPorts } from '#shared/app/work/ports.ts';
import { type Configuration, rulesOf } from '#shared/domain/admin/configuration.ts';
import { filled } from '#shared/domain/chat/texts.ts';
import { handling, lastHolder } from '#shared/domain/interactions/assignments.ts';
import { checkPage, nextPageLook } from '#shared/domain/interactions/customer-page.ts';
import type { Party } from '#shared/domain/interactions/end.ts';
import { checkIdle } from '#shared/domain/interactions/idle-customer.ts';
import { checkSilence as decideSilence } from '#shared/domain/interactions/silent-customer.ts';
import { type Change, isNothing, nothing } from '#shared/domain/kit/change.ts';

type Input<K extends keyof typeof interactionTasks> = TaskInput<(typeof interactionTasks)[K]>;

/** A conversation may have gone silent (TIME-03). */
export async function checkIdleCustomer(ports: WorkPorts, input: Input<'checkIdleCustomer'>): Promise<void> {
  await look(ports, input.interactionId, (conversation, agent, configuration, others) => {
    const { interaction } = conversation;
    const texts = textsOf(configuration, interaction, interaction.locale);
    return checkIdle(
      interaction,
      agent,
      rulesFor(configuration, interaction),
      conversation,
      {
        warning: filled(texts.sessionWillSoonBeClosed, interaction.patience?.idleWarningSeconds ?? 0),
        end: texts.sessionTimeout,
      },
      input.deadline,
      ports.ctx.now,
      others,
    );
  });
}

/** The page of a customer may be gone (TIME-01): an open socket proves nothing, one that was cut off is open for long. */
export async function checkCustomerPage(ports: WorkPorts, input: Input<'checkCustomerPage'>): Promise<void> {
  const { conversation, change } = await look(ports, input.interactionId, (seen, agent, configuration, others, last) =>
    checkPage(
      seen.interaction,
      agent,
      rulesFor(configuration, seen.interaction),
      seen,
      pageTexts(configuration, seen.interaction),
      input.deadline,
      ports.ctx.now,
      others,
      last,
    ),
  );
  if (!conversation || !isNothing(change)) return;
  const { interaction } = conversation;
  const at = interaction.customerWatch?.pageLookAt === input.deadline ? nextPageLook(interaction, conversation) : null;
  if (at !== null && at > ports.ctx.now) await ports.schedule([pageLook(input, at)]);
}

/** The same look again, for the same deadline, at a later time. */
const pageLook = (input: Input<'checkCustomerPage'>, at: string): ScheduledTask => ({
  ...{ name: interactionTasks.checkCustomerPage.name, carrier: interactionTasks.checkCustomerPage.carrier },
  at,
  input,
});

interface Looked {
  readonly conversation: Conversation | undefined;
  readonly change: Change;
}

/** A customer may have said nothing for long: the conversation takes less capacity then (4.6). */
export async function checkSilence(ports: WorkPorts, input: Input<'checkSilence'>): Promise<void> {
  await carryOut(ports, async () => {
    const [found, { settings }] = await Promise.all([ports.interaction(input.interactionId), ports.configuration()]);
    if (!found) return { change: nothing, answer: () => null };
    const agents = await agentsIn(ports, found.interaction);
    const change = decideSilence(found.interaction, agents, found, settings, input.deadline, ports.ctx.now);
    return { change, answer: () => null };
  });
}

async function look(
  ports: WorkPorts,
  interactionId: string,
  decide: (
    conversation: Conversation,
    agent: AgentRecord | undefined,
    configuration: Configuration,
    others: readonly Party[],
    last: AgentRecord | undefined,
  ) => Change,
): Promise<Looked> {
  return carryOut<Looked>(ports, async () => {
    const [conversation, configuration] = await Promise.all([ports.interaction(interactionId), ports.configuration()]);
    if (!conversation) return { change: nothing, answer: () => ({ conversation, change: nothing }) };
    const { interaction } = conversation;
    const agentId = interaction.offer?.agentId ?? handling(interaction)?.agentId;
    const agentOf = async (id: string | undefined) => (id === undefined ? undefined : (await ports.agent(id))?.agent);
    const [agent, last] = await Promise.all([agentOf(agentId), agentOf(lastHolder(interaction)?.agentId)]);
    const others = await otherParties(ports, configuration, interaction, agentId);
    const change = decide(conversation, agent, configuration, others, last);
    return { change, answer: () => ({ conversation, change }) };
  });
}

const rulesFor = (configuration: Configuration, interaction: InteractionRecord) =>
  rulesOf(configuration, {
    queueId: interaction.queueId,
    campaignId: lastHolder(interaction)?.campaignId ?? interaction.campaignId,
  });
