import type { InteractionRecord, Receipt } from '#schemas/interactions/model.ts';
import type { EventEnvelope } from '#schemas/realtime/model.ts';
import { participants } from '#shared/domain/interactions/assignments.ts';
import { lastIndex, read } from '#shared/domain/interactions/conversation.ts';
import { chatPrincipal, userPrincipal } from '#shared/domain/kit/principal.ts';
import { conversationOf } from './load.ts';
import type { Conversation, WorkPorts } from './ports.ts';
import { isConflict } from './store-change.ts';

/**
 * Tells the other side that this one is typing; nobody needs to catch up on that. A customer who has no socket may be
 * asking by long poll, and finds it there.
 */
export async function tellTyping(
  ports: WorkPorts,
  interaction: InteractionRecord,
  party: Receipt['party'],
  name: string | null,
): Promise<void> {
  const { now } = ports.ctx;
  const shown = party === 'agent' && interaction.hidesAgentNames ? null : name;
  const data = { interactionId: interaction.id, party, name: shown };
  const event = fleeting(ports, interaction.id, 'typing.started.v1', data, `typing.${party}.${now}`);
  const [sockets] = await Promise.all([
    party === 'agent' ? ports.listeners([chatPrincipal(interaction.id)]) : undefined,
    ports.pushFleeting(others(ports, interaction, party), event),
  ]);
  const hears = sockets === undefined || [...sockets.values()].flat().length > 0;
  if (!hears) await ports.saveTyping(interaction.id, { at: now, name: shown });
}

/** How often a mark is moved again when another tab moves it at the same moment. */
const ATTEMPTS = 8;

/** Remembers how far a side has read and tells the other; only moves forward. */
export async function saveReadMark(
  ports: WorkPorts,
  seen: Conversation,
  party: Receipt['party'],
  readIndex: number,
): Promise<Receipt> {
  const { interaction } = seen;
  let { receipts, tail } = seen;
  for (let attempt = 1; ; attempt++) {
    const { known, moved, receipt } = read(receipts, party, readIndex, lastIndex(tail), ports.ctx.now);
    if (!moved) return receipt;
    try {
      await ports.saveReceipt(interaction.id, receipt, known);
    } catch (thrown) {
      if (!isConflict(thrown) || attempt >= ATTEMPTS) throw thrown;
      ({ receipts, tail } = await conversationOf(ports, interaction.id));
      continue;
    }
    const data = { ...receipt, interactionId: interaction.id };
    await ports.pushFleeting(
      others(ports, interaction, party),
      fleeting(ports, interaction.id, 'message.read.v1', data, `read.${party}.${receipt.readIndex}`),
    );
    return receipt;
  }
}

/** The customer for an agent, and all agents but the one who acts. */
const others = (ports: WorkPorts, interaction: InteractionRecord, party: Receipt['party']): string[] => [
  ...(party === 'agent' ? [chatPrincipal(interaction.id)] : []),
  ...participants(interaction)
    .map(userPrincipal)
    .filter(principal => principal !== ports.ctx.principal),
];

const fleeting = (
  ports: WorkPorts,
  interactionId: string,
  type: 'typing.started.v1' | 'message.read.v1',
  data: Record<string, unknown>,
  occurrence: string,
): EventEnvelope => ({
  id: `${interactionId}.${occurrence}`,
  type,
  time: ports.ctx.now,
  subject: `interaction/${interactionId}`,
  aggregateVersion: 0,
  // Neither side learns the other's id.
  actor: { kind: ports.ctx.actor.kind, id: null },
  data,
});
