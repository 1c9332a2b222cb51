import { describe, expect, it } from 'vitest';
import { derivedFlaws, profilesOf } from '#shared/domain/routing/derived-rows.ts';
import { routableOf, routablePartition, waitingOf } from '#shared/domain/routing/projection.ts';
import { activeInteraction, agent, interaction, interactionId, signedOut } from '../../support/builders.ts';

const tenantId = 'demo';
const waiting = { ...waitingOf(interaction())!, tenantId };
const routable = { ...routableOf(agent())!, tenantId };
const profile = { queueId: 'sales', ...routablePartition(agent()) };
const rows = { waiting: [waiting], routable: [routable], profiles: [profile] };
const none = { ghostWaiting: [], lostWaiting: [], ghostRoutable: [], lostRoutable: [], lostProfiles: [] };

describe('derived rows', () => {
  it('that say what the aggregates say have no flaw, whenever they were written', () => {
    const older = { ...rows, waiting: [{ ...waiting, version: 1 }], routable: [{ ...routable, version: 1 }] };

    expect(derivedFlaws(older, [interaction()], [agent()])).toEqual(none);
  });

  it('of what waits no more, of who serves no more, and of nobody are too many', () => {
    const others = [activeInteraction(), interaction({ id: interactionId(2) })];
    const unknown = { ...waiting, interactionId: interactionId(3) };

    const flaws = derivedFlaws({ ...rows, waiting: [waiting, unknown] }, others, [signedOut()]);

    expect(flaws).toEqual({
      ...none,
      ghostWaiting: [waiting, unknown],
      lostWaiting: [others[1]],
      ghostRoutable: [routable],
    });
  });

  it('that say something else are both too many and missing', () => {
    const wrong = { ...rows, waiting: [{ ...waiting, rank: 1 }], routable: [{ ...routable, free: 1 }] };

    const flaws = derivedFlaws(wrong, [interaction()], [agent()]);

    expect(flaws).toMatchObject({ ghostWaiting: [{ rank: 1 }], lostWaiting: [{ id: waiting.interactionId }] });
    expect(flaws).toMatchObject({ ghostRoutable: [{ free: 1 }], lostRoutable: [{ id: 'ana' }] });
  });

  it('name every profile that a queue does not know', () => {
    expect(derivedFlaws({ ...rows, profiles: [] }, [interaction()], [agent()]).lostProfiles).toEqual([profile]);
    expect(profilesOf(signedOut())).toEqual([]);
  });
});
