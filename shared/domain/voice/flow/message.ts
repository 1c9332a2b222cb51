import { arrive } from '#shared/domain/interactions/arrive.ts';
import { type Change, nothing } from '#shared/domain/kit/change.ts';
import { contactBy } from '../arrive.ts';
import type { CallInHand } from '../follow.ts';
import { inUrgency } from './urgency.ts';
import type { LeftMessage } from './walk.ts';
import type { FlowWorld } from './world.ts';

/**
 * A message that a caller has left is work of its own: a task that waits in the queue it was left for, also while that is
 * closed, with the number to call back and where the recording lies.
 */
export function messageTask(
  { key, queueId }: LeftMessage,
  { call, interaction }: CallInHand,
  world: FlowWorld,
): Change {
  const found = world.queue(queueId);
  if (!found) return nothing;
  const { from, language, tenantId } = call;
  const contact = contactBy({ id: world.newId('int'), tenantId, from, to: call.to ?? '', language }, 'task');
  const profile = { ...interaction.profile, voicemailOf: call.id, recording: key.slice(-MOST_CHARACTERS) };
  const queue = call.flow ? inUrgency(found.queue, call.flow.urgency) : found.queue;
  return arrive({ ...contact, profile }, queue, world.settings, world.now);
}

/** Of one value of a call profile. */
const MOST_CHARACTERS = 500;
