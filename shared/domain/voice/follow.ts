import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { endWaiting } from '#shared/domain/interactions/end.ts';
import { type Change, change, merge, nothing, outcome, outcomeOf } from '#shared/domain/kit/change.ts';
import { announcements } from './announcements.ts';
import { customerLeg, isRoom } from './leg.ts';
import { mediaUp } from './media-up.ts';
import { recordFromNowOn, stopRecording } from './recording.ts';
import { type Scene, steer } from './steer.ts';

/** A call and its interaction, as a decision found them. */
export interface CallInHand {
  readonly interaction: InteractionRecord;
  readonly call: CallRecord;
}

/**
 * Adds to a change what it means for the call: its legs are steered, who is connected by now is said to be, and desktops
 * are told. So whatever moves an interaction, a timer, an agent who signs out or a transfer, moves its call with it.
 */
export function follow(one: Change, { call, interaction }: CallInHand, scene: Omit<Scene, 'interaction'>): Change {
  const found = outcomeOf(one.interactions, interaction);
  const given = outcomeOf(one.calls, call);
  const waitsForNobody = found.status === 'queued' && customerLeg(given) === undefined;
  const closing = waitsForNobody ? nobodyWaits(found, given, scene.now) : nothing;
  const moved = outcomeOf(closing.interactions, found);
  const directed = steer(given, { ...scene, interaction: moved });
  const up = mediaUp(moved, directed, scene.now);
  const steered = withRecording(directed, outcomeOf(up.interactions, moved), scene);
  const before = one.calls.find(move => move.after.id === call.id)?.before;
  const known = before === undefined ? call : before;
  if (steered === known) return merge(one, closing, up);
  const settled = outcomeOf(up.interactions, moved);
  const events = announcements(known, steered, settled);
  const untouched =
    outcome(one.interactions, interaction.id) === undefined && outcome(up.interactions, interaction.id) === undefined;
  return merge(
    one,
    closing,
    change({ calls: [{ before: known, after: steered }] }),
    up,
    // Events are numbered by the version of their interaction: whoever hears of the call sees it move.
    events.length > 0 && untouched ? change({ interactions: [{ before: settled, after: settled }] }) : nothing,
    change({ events }),
  );
}

/** A call that its agent has lost before anybody was reached: there is no customer to wait for another one. */
const nobodyWaits = (interaction: InteractionRecord, call: CallRecord, now: string): Change =>
  endWaiting(interaction, undefined, { endedBy: 'system', endReason: isRoom(call) ? 'agent-lost' : 'system' }, now);

/** The recording that the campaign begins, and the one that ends when the agent leaves the customer to somebody outside. */
function withRecording(call: CallRecord, { status }: InteractionRecord, scene: Omit<Scene, 'interaction'>): CallRecord {
  const { mode, retentionDays } = scene.recording;
  if (status === 'active' && mode === 'always') return recordFromNowOn(call, retentionDays, scene);
  return status === 'handed-over' ? stopRecording(call, scene) : call;
}
