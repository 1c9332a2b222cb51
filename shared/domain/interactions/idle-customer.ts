import type { Campaign, Queue } from '#schemas/admin/model.ts';
import type { CustomerWatch, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { systemAuthor } from './authors.ts';
import { idleLookAfter, type Signs, silentSince, warns } from './customer-watch.ts';
import { giveUp, type Party } from './end.ts';

/** What the customer is told; the seconds are filled in already. */
export interface IdleTexts {
  readonly warning: string;
  readonly end: string;
}

/**
 * Looks whether a conversation has gone silent (TIME-03, TIME-04): the customer is warned, then disconnected, and never
 * without having had the whole time of the warning, however late the timers are.
 *
 * @param deadline the instant this look was meant for; for any other than the one that holds now nothing happens
 */
export function checkIdle(
  interaction: InteractionRecord,
  agent: AgentRecord | undefined,
  rules: { readonly queue: Queue; readonly campaign: Campaign },
  signs: Signs,
  texts: IdleTexts,
  deadline: string,
  now: string,
  others: readonly Party[] = [],
): Change {
  const { customerWatch: watch, patience } = interaction;
  const due = interaction.status === 'active' && watch?.idleLookAt === deadline && deadline <= now;
  if (!due || patience?.idleSeconds == null) return nothing;
  const { idleSeconds, idleWarningSeconds } = patience;
  const since = silentSince(interaction, signs);
  const lookAt = plusSeconds(since, idleLookAfter(patience, idleSeconds));
  if (lookAt > now) return moved(interaction, { ...watch, idleLookAt: lookAt, idleWarnedAt: null });
  const warned = watch.idleWarnedAt !== null && watch.idleWarnedAt > since;
  if (!warned && warns(idleWarningSeconds, idleSeconds)) {
    const warning = { ...watch, idleLookAt: plusSeconds(now, idleWarningSeconds), idleWarnedAt: now };
    return warn(interaction, warning, texts.warning);
  }
  return giveUp(interaction, agent, rules, { endReason: 'customer-idle', text: texts.end }, now, others);
}

const warn = (interaction: InteractionRecord, customerWatch: CustomerWatch, text: string): Change =>
  change({
    ...moved(interaction, customerWatch),
    entries: [
      { interactionId: interaction.id, kind: 'idle-warning', author: systemAuthor, text, clientMessageId: null },
    ],
  });

/** The look moves on: a change of the state that nobody needs to hear of. */
const moved = (interaction: InteractionRecord, customerWatch: CustomerWatch): Change =>
  change({ interactions: [{ before: interaction, after: { ...interaction, customerWatch } }] });
