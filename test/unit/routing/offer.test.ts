import { describe, expect, it } from 'vitest';
import { personalLane } from '#shared/domain/routing/lane.ts';
import { accept, claim, claimRefusal, expire, pendingOffer, reject, revoke } from '#shared/domain/routing/offer.ts';
import {
  activeInteraction,
  agent,
  askedAgent,
  assignment,
  at,
  campaign,
  evaluation,
  interaction,
  interactionId,
  lease,
  NOW,
  offer,
  offeredInteraction,
  offerId,
  pending,
  presence,
  profile,
  settings,
  signedOut,
  terms,
  work,
  wrappingAgent,
} from '../../support/builders.ts';
import { refused, settled, told, typesOf } from '../../support/changes.ts';

describe('a claim', () => {
  it('offers the contact and keeps the capacity, in one change', () => {
    const one = settled(claim(interaction(), agent(), terms(), evaluation(), NOW));

    expect(one.interaction).toMatchObject({
      status: 'offered',
      offerCount: 1,
      offer: {
        id: offerId(1),
        agentId: 'ana',
        createdAt: NOW,
        expiresAt: at(20),
        autoAnswerAt: null,
        source: 'routing',
      },
    });
    expect(one.agent.work).toEqual([work({ state: 'offered', since: NOW, offerId: offerId(1) })]);
    expect(one.evaluation).toEqual(evaluation());
    expect(one.events).toMatchObject([{ type: 'offer.created.v1', agents: ['ana'], data: { queueName: 'Sales' } }]);
    expect(told(one, 'offer.created.v1')).toMatchObject({ id: offerId(1), expiresAt: at(20), serverTime: NOW });
  });

  it('numbers the offers of an interaction', () => {
    const one = settled(claim(interaction({ offerCount: 4 }), agent(), terms(), evaluation(), NOW));

    expect(one.interaction).toMatchObject({ offerCount: 5, offer: { id: offerId(1, 5) } });
  });

  it('keeps the weight that the person has for the channel', () => {
    const person = agent({ profile: profile({ weights: { ...settings().channelWeights, chat: 55 } }) });

    const one = settled(claim(interaction(), person, terms(), evaluation(), NOW));

    expect(one.agent.work[0]?.cost).toBe(55);
  });

  it('plays the tone of auto-answer first, and gives the offer its whole ring time after it', () => {
    const automatic = terms({ campaign: campaign({ offerMode: 'auto-answer', alertSeconds: 30 }), ringSeconds: 5 });

    const one = settled(claim(interaction(), agent(), automatic, evaluation(), NOW));

    expect(one.interaction.offer).toMatchObject({ autoAnswerAt: at(30), expiresAt: at(35) });
  });

  it('does not answer by itself what the agent takes himself', () => {
    const automatic = terms({ campaign: campaign({ offerMode: 'auto-answer' }), source: 'pick-up' });

    const one = settled(claim(interaction(), agent(), automatic, evaluation(), NOW));

    expect(one.interaction.offer).toMatchObject({ autoAnswerAt: null, expiresAt: at(20) });
  });

  it('clears what time has already cleared, and tells it', () => {
    const missed = presence({ status: 'not-ready', kind: 'system', cause: 'offer-missed', returnsAt: at(-1) });
    const person = agent({ coolingUntil: at(-2), presence: missed });

    const one = settled(claim(interaction(), person, terms({ source: 'pick-up' }), evaluation(), NOW));

    expect(one.agent).toMatchObject({ coolingUntil: null, presence: { status: 'ready' } });
    expect(told(one, 'presence.changed.v1')?.presence.status).toBe('ready');
  });
});

describe('a claim is refused', () => {
  it('for an agent who still wraps the same interaction up', () => {
    expect(claimRefusal(interaction(), wrappingAgent(), lease(), NOW)).toEqual({
      reason: 'excluded',
      detail: 'still wraps it up',
      until: null,
    });
  });

  it('for an agent who takes no work, and for a contact he may not have', () => {
    expect(claimRefusal(interaction(), signedOut(), lease(), NOW)?.reason).toBe('offline');
    expect(claimRefusal(interaction(), agent({ queueIds: [] }), lease(), NOW)?.reason).toBe('not-logged-in');
    expect(claimRefusal(interaction(), agent(), lease(), NOW)).toBeNull();
  });
});

