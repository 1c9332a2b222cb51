import { expect, test } from 'vitest';
import { repairEvent } from '#shared/domain/routing/repair-event.ts';
import { interactionId, NOW } from '#test/support/builders.ts';

test.each([
  ['an interaction', interactionId(1), `interaction/${interactionId(1)}`],
  ['an agent', 'ana', 'agent/ana'],
])('a repair of %s is told about it', (_what, subject, about) => {
  const repair = { kind: 'overdue', subject, detail: 'expire-offer was due' };

  const event = repairEvent(repair, NOW);

  expect(event).toMatchObject({
    type: 'system.repair-performed.v1',
    time: NOW,
    subject: about,
    actor: { kind: 'system', id: null },
    data: repair,
  });
});
