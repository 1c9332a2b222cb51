import { describe, expect, it } from 'vitest';
import { checkQueueHours, type QueueHours } from '#shared/domain/interactions/queue-closing.ts';
import { transfer } from '#shared/domain/interactions/transfer.ts';
import { isNothing } from '#shared/domain/kit/change.ts';
import { interactionDeadlines } from '#shared/domain/routing/deadlines.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import {
  activeInteraction,
  agent,
  at,
  campaign,
  doneAssignment,
  interaction,
  NOW,
  offeredInteraction,
  queue,
  settings,
  talkingAgent,
} from '../../support/builders.ts';
import { checked, settled, told, typesOf } from '../../support/changes.ts';

const closed: QueueHours = { open: false, closingLookAt: NOW, closedText: 'We are closed.' };
const nobody = { last: undefined, campaign: campaign() };
const waiting = interaction({ closingLookAt: NOW });
const tasks = (one: typeof waiting) => interactionDeadlines(one).map(({ task }) => task);

describe('a contact whose queue closes', () => {
  it('ends while it waits, and is told why', () => {
    const one = settled(checkQueueHours(waiting, closed, nobody, NOW, NOW));

    expect(one.interaction).toMatchObject({
      status: 'closed',
      endedBy: 'system',
      endReason: 'queue-closed',
      endedAt: NOW,
    });
    expect(one.interaction).not.toHaveProperty('closingLookAt');
    expect(one.entries).toMatchObject([{ kind: 'ended', author: { kind: 'system' }, text: 'We are closed.' }]);
    expect(told(one, 'interaction.ended.v1')).toMatchObject({ endReason: 'queue-closed', answered: false });
  });

  it('is owed an outcome by who had it before', () => {
    const handedOn = interaction({ closingLookAt: NOW, assignments: [doneAssignment()], connectedAt: at(-40) });
    const strict = { last: agent(), campaign: campaign({ dispositionRequired: true, outcomeSchemeId: 'standard' }) };

    const over = checked(checkQueueHours(handedOn, closed, strict, NOW, NOW));

    expect(over.agents[0]?.after.outcomesPending).toEqual([handedOn.id]);
  });

  it.each([
    ['before its time', waiting, NOW, at(-1)],
    ['for an instant that has moved', waiting, at(-60), NOW],
    ['while somebody is asked', offeredInteraction({ closingLookAt: NOW }), NOW, NOW],
    ['in conversation', activeInteraction({ closingLookAt: NOW }), NOW, NOW],
    ['while it waits for one person', interaction({ closingLookAt: NOW, lane: personalLane('ben') }), NOW, NOW],
  ])('is left alone %s', (_sentence, one, deadline, now) => {
    expect(isNothing(checkQueueHours(one, closed, nobody, deadline, now))).toBe(true);
  });

  it('is looked at again where the queue is still open, and no more where it has no hours now', () => {
    const later = checkQueueHours(waiting, { ...closed, open: true, closingLookAt: at(3600) }, nobody, NOW, NOW);
    const never = checkQueueHours(waiting, { ...closed, open: true, closingLookAt: undefined }, nobody, NOW, NOW);

    expect(settled(later).interaction.closingLookAt).toBe(at(3600));
    expect(settled(never).interaction).not.toHaveProperty('closingLookAt');
    expect([...typesOf(later), ...typesOf(never)]).toEqual([]);
  });

  it('has the look as a deadline exactly while it waits in the queue', () => {
    expect(tasks(waiting)).toContain('check-queue-hours');
    expect(tasks(interaction())).not.toContain('check-queue-hours');
    expect(tasks(offeredInteraction({ closingLookAt: NOW }))).not.toContain('check-queue-hours');
    expect(tasks(interaction({ closingLookAt: NOW, lane: personalLane('ben') }))).not.toContain('check-queue-hours');
  });

  it('is looked at by the hours of the queue it is handed to', () => {
    const target = { kind: 'queue' as const, queue: queue({ id: 'support', name: 'Support' }), open: true };
    const hand = (closingLookAt?: string) =>
      transfer(
        activeInteraction(),
        talkingAgent(),
        campaign(),
        { ...target, closingLookAt },
        settings(),
        null,
        NOW,
      ).interactions.at(-1)?.after.closingLookAt;

    expect([hand(at(600)), hand()]).toEqual([at(600), undefined]);
  });
});