describe('an offer that is answered', () => {
  it.each([
    ['was never made', interaction(), offerId(1), 'resolved'],
    ['was another one', offeredInteraction(), offerId(1, 2), 'resolved'],
    ['was made to somebody else', offeredInteraction({ offer: offer({ agentId: 'ben' }) }), offerId(1), 'resolved'],
    ['is over in this instant', offeredInteraction({ offer: offer({ expiresAt: NOW }) }), offerId(1), 'expired'],
  ])('is not pending when it %s', (_sentence, one, id, currentState) => {
    const decisions = [
      () => pendingOffer(one, id, 'ana', NOW),
      () => accept(one, askedAgent(), id, 'agent', NOW),
      () => reject(one, askedAgent(), id, settings(), NOW),
    ];

    for (const decide of decisions) {
      expect(refused(decide)).toEqual({ code: 'OFFER_NOT_PENDING', currentState, allowedCommands: [] });
    }
  });
});

describe('a rejection by somebody who is alone', () => {
  const after = (rejections: number, given = settings()) => {
    const excluded = rejections > 0 ? [{ agentId: 'ana', until: NOW, rejections }] : [];
    const one = reject(offeredInteraction({ excluded }), askedAgent(), offerId(1), given, NOW, true);
    return settled(one).interaction.excluded[0]?.until;
  };

  it('asks him again after 10, 20 and 40 seconds, because nobody else can be asked', () => {
    expect([0, 1, 2].map(rejections => after(rejections))).toEqual([at(10), at(20), at(40)]);
  });

  it('leaves him out for no longer than the tenant says', () => {
    expect(after(0, settings({ rejectExclusionSeconds: 4 }))).toBe(at(4));
  });
});

describe('the pause after a miss', () => {
  it('is twice as long with each miss in a row, up to ten minutes', () => {
    const pause = (misses: number) =>
      settled(
        expire(
          offeredInteraction({ offer: offer({ expiresAt: NOW }) }),
          askedAgent({ misses }),
          lease(),
          offerId(1),
          settings({ maxMisses: { voice: 20, chat: 20, message: 20, email: 20, task: 20 } }),
          NOW,
        ),
      ).agent.coolingUntil;

    expect([0, 1, 2, 12].map(pause)).toEqual([at(5), at(10), at(20), at(600)]);
  });
});

describe('an acceptance', () => {
  it('connects customer and agent', () => {
    const waiting = {
      sticky: { agentId: 'ana', until: at(9) },
      excluded: [{ agentId: 'ben', until: at(9), rejections: 1 }],
    };

    const one = settled(accept(offeredInteraction(waiting), askedAgent({ misses: 2 }), offerId(1), 'agent', NOW));

    expect(one.interaction).toMatchObject({
      status: 'active',
      offer: null,
      sticky: null,
      excluded: [],
      escalatesAt: null,
      connectedAt: NOW,
      assignments: [assignment({ acceptedAt: NOW, connectedAt: NOW })],
    });
    expect(one.agent).toMatchObject({ misses: 0, idleSince: at(-300), work: [work({ since: NOW })] });
    expect(one.entries).toMatchObject([{ kind: 'agent-joined', author: { id: 'ana', name: 'Ana' } }]);
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'accepted', by: 'agent', reason: null });
    expect(told(one, 'interaction.connected.v1')).toMatchObject({ agentId: 'ana', waitedMs: 60_000, connectedAt: NOW });
  });

  it('leaves other work alone, and keeps the first connection', () => {
    const other = work({ interactionId: interactionId(2) });
    const before = offeredInteraction({
      connectedAt: at(-900),
      assignments: [assignment({ agentId: 'ben', status: 'done' })],
    });

    const one = settled(
      accept(before, askedAgent({ work: [other, ...askedAgent().work] }), offerId(1), 'auto-answer', NOW),
    );

    expect(one.agent.work[0]).toEqual(other);
    expect(one.interaction.connectedAt).toBe(at(-900));
    expect(one.interaction.assignments).toHaveLength(2);
    expect(told(one, 'offer.resolved.v1')?.by).toBe('auto-answer');
  });

  it('ends the way back of a transfer', () => {
    const before = offeredInteraction({ returnTo: returning() });

    expect(settled(accept(before, askedAgent(), offerId(1), 'agent', NOW)).interaction.returnTo).toBeNull();
  });
});

