import { describe, expect, it } from 'vitest';
import { addToConference, heldBySomebody, leaveConference } from '#shared/domain/interactions/conference.ts';
import { endByAgent } from '#shared/domain/interactions/end.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import {
  activeInteraction,
  agent,
  assignment,
  campaign,
  doneAssignment,
  interactionId,
  NOW,
  offerId,
  profile,
  session,
  sessionId,
  signedOut,
  talkingAgent,
  work,
} from '../../support/builders.ts';
import { checked, refused, typesOf } from '../../support/changes.ts';

const ben = (given: Parameters<typeof agent>[0] = {}) =>
  agent({ id: 'ben', session: session({ id: sessionId(2) }), profile: profile({ displayName: 'Ben' }), ...given });
const bens = (given: Parameters<typeof assignment>[0] = {}) =>
  assignment({ ...{ agentId: 'ben', agentName: 'Ben', offerId: offerId(1, 2), role: 'conferenced' }, ...given });
/** Ana holds the conversation, Ben has been called in. */
const together = () => activeInteraction({ assignments: [assignment(), bens()], offerCount: 2 });

describe('an agent who calls a colleague in', () => {
  it('has him in it at once: he holds work for it, and everybody is told', () => {
    const one = activeInteraction();

    const joined = checked(addToConference(one, talkingAgent(), ben(), NOW));

    expect(outcome(joined.interactions, one.id)).toMatchObject({
      offerCount: 2,
      assignments: [
        { agentId: 'ana', role: 'primary' },
        { agentId: 'ben', role: 'conferenced', connectedAt: NOW },
      ],
    });
    expect(joined.agents[0]?.after.work).toEqual([work({ since: NOW })]);
    expect(joined.entries).toMatchObject([{ kind: 'agent-joined', author: { kind: 'agent', name: 'Ben' } }]);
    expect(joined.events).toMatchObject([
      { type: 'assignment.joined.v1', agents: ['ana', 'ben'], data: { agentId: 'ben', byAgentId: 'ana' } },
    ]);
  });

  it('keeps his name from a customer who is not to know names', () => {
    const one = activeInteraction({ hidesAgentNames: true });

    const joined = addToConference(one, talkingAgent(), ben(), NOW);

    expect(joined.entries[0]?.author).toMatchObject({ anonymous: true });
  });

  it.each([
    ['is unknown', undefined, /not at work/],
    ['has gone home', signedOut({ id: 'ben' }), /not at work/],
    ['has lost the connection', ben({ session: session({ status: 'grace' }) }), /not at work/],
    ['takes part already', ben({ work: [work()] }), /already/],
    ['has no units left', ben({ work: [work({ interactionId: interactionId(2), cost: 80 })] }), /no room/],
    ['has as many chats as he may', ben({ profile: profile({ caps: { chat: 0 } }) }), /no room/],
  ])('is refused one who %s', (_sentence, guest, detail) => {
    expect(refused(() => addToConference(activeInteraction(), talkingAgent(), guest, NOW))).toMatchObject({
      code: 'TARGET_UNAVAILABLE',
      detail: expect.stringMatching(detail),
    });
  });

  it('may call one whose limit of chats is not reached', () => {
    const busy = ben({ profile: profile({ caps: { chat: 2 } }), work: [work({ interactionId: interactionId(2) })] });

    expect(typesOf(addToConference(activeInteraction(), talkingAgent(), busy, NOW))).toEqual(['assignment.joined.v1']);
  });

  it('must have it himself', () => {
    expect(refused(() => addToConference(activeInteraction(), ben(), agent({ id: 'cleo' }), NOW)).code).toBe(
      'NOT_YOUR_INTERACTION',
    );
  });
});

describe('an agent who leaves the others to it', () => {
  it('wraps up, and who was called in holds it now', () => {
    const one = together();

    const left = checked(leaveConference(one, talkingAgent(), campaign(), NOW));

    expect(outcome(left.interactions, one.id)).toMatchObject({
      status: 'active',
      assignments: [
        { agentId: 'ana', status: 'wrap-up' },
        { agentId: 'ben', role: 'primary', status: 'active' },
      ],
    });
    expect(left.entries).toMatchObject([{ kind: 'agent-left', author: { name: 'Ana' } }]);
    expect(left.events.find(event => event.type === 'assignment.left.v1')).toMatchObject({ agents: ['ana', 'ben'] });
  });

  it('leaves it with its holder when he was only called in', () => {
    const one = together();

    const left = checked(leaveConference(one, ben({ work: [work()] }), campaign(), NOW));

    expect(outcome(left.interactions, one.id)?.assignments).toMatchObject([
      { agentId: 'ana', role: 'primary', status: 'active' },
      { agentId: 'ben', status: 'wrap-up' },
    ]);
  });

  it('is refused as the last one, who ends it or hands it on', () => {
    expect(refused(() => leaveConference(activeInteraction(), talkingAgent(), campaign(), NOW))).toMatchObject({
      code: 'INTERACTION_STATE',
      currentState: 'active',
      allowedCommands: ['transfer', 'endInteraction'],
    });
  });
});

describe('a conversation of several agents', () => {
  it('that one of them ends is over for all, each with a wrap-up of his own', () => {
    const one = together();

    const over = checked(
      endByAgent(one, talkingAgent(), campaign(), NOW, [{ agent: ben({ work: [work()] }), campaign: campaign() }]),
    );

    expect(outcome(over.interactions, one.id)).toMatchObject({ status: 'ended', endReason: 'agent-ended' });
    expect(outcome(over.interactions, one.id)?.assignments.map(({ status }) => status)).toEqual(['wrap-up', 'wrap-up']);
    expect(over.agents.map(({ after }) => after.work[0]?.state)).toEqual(['wrap-up', 'wrap-up']);
  });

  it.each([
    ['nobody is left', activeInteraction({ assignments: [doneAssignment()] })],
    ['the holder is there', together()],
  ])('keeps its roles where %s', (_sentence, one) => {
    expect(heldBySomebody(one)).toBe(one);
  });
});
