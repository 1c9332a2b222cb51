import type { Chat, ChatEvent } from '#schemas/chat/model.ts';
import type { Customer, Receipt } from '#schemas/interactions/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { notePage, noteSeen } from '#shared/app/work/customer-page.ts';
import { ownChat } from '#shared/app/work/own-chat.ts';
import { otherParties } from '#shared/app/work/parties.ts';
import { saveReadMark, tellTyping } from '#shared/app/work/presence-in-chat.ts';
import { say } from '#shared/app/work/say.ts';
import { assertOpen, customerSpeaker } from '#shared/app/work/speaker.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { chatEvent } from '#shared/domain/chat/view.ts';
import { handling, lastHolder } from '#shared/domain/interactions/assignments.ts';
import { type CustomerDetails, changeCustomer } from '#shared/domain/interactions/customer-details.ts';
import { leave } from '#shared/domain/interactions/end.ts';
import { nothing, outcome } from '#shared/domain/kit/change.ts';
import type { ChatPorts } from './ports.ts';
import { getChat } from './read-chat.ts';

/** The customer writes, also while waiting (CHAT-06). */
export async function customerSendMessage(
  ports: ChatPorts,
  chatId: string,
  message: { readonly text: string; readonly clientMessageId: string; readonly hidden: boolean },
): Promise<ChatEvent> {
  const { clientMessageId, hidden, text } = message;
  const audience = hidden ? { audience: 'agents' as const } : {};
  const speaker = customerSpeaker(ports, chatId);
  const { conversation, entry } = await say(ports, speaker, { text, clientMessageId, ...audience });
  if (conversation.interaction.customerWatch?.away) await notePage(ports, conversation);
  return chatEvent(entry);
}

/** The customer corrects what is known of him; a widget that ignores details ignores these too (CHAT-38). */
export const changeMyDetails = (ports: ChatPorts, chatId: string, details: CustomerDetails): Promise<Customer> =>
  carryOut(ports, async () => {
    const [{ interaction }, { chatWidgets }] = await Promise.all([ownChat(ports, chatId), ports.configuration()]);
    assertOpen(interaction);
    const ignored = chatWidgets.get(interaction.entryPoint?.id ?? '')?.ignoreCustomerDetails === true;
    return {
      change: ignored ? nothing : changeCustomer(interaction, details),
      answer: sealed => (outcome(sealed.interactions, chatId) ?? interaction).customer,
    };
  });

export async function customerSendTyping(ports: ChatPorts, chatId: string): Promise<null> {
  const conversation = await ownChat(ports, chatId);
  const { interaction } = conversation;
  assertOpen(interaction);
  await Promise.all([
    tellTyping(ports, interaction, 'customer', interaction.customer.name),
    noteSeen(ports, conversation, true),
  ]);
  return null;
}

export async function customerMarkRead(ports: ChatPorts, chatId: string, readIndex: number): Promise<Receipt> {
  return saveReadMark(ports, await ownChat(ports, chatId), 'customer', readIndex);
}

/** The customer leaves (CHAT-05); leaving again changes nothing. */
export async function leaveChat(ports: ChatPorts, chatId: string): Promise<Chat> {
  await carryOut(ports, async () => {
    const [{ interaction }, configuration] = await Promise.all([ownChat(ports, chatId), ports.configuration()]);
    const lastPart = lastHolder(interaction);
    const agentOf = async (id: string | undefined) => (id === undefined ? undefined : (await ports.agent(id))?.agent);
    const [agent, last] = await Promise.all([
      agentOf(interaction.offer?.agentId ?? handling(interaction)?.agentId),
      agentOf(lastPart?.agentId),
    ]);
    const { queueId, campaignId } = interaction;
    const rules = rulesOf(configuration, { queueId, campaignId: lastPart?.campaignId ?? campaignId });
    const others = await otherParties(ports, configuration, interaction, agent?.id);
    return { change: leave(interaction, { agent, last }, rules, ports.ctx.now, others), answer: () => null };
  });
  return getChat(ports, chatId);
}