describe('a rejection', () => {
  it('leaves the agent out for a while and counts no miss', () => {
    const one = settled(reject(offeredInteraction(), askedAgent({ misses: 1 }), offerId(1), settings(), NOW));

    expect(one.interaction).toMatchObject({
      status: 'queued',
      offer: null,
      rank: interaction().rank,
      excluded: [{ agentId: 'ana', until: at(30), rejections: 1 }],
    });
    expect(one.agent).toMatchObject({ work: [], misses: 1, coolingUntil: null, idleSince: at(-300) });
    expect(typesOf(one)).toEqual(['offer.resolved.v1', 'interaction.queued.v1']);
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'rejected', by: 'agent' });
    expect(told(one, 'interaction.queued.v1')).toMatchObject({ reason: 'rejected', enqueuedAt: at(-60) });
  });

  it.each([
    [1, 60],
    [2, 120],
    [4, 480],
    [5, 600],
    [40, 600],
  ])('after %d earlier ones excludes for %d s', (rejections, seconds) => {
    const others = { agentId: 'ben', until: at(9), rejections: 3 };
    const before = offeredInteraction({ excluded: [{ agentId: 'ana', until: at(-9), rejections }, others] });

    const one = settled(reject(before, askedAgent(), offerId(1), settings(), NOW));

    expect(one.interaction.excluded).toEqual([
      others,
      { agentId: 'ana', until: at(seconds), rejections: rejections + 1 },
    ]);
  });

  it('applies a presence that waited for the answer', () => {
    const leaving = askedAgent({ presence: presence({ pending: pending() }) });

    const one = settled(reject(offeredInteraction(), leaving, offerId(1), settings(), NOW));

    expect(one.agent.presence).toMatchObject({ status: 'not-ready', reasonId: 'lunch', kind: 'user', pending: null });
    expect(told(one, 'presence.changed.v1')?.presence.reasonId).toBe('lunch');
  });
});

describe('an expiry', () => {
  const due = () => offeredInteraction({ offer: offer({ expiresAt: NOW }) });

  it('counts a miss, lets the agent cool down and asks somebody else', () => {
    const one = settled(expire(due(), askedAgent(), lease(), offerId(1), settings(), NOW));

    expect(one.interaction).toMatchObject({
      status: 'queued',
      excluded: [{ agentId: 'ana', until: at(30), rejections: 0 }],
    });
    expect(one.agent).toMatchObject({ work: [], misses: 1, coolingUntil: at(5), idleSince: at(-300) });
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'expired', by: 'system' });
    expect(told(one, 'interaction.queued.v1')?.reason).toBe('expired');
    expect(told(one, 'presence.changed.v1')).toBeUndefined();
  });

  it('keeps the count of earlier rejections', () => {
    const before = { ...due(), excluded: [{ agentId: 'ana', until: at(-9), rejections: 2 }] };

    const one = settled(expire(before, askedAgent(), lease(), offerId(1), settings(), NOW));

    expect(one.interaction.excluded).toEqual([{ agentId: 'ana', until: at(30), rejections: 2 }]);
  });

  it.each([
    ['the offer is over', interaction(), offerId(1)],
    [
      'the offer is another one',
      offeredInteraction({ offer: offer({ id: offerId(1, 2), expiresAt: NOW }) }),
      offerId(1),
    ],
    ['somebody else is asked', offeredInteraction({ offer: offer({ agentId: 'ben', expiresAt: NOW }) }), offerId(1)],
    ['the time has not come', offeredInteraction(), offerId(1)],
  ])('changes nothing when %s', (_sentence, one, id) => {
    expect(settled(expire(one, askedAgent(), lease(), id, settings(), NOW))).toMatchObject({
      interactions: [],
      agents: [],
    });
  });

  it.each([
    [null, null],
    [60, 60],
  ])(
    'with an automatic return after %s s sets not ready after too many misses in a row',
    (autoReturnSeconds, seconds) => {
      const one = settled(
        expire(due(), askedAgent({ misses: 2 }), lease(), offerId(1), settings({ autoReturnSeconds }), NOW),
      );

      expect(one.agent).toMatchObject({ misses: 0, coolingUntil: null });
      expect(one.agent.presence).toEqual({
        status: 'not-ready',
        reasonId: null,
        kind: 'system',
        cause: 'offer-missed',
        since: NOW,
        pending: null,
        returnsAt: seconds === null ? null : at(seconds),
      });
      expect(told(one, 'presence.changed.v1')).toMatchObject({
        state: 'not-ready',
        presence: { cause: 'offer-missed' },
      });
    },
  );

  it('does not let the agent cool down where the tenant wants no pause', () => {
    const one = settled(expire(due(), askedAgent(), lease(), offerId(1), settings({ coolDownSeconds: 0 }), NOW));

    expect(one.agent).toMatchObject({ misses: 1, coolingUntil: null });
  });

  it('leaves somebody alone who is on a break already', () => {
    const away = askedAgent({ misses: 5, presence: presence({ status: 'not-ready', reasonId: 'lunch' }) });

    const one = settled(expire(due(), away, lease(), offerId(1), settings(), NOW));

    expect(one.agent).toMatchObject({ misses: 6, presence: { reasonId: 'lunch' } });
    expect(told(one, 'presence.changed.v1')).toBeUndefined();
  });

  it('keeps the wish of an agent who wanted a break after the current work', () => {
    const busy = [work({ interactionId: interactionId(2) }), ...askedAgent().work];
    const leaving = askedAgent({ misses: 2, work: busy, presence: presence({ pending: pending() }) });

    const one = settled(expire(due(), leaving, lease(), offerId(1), settings({ autoReturnSeconds: 60 }), NOW));

    expect(one.agent.presence).toMatchObject({ cause: 'offer-missed', pending: pending() });
  });
});

