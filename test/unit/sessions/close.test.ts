import { describe, expect, it } from 'vitest';
import { change } from '#shared/domain/kit/change.ts';
import { personalLane } from '#shared/domain/routing/lane.ts';
import {
  beginGrace,
  closeSession,
  endGrace,
  extendGrace,
  openAgent,
  resumeSession,
} from '#shared/domain/sessions/close.ts';
import {
  activeInteraction,
  agent,
  askedAgent,
  assignment,
  at,
  campaign,
  endedInteraction,
  interaction,
  interactionId,
  NOW,
  offeredInteraction,
  pending,
  presence,
  session,
  sessionId,
  settings,
  signedOut,
  talkingAgent,
  work,
  wrappingAgent,
} from '../../support/builders.ts';
import { checked, refused, settled, told, typesOf } from '../../support/changes.ts';

const inGrace = session({ status: 'grace', graceUntil: NOW });

describe('the session of a caller', () => {
  it('is the one that is open', () => {
    const one = agent();

    expect(openAgent(one, null)).toBe(one);
    expect(openAgent(one, sessionId(1))).toBe(one);
  });

  it.each([
    ['there is none', undefined, null, { code: 'SESSION_NOT_FOUND', allowedCommands: ['openSession'] }],
    ['it was closed', signedOut(), null, { code: 'SESSION_NOT_FOUND', allowedCommands: ['openSession'] }],
    [
      'the one he believes in is gone',
      signedOut(),
      sessionId(1),
      { code: 'SESSION_SUPERSEDED', allowedCommands: ['openSession'] },
    ],
    [
      'another one took over',
      agent(),
      sessionId(2),
      { code: 'SESSION_SUPERSEDED', params: { since: at(-3600) }, allowedCommands: [] },
    ],
  ])('is refused when %s', (_sentence, one, id, why) => {
    expect(refused(() => openAgent(one, id))).toEqual(why);
  });
});

describe('signing out', () => {
  it('leaves nothing but what is owed', () => {
    const one = settled(closeSession(agent({ coolingUntil: at(5), outcomesPending: [interactionId(9)] }), [], NOW));

    expect(one.agent).toMatchObject({
      session: null,
      queueIds: [],
      coolingUntil: null,
      outcomesPending: [interactionId(9)],
      presence: { status: 'not-ready', kind: 'system', cause: 'signed-in', since: NOW, pending: null, returnsAt: null },
    });
    expect(one.agent.live).toBeUndefined();
    expect(told(one, 'session.closed.v1')).toEqual({ agentId: 'ana', sessionId: sessionId(1), cause: 'logged-out' });
  });

  it('gives offers back without blame', () => {
    const one = settled(closeSession(askedAgent({ misses: 1 }), [offeredInteraction()], NOW));

    expect(one.agent).toMatchObject({ session: null, work: [], misses: 1 });
    expect(one.interaction).toEqual(interaction({ offerCount: 1 }));
    expect(told(one, 'offer.resolved.v1')?.reason).toBe('queue-logout');
  });

  it('is refused while conversations or wrap-ups are open', () => {
    const busy = agent({
      work: [
        ...askedAgent().work,
        work({ interactionId: interactionId(2) }),
        work({ interactionId: interactionId(3), state: 'wrap-up' }),
      ],
    });

    expect(refused(() => closeSession(busy, [], NOW))).toEqual({
      code: 'OPEN_WORK',
      params: { interactionIds: [interactionId(2), interactionId(3)] },
      allowedCommands: ['endInteraction', 'completeWrapUp', 'disposeInteraction'],
    });
  });
});

describe('a lost connection', () => {
  const busy = () => agent({ work: [...askedAgent().work, work({ interactionId: interactionId(2) })] });
  const hands = { offered: [offeredInteraction()], active: [activeInteraction({ id: interactionId(2) })] };

  it('begins a time of grace: offers go back, conversations stay, customers are told', () => {
    const one = settled(beginGrace(busy(), 3, hands, settings(), NOW));

    expect(one.agent).toMatchObject({
      session: { id: sessionId(1), status: 'grace', graceUntil: at(120) },
      work: [work({ interactionId: interactionId(2) })],
      presence: { status: 'ready' },
      misses: 0,
    });
    expect(one.interaction).toEqual(interaction({ offerCount: 1 }));
    expect(one.entries).toMatchObject([
      { interactionId: interactionId(2), kind: 'agent-away', author: { name: 'Ana' } },
    ]);
    expect(told(one, 'offer.resolved.v1')).toMatchObject({ resolution: 'revoked', reason: 'agent-disconnected' });
    expect(told(one, 'session.in-grace.v1')).toEqual({ agentId: 'ana', sessionId: sessionId(1), graceUntil: at(120) });
  });

  it.each([
    ['of an earlier session', agent(), 2],
    ['in grace already', agent({ session: inGrace }), 3],
    ['of somebody who is signed out', signedOut(), 3],
  ])('%s changes nothing', (_sentence, one, epoch) => {
    expect(beginGrace(one, epoch, hands, settings(), NOW)).toEqual(change({}));
  });

  it('is over when the agent comes back: everything goes on where it was', () => {
    const one = settled(resumeSession(talkingAgent({ session: inGrace }), [activeInteraction()]));

    expect(one.agent).toEqual(talkingAgent());
    expect(one.entries).toMatchObject([{ kind: 'agent-back' }]);
    expect(told(one, 'session.resumed.v1')).toEqual({ agentId: 'ana', sessionId: sessionId(1) });
    expect(resumeSession(agent(), [])).toEqual(change({}));
  });
});

