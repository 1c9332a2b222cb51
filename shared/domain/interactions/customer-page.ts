import type { Campaign, Queue } from '#schemas/admin/model.ts';
import type { CustomerWatch, Entry, InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { type Change, change, type NewEvent, nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { about } from './about.ts';
import { participants } from './assignments.ts';
import { lookedFor, pageLookAfter, type Signs, seenLast, unwatched, warns } from './customer-watch.ts';
import { giveUp, type Party } from './end.ts';

/** What the agent is told of the customer's page (CHAT-47), and both sides at the end. */
export interface PageTexts {
  readonly away: string;
  readonly leaving: string;
  readonly back: string;
  readonly backToMessages: string;
  readonly end: string;
}

/** The last socket of the page has closed: the agent is told, and the time it has to come back begins. */
export function pageGone(interaction: InteractionRecord, texts: PageTexts, now: string): Change {
  const { customerWatch, endedAt, patience } = interaction;
  const watch = customerWatch ?? unwatched;
  if (endedAt !== null || patience?.pageLostSeconds == null || watch.away) return nothing;
  const after = {
    ...lookedFor(watch, patience, patience.pageLostSeconds, now),
    away: { since: now, warnedAt: null },
  };
  const endsAt = plusSeconds(now, patience.pageLostSeconds);
  return watching(interaction, after, presence(interaction, 'away', { since: now, endsAt, text: texts.away }));
}

/**
 * The page shows itself. Where it was known to be gone the agent hears that it is back, and whether something waited for
 * it (CHAT-47, CHAT-48); a page that was never seen before is watched from now on.
 */
export function pageBack(
  interaction: InteractionRecord,
  { tail }: Pick<Signs, 'tail'>,
  texts: PageTexts,
  now: string,
): Change {
  const { customerWatch, endedAt, patience } = interaction;
  const watch = customerWatch ?? unwatched;
  const news = watch.away !== null || watch.pageLookAt === null;
  if (endedAt !== null || !news || patience?.pageLostSeconds == null) return nothing;
  return watching(
    interaction,
    { ...lookedFor(watch, patience, patience.pageLostSeconds, now), away: null },
    returned(interaction, tail, texts, now),
  );
}

/**
 * When somebody should look for the page next: as long after its last sign of life as it may be away unmissed. A page
 * that is there moves this on by its signs alone, so that being there costs no change of the interaction, however long.
 *
 * @returns null where nobody looks
 */
export function nextPageLook(interaction: InteractionRecord, signs: Signs): string | null {
  const { customerWatch: watch, endedAt, patience } = interaction;
  if (endedAt !== null || !watch?.pageLookAt || patience?.pageLostSeconds == null) return null;
  const lookAt = plusSeconds(seenLast(interaction, signs), pageLookAfter(patience, patience.pageLostSeconds));
  return lookAt > watch.pageLookAt ? lookAt : watch.pageLookAt;
}

/**
 * Looks whether the page is still there (TIME-01, TIME-02): the agent is warned, then the conversation ends, and never
 * without the whole time of the warning, however late the timers are. Where it is, and nobody was told otherwise, nothing
 * changes: `nextPageLook` says when to look again.
 *
 * @param deadline the instant this look was meant for; for any other than the one that holds now nothing happens
 * @param last who held it last, when he has handed it on
 */
export function checkPage(
  interaction: InteractionRecord,
  agent: AgentRecord | undefined,
  rules: { readonly queue: Queue; readonly campaign: Campaign },
  signs: Signs,
  texts: PageTexts,
  deadline: string,
  now: string,
  others: readonly Party[] = [],
  last?: AgentRecord | undefined,
): Change {
  const { customerWatch: watch, endedAt, patience } = interaction;
  const due = endedAt === null && watch?.pageLookAt === deadline && deadline <= now;
  if (!due || patience?.pageLostSeconds == null) return nothing;
  const { pageLostSeconds, pageLostWarningSeconds } = patience;
  const since = seenLast(interaction, signs);
  const lookAt = plusSeconds(since, pageLookAfter(patience, pageLostSeconds));
  if (lookAt > now) {
    if (watch.away === null) return nothing;
    return watching(
      interaction,
      { ...watch, pageLookAt: lookAt, away: null },
      returned(interaction, signs.tail, texts, now),
    );
  }
  const warned = typeof watch.away?.warnedAt === 'string' && watch.away.warnedAt > since;
  if (!warned && warns(pageLostWarningSeconds, pageLostSeconds)) {
    const endsAt = plusSeconds(now, pageLostWarningSeconds);
    const after = { ...watch, pageLookAt: endsAt, away: { since, warnedAt: now } };
    return watching(interaction, after, presence(interaction, 'leaving', { since, endsAt, text: texts.leaving }));
  }
  return giveUp(interaction, agent, rules, { endReason: 'customer-lost', text: texts.end }, now, others, last);
}

const watching = (interaction: InteractionRecord, customerWatch: CustomerWatch, events: readonly NewEvent[]): Change =>
  change({ interactions: [{ before: interaction, after: { ...interaction, customerWatch } }], events });

function returned(interaction: InteractionRecord, tail: readonly Entry[], texts: PageTexts, now: string): NewEvent[] {
  const away = interaction.customerWatch?.away;
  if (!away) return [];
  const held = tail.filter(entry => entry.kind === 'message' && entry.author.kind === 'agent' && entry.at > away.since);
  const text = held.length > 0 ? texts.backToMessages : texts.back;
  return presence(interaction, 'back', { since: now, endsAt: null, text, heldMessages: held.length });
}

function presence(
  interaction: InteractionRecord,
  what: 'away' | 'leaving' | 'back',
  facts: {
    readonly since: string;
    readonly endsAt: string | null;
    readonly text: string;
    readonly heldMessages?: number;
  },
): NewEvent[] {
  return [
    {
      type: 'customer.presence.v1',
      subject: `interaction/${interaction.id}`,
      agents: participants(interaction),
      data: { ...about(interaction), presence: what, heldMessages: 0, ...facts },
    },
  ];
}