describe('a revocation', () => {
  it('puts the contact back where it was and blames nobody', () => {
    const one = settled(revoke(offeredInteraction(), askedAgent({ misses: 1 }), 'agent-disconnected', NOW));

    expect(one.interaction).toEqual(interaction({ offerCount: 1 }));
    expect(one.agent).toEqual(agent({ misses: 1 }));
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'revoked', reason: 'agent-disconnected' });
    expect(told(one, 'interaction.queued.v1')?.reason).toBe('revoked');
  });

  it.each([
    ['of an offer that is over', interaction()],
    ["of somebody else's offer", offeredInteraction({ offer: offer({ agentId: 'ben' }) })],
    ['of a conversation', activeInteraction()],
  ])('%s changes nothing', (_sentence, one) => {
    expect(settled(revoke(one, askedAgent(), 'repaired', NOW))).toMatchObject({
      interactions: [],
      agents: [],
      events: [],
    });
  });
});

describe('a transfer to one person', () => {
  const asked = (at_: string | null) =>
    offeredInteraction({ lane: personalLane('ana'), escalatesAt: null, returnTo: { ...returning(), at: at_ } });

  it.each([
    ['turned down', (one: ReturnType<typeof asked>) => reject(one, askedAgent(), offerId(1), settings(), NOW)],
    [
      'missed',
      (one: ReturnType<typeof asked>) =>
        expire({ ...one, offer: offer({ expiresAt: NOW }) }, askedAgent(), lease(), offerId(1), settings(), NOW),
    ],
  ])('goes back at once when it is %s, also where no time is set', (_sentence, decide) => {
    for (const time of [at(40), null]) {
      const one = settled(decide(asked(time)));

      expect(one.interaction).toMatchObject({ lane: 'sales', returnTo: null, status: 'queued', escalatesAt: at(600) });
    }
  });

  it('stays with the person while only the offer was taken back', () => {
    const one = settled(revoke(asked(at(40)), askedAgent(), 'session-taken-over', NOW));

    expect(one.interaction).toMatchObject({ lane: personalLane('ana'), returnTo: { at: at(40) } });
  });

  it('goes back when its time ran out while the person was being asked', () => {
    const one = settled(revoke(asked(NOW), askedAgent(), 'agent-disconnected', NOW));

    expect(one.interaction).toMatchObject({ lane: 'sales', returnTo: null });
  });
});

function returning() {
  return {
    lane: 'sales',
    shard: 0,
    queueId: 'sales',
    campaignId: 'inbound',
    class: 5,
    priority: 0,
    rank: Date.parse(at(-60)),
    steps: [],
    escalatesAt: at(600),
    agentId: 'ben',
    at: at(40),
  };
}
