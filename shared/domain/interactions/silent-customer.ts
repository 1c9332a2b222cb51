import type { RoutingSettings } from '#schemas/admin/model.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import { plusSeconds } from '#shared/domain/kit/instant.ts';
import { goOn } from '#shared/domain/routing/interruption.ts';
import type { Signs } from './customer-watch.ts';

/*
 * Capacity of silent conversations (4.6): where the customer has said nothing for long, the conversation stays in the
 * agent's hands and takes little; with the customer's next message it takes its units again, whether or not there is room
 * by then. One look runs for each period of silence, as for customers who are idle.
 */

type Rules = Pick<RoutingSettings, 'silentSeconds' | 'silentWeight'>;

/** The first look at a conversation that somebody takes on, or whose customer speaks, now; none without a rule. */
export const watchSilence = (seconds: number | undefined, now: string): Pick<InteractionRecord, 'silence'> =>
  seconds === undefined ? {} : { silence: { lookAt: plusSeconds(now, seconds) } };

/**
 * Since when the customer has said nothing. Where none of the newest lines is the customer's, the last one may be as
 * young as the oldest of them.
 */
function spokeLast({ assignments, firstEnqueuedAt }: InteractionRecord, { seen, tail }: Signs): string {
  const said = tail.findLast(entry => entry.author.kind === 'customer') ?? tail[0];
  const connected = assignments.findLast(one => one.status === 'active')?.connectedAt;
  return [said?.at, seen?.activeAt, connected].reduce<string>(
    (last, one) => (typeof one === 'string' && one > last ? one : last),
    firstEnqueuedAt,
  );
}

/**
 * Looks whether the customer has said nothing for too long: then the conversation takes little of those who are in it.
 *
 * @param deadline the instant this look was meant for; for any other than the one that holds now nothing happens
 */
export function checkSilence(
  interaction: InteractionRecord,
  agents: readonly AgentRecord[],
  signs: Signs,
  rules: Rules,
  deadline: string,
  now: string,
): Change {
  const seconds = rules.silentSeconds[interaction.channel];
  const due = interaction.status === 'active' && interaction.silence?.lookAt === deadline && deadline <= now;
  if (!due) return nothing;
  const { silence: _, ...unwatched } = interaction;
  if (seconds === undefined) return change({ interactions: [{ before: interaction, after: unwatched }] });
  const lookAt = plusSeconds(spokeLast(interaction, signs), seconds);
  const after = { ...interaction, silence: { lookAt: lookAt > now ? lookAt : null } };
  return change({
    interactions: [{ before: interaction, after }],
    agents: lookAt > now ? [] : moved(interaction, agents, one => relieved(one, rules.silentWeight)),
  });
}

/** The customer has spoken: the conversation takes its units again, however little room there is. */
export function endSilence(
  interaction: InteractionRecord,
  agents: readonly AgentRecord[],
  rules: Rules,
  now: string,
): Change {
  if (interaction.status !== 'active' || interaction.silence?.lookAt !== null) return nothing;
  const { silence: _, ...unwatched } = interaction;
  const after = { ...unwatched, ...watchSilence(rules.silentSeconds[interaction.channel], now) };
  return change({ interactions: [{ before: interaction, after }], agents: moved(interaction, agents, resumed) });
}

const moved = ({ id }: InteractionRecord, agents: readonly AgentRecord[], to: (one: Work) => Work) =>
  agents.flatMap(before => {
    const work = before.work.map(one => (one.interactionId === id && one.state === 'active' ? to(one) : one));
    return work.every((one, at) => one === before.work[at]) ? [] : [{ before, after: goOn({ ...before, work }) }];
  });

/** What is interrupted takes nothing already; what takes little anyway is left alone. */
const relieved = (one: Work, weight: number): Work =>
  one.relief || one.cost <= weight
    ? one
    : { ...one, cost: weight, relief: { reason: 'customer-silent', cost: one.cost } };

function resumed(one: Work): Work {
  const { relief, ...work } = one;
  return relief?.reason === 'customer-silent' ? { ...work, cost: relief.cost } : one;
}
