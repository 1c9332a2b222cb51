import type { ChatTexts } from '#schemas/admin/chat-texts.ts';
import type { InteractionRecord, Seen } from '#schemas/interactions/model.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { filled, textsFor } from '#shared/domain/chat/texts.ts';
import { type PageTexts, pageBack, pageGone } from '#shared/domain/interactions/customer-page.ts';
import { nothing } from '#shared/domain/kit/change.ts';
import { msBetween } from '#shared/domain/kit/instant.ts';
import { carryOut } from './carry-out.ts';
import type { Conversation, WorkPorts } from './ports.ts';
import { isConflict } from './store-change.ts';

/** The texts of the widget the customer came from; a widget that is gone says what is built in. */
export function textsOf(
  { chatWidgets }: Configuration,
  { entryPoint }: Pick<InteractionRecord, 'entryPoint'>,
  locale: string | null,
): ChatTexts {
  const widget = entryPoint?.kind === 'widget' ? chatWidgets.get(entryPoint.id) : undefined;
  return textsFor(widget?.texts ?? {}, locale).texts;
}

/** What is said of the customer's page: to agents in everybody's language, at the end in the customer's. */
export function pageTexts(configuration: Configuration, interaction: InteractionRecord): PageTexts {
  const texts = textsOf(configuration, interaction, null);
  return {
    away: texts.customerLeft,
    leaving: filled(texts.customerLeftClosing, interaction.patience?.pageLostWarningSeconds ?? 0),
    back: texts.customerBack,
    backToMessages: texts.customerBackReceivedMessage,
    end: textsOf(configuration, interaction, interaction.locale).sessionTimeout,
  };
}

const isWatched = ({ endedAt, patience }: InteractionRecord): boolean =>
  endedAt === null && patience?.pageLostSeconds != null;

/**
 * Remembers that the customer is there: one write outside a transaction, and none where nobody would ask. Who loses it to
 * another sign of life at the same moment has nothing to add, and what he came for is no less answered.
 *
 * @param active whether the customer did something, which also ends a silence
 */
export async function noteSeen(ports: WorkPorts, { interaction, seen }: Conversation, active: boolean): Promise<void> {
  if (!isWatched(interaction)) return;
  const now: Seen = { seenAt: ports.ctx.now, activeAt: active ? ports.ctx.now : (seen?.activeAt ?? null) };
  await orLater(ports.saveSeen(interaction.id, now));
}

/** A sign of life that cannot be noted for now is noted with the next one; nobody is refused an answer for it. */
async function orLater(noting: Promise<unknown>): Promise<void> {
  try {
    await noting;
  } catch (thrown) {
    if (!isConflict(thrown)) throw thrown;
  }
}

/** A look comes 40 s after the last sign of life at the soonest by default: pings between are remembered by the row once. */
const TOUCH_MS = 15_000;

/**
 * The socket of the page has said something: resumed, or sent its heartbeat. What is remembered lately is not written
 * again, so that a client that pings too often costs reads alone.
 */
export async function noteSocket(ports: WorkPorts, conversation: Conversation): Promise<void> {
  const { seen } = conversation;
  const lately = seen !== null && msBetween(seen.seenAt, ports.ctx.now) < TOUCH_MS;
  await Promise.all([lately ? undefined : noteSeen(ports, conversation, false), notePage(ports, conversation)]);
}

/**
 * The page shows itself by a long poll or a socket. Mostly that is known already and nothing is written.
 *
 * @param conversation as these ports have just read it
 */
export async function notePage(ports: WorkPorts, conversation: Conversation): Promise<void> {
  const { interaction } = conversation;
  const watch = interaction.customerWatch;
  const news = watch?.away || !watch?.pageLookAt;
  if (!isWatched(interaction) || !news) return;
  let read: Conversation | undefined = conversation;
  const noting = carryOut(ports, async () => {
    const [found, configuration] = await Promise.all([
      read ?? ports.interaction(interaction.id),
      ports.configuration(),
    ]);
    read = undefined;
    if (!found) return { change: nothing, answer: () => null };
    const texts = pageTexts(configuration, found.interaction);
    return { change: pageBack(found.interaction, found, texts, ports.ctx.now), answer: () => null };
  });
  await orLater(noting);
}

/** The last socket of the page has closed. */
export async function notePageGone(ports: WorkPorts, interactionId: string): Promise<void> {
  await carryOut(ports, async () => {
    const [found, configuration] = await Promise.all([ports.interaction(interactionId), ports.configuration()]);
    if (!found) return { change: nothing, answer: () => null };
    const { interaction } = found;
    return {
      change: pageGone(interaction, pageTexts(configuration, interaction), ports.ctx.now),
      answer: () => null,
    };
  });
}
