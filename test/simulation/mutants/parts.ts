import type { Mutant } from './mutant.ts';

const of =
  (file: string) =>
  (name: string, find: string, put: string): Mutant => ({ name, file, find, put });
const wrapUp = of('shared/domain/dispositions/wrap-up.ts');
const close = of('shared/domain/sessions/close.ts');
const open = of('shared/domain/sessions/open.ts');
const transfer = of('shared/domain/interactions/transfer.ts');
const assignments = of('shared/domain/interactions/assignments.ts');

/** Mistakes in conversations, wrap-ups and sessions. */
export const PARTS: readonly Mutant[] = [
  transfer(
    'hand on without a new visit',
    'queueVisits: interaction.queueVisits + 1,',
    'queueVisits: interaction.queueVisits,',
  ),
  transfer(
    'hand on and keep it',
    'const handed = outcomeOf(wrapping.interactions, interaction);',
    'const handed = interaction;',
  ),
  wrapUp('wrap up on one side', "{ ...one, state: 'wrap-up', since: now }", '{ ...one, since: now }'),
  wrapUp(
    'finish on one side',
    'const freed = owe(dropWork(agent, interaction.id, now), interaction, outcomePending);',
    'const freed = owe(agent, interaction, outcomePending);',
  ),
  // Not in `owesOutcome`: nobody can record an outcome before the end, nor end a wrap-up after recording one, so that
  // the condition there stands behind another one and its loss shows nowhere.
  of('shared/domain/dispositions/dispose.ts')(
    'owe what was recorded',
    "finish(after, agent, 'agent', false, now)",
    "finish(after, agent, 'agent', true, now)",
  ),
  wrapUp(
    'owe nothing for who left later',
    "const done = assignment?.status === 'done' && !assignment.outcomePending;",
    'const done = false;',
  ),
  wrapUp(
    'end an extended wrap-up',
    "assignment?.status !== 'wrap-up' || assignment.wrapUp?.endsAt !== deadline",
    "assignment?.status !== 'wrap-up'",
  ),
  assignments('close while somebody wraps up', "if (!done) return { ...interaction, status: 'ended' };", ''),
  assignments(
    'keep what is closed alive',
    'const { live: _, ...closed } = interaction;',
    'const closed = interaction;',
  ),
  of('shared/domain/interactions/end.ts')(
    'leave and keep who was asked',
    'const freed = asked && { before: asked, after: dropOffer(asked, interaction.id, now) };',
    'const freed = undefined;',
  ),
  close(
    'forget to revoke in grace',
    "const revoked = revokeAll(agent, work.offered, 'agent-disconnected', now);",
    'const revoked = change({});',
  ),
  close('end grace early', 'agent.epoch !== epoch || (session.graceUntil ?? now) > now;', 'agent.epoch !== epoch;'),
  close('lose the work of who is gone', 'all = merge(all, one);', ''),
  close(
    'keep who signed out alive',
    'const { live: _, reservedFor: __, ...rest } = agent;',
    'const { reservedFor: __, ...rest } = agent;',
  ),
  close('sign out with work in hand', 'if (open.length > 0) {', 'if (false) {'),
  close('resume and stay in grace', "status: 'online', graceUntil: null }", "status: 'online' }"),
  open('give a session no epoch', 'epoch: (before?.epoch ?? 0) + 1,', 'epoch: before?.epoch ?? 1,'),
  open(
    'take offers over',
    "before ? revokeAll(before, work.offered, 'session-taken-over', now) : change({})",
    'change({})',
  ),
  open('lose work at a take-over', 'work: idle?.work ?? [],', 'work: [],'),
  of('shared/domain/sessions/work.ts')(
    'forget the presence that waits',
    'if (pending === null || agent.work.length > 0) return agent;',
    'if (agent !== undefined) return agent;',
  ),
  of('shared/app/sessions/watch-session.ts')(
    'stop watching a lease',
    'return watchLease(ports, input.agentId, input.epoch, held);',
    'return;',
  ),
  of('shared/domain/interactions/conversation.ts')(
    'leave a gap',
    'index: lastIndex(tail) + 1,',
    'index: lastIndex(tail) + 2,',
  ),
  of('shared/domain/interactions/conversation.ts')(
    'say twice',
    'if (known) return { entry: known, repeated: true };',
    '',
  ),
];