describe('the end of grace', () => {
  it('routes conversations again with their rank, preferring this agent for a while', () => {
    const talking = activeInteraction({ excluded: [], queueVisits: 1, class: 2 });

    const one = settled(
      endGrace(
        talkingAgent({ session: inGrace }),
        3,
        [{ interaction: talking, campaign: campaign() }],
        settings({ stickySeconds: 40 }),
        NOW,
      ),
    );

    expect(one.interaction).toMatchObject({
      status: 'queued',
      lane: 'sales',
      rank: talking.rank,
      class: 2,
      enqueuedAt: NOW,
      stepStartedAt: NOW,
      firstEnqueuedAt: at(-60),
      escalatesAt: at(600),
      queueVisits: 2,
      sticky: { agentId: 'ana', until: at(40) },
      assignments: [{ agentId: 'ana', status: 'done', endedAt: NOW, wrapUp: null }],
    });
    expect(one.agent).toMatchObject({ session: null, work: [] });
    expect(one.entries).toMatchObject([{ kind: 'agent-left' }]);
    expect(typesOf(one)).toEqual(['interaction.queued.v1', 'session.closed.v1']);
    expect(told(one, 'interaction.queued.v1')?.reason).toBe('agent-lost');
    expect(told(one, 'session.closed.v1')?.cause).toBe('connection-lost');
  });

  it('does not leave in the lane of the lost agent what others could take', () => {
    const own = activeInteraction({ lane: personalLane('ana') });

    const one = settled(
      endGrace(talkingAgent({ session: inGrace }), 3, [{ interaction: own, campaign: campaign() }], settings(), NOW),
    );

    expect(one.interaction.lane).toBe('sales');
  });

  it('completes wrap-ups by the system and loses no outcome that is owed', () => {
    const rules = campaign({ dispositionRequired: true, outcomeSchemeId: 'standard' });

    const one = settled(
      endGrace(
        wrappingAgent({ session: inGrace }),
        3,
        [{ interaction: endedInteraction(), campaign: rules }],
        settings(),
        NOW,
      ),
    );

    expect(one.interaction).toMatchObject({
      status: 'closed',
      assignments: [{ status: 'done', wrapUp: { completedBy: 'system', completedAt: NOW }, outcomePending: true }],
    });
    expect(one.agent).toMatchObject({ session: null, work: [], outcomesPending: [interactionId(1)] });
  });

  it('deals with several pieces of work in one change', () => {
    const hands = [
      { interaction: activeInteraction(), campaign: campaign() },
      { interaction: endedInteraction({ id: interactionId(2) }), campaign: campaign() },
      { interaction: interaction({ id: interactionId(3) }), campaign: campaign() },
    ];
    const busy = agent({
      session: inGrace,
      presence: presence({ pending: pending() }),
      work: [work(), work({ interactionId: interactionId(2), state: 'wrap-up' })],
    });

    const one = settled(endGrace(busy, 3, hands, settings(), NOW));

    expect(one.agents).toHaveLength(1);
    expect(one.agent).toMatchObject({ session: null, work: [], presence: { cause: 'signed-in', pending: null } });
    expect(one.interactions.map(({ after }) => after.status)).toEqual(['queued', 'closed']);
  });

  it.each([
    ['the agent came back', agent()],
    ['another session is in grace', agent({ epoch: 4, session: inGrace })],
    ['grace was begun anew', agent({ session: session({ status: 'grace', graceUntil: at(1) }) })],
    ['the session is closed', signedOut()],
  ])('changes nothing when %s', (_sentence, one) => {
    expect(endGrace(one, 3, [], settings(), NOW)).toEqual(change({}));
  });

  it('comes also where no end was kept', () => {
    const one = checked(endGrace(agent({ session: session({ status: 'grace' }) }), 3, [], settings(), NOW));

    expect(typesOf(one)).toEqual(['session.closed.v1']);
  });
});

describe('who speaks on although his grace is over', () => {
  const rules = settings({ graceSeconds: 40 });

  it('has it once more, from the moment on at which it ended', () => {
    const one = settled(extendGrace(talkingAgent({ session: inGrace }), 3, rules, NOW));

    expect(one.agent.session).toMatchObject({ status: 'grace', graceUntil: at(40) });
    expect(one.events).toEqual([]);
  });

  it.each([
    ['he is back', talkingAgent()],
    ['another session is in grace', talkingAgent({ epoch: 4, session: inGrace })],
    ['it lasts', talkingAgent({ session: { ...inGrace, graceUntil: at(1) } })],
  ])('has nothing more while %s', (_sentence, one) => {
    expect(extendGrace(one, 3, rules, NOW)).toEqual(change({}));
  });
});

describe('a conversation whose agent is lost', () => {
  const gone = talkingAgent({ session: inGrace });
  const lost = (given: Parameters<typeof activeInteraction>[0]) => {
    const hands = [{ interaction: activeInteraction(given), campaign: campaign() }];
    return settled(endGrace(gone, 3, hands, settings(), NOW));
  };

  it('goes on with the others who are in it', () => {
    const one = lost({ assignments: [assignment(), assignment({ agentId: 'ben', role: 'conferenced' })] });

    expect(one.interaction).toMatchObject({
      status: 'active',
      assignments: [{ status: 'done' }, { status: 'active' }],
    });
    expect(one.entries).toMatchObject([{ kind: 'agent-left' }]);
    expect(one.agent.work).toEqual([]);
  });

  it('is another visit to the queue only where they had heard each other', () => {
    const visits = [at(-40), null].map(
      connectedAt => lost({ assignments: [assignment({ connectedAt })] }).interaction.queueVisits,
    );

    expect(visits).toEqual([2, 1]);
  });
});
