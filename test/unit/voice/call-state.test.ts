import { describe, expect, it } from 'vitest';
import { Extension } from '#schemas/admin/voice.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { endpointOf } from '#shared/domain/voice/extension.ts';
import { pressKeys } from '#shared/domain/voice/send-digits.ts';
import { assertAccepts, callState } from '#shared/domain/voice/state.ts';
import {
  activeInteraction,
  assignment,
  doneAssignment,
  endedInteraction,
  interaction,
  offeredInteraction,
} from '#test/support/builders.ts';
import { refused } from '../../support/changes.ts';
import { browser, call, customer, guest, ids, legId } from './builders.ts';

const inHand = (of: InteractionRecord, given: Partial<CallRecord> = {}) => ({
  interaction: of,
  call: call({ legs: [customer(), browser()], ...given }),
});
const consult = { agentId: 'ana', legId: legId(3) };

describe('a call', () => {
  it.each<[string, ReturnType<typeof inHand>]>([
    ['created', inHand(interaction({ status: 'created' }))],
    ['waiting', inHand(interaction())],
    ['waiting', inHand(offeredInteraction())],
    ['connecting', inHand(activeInteraction({ status: 'connecting' }))],
    ['talking', inHand(activeInteraction())],
    ['on-hold', inHand(activeInteraction(), { legs: [customer({ held: true })] })],
    ['opening', inHand(activeInteraction({ status: 'connecting' }), { direction: 'outbound', to: null, legs: [] })],
    ['consulting', inHand(activeInteraction(), { consult })],
    ['gathering', inHand(activeInteraction(), { gathering: true })],
    ['parked', inHand(activeInteraction({ status: 'parked' }))],
    ['handed-over', inHand(activeInteraction({ status: 'handed-over' }))],
    ['ended', inHand(endedInteraction())],
    ['ended', inHand(endedInteraction({ status: 'closed' }))],
  ])('is %s', (state, one) => {
    expect(callState(one)).toBe(state);
  });
});

describe('a command', () => {
  it('is accepted of who takes part, where the call is in a state for it', () => {
    expect(() => assertAccepts(inHand(activeInteraction()), 'ana', 'hold')).not.toThrow();
  });

  it.each<[string, InteractionRecord, string]>([
    ['has no part', activeInteraction(), 'ben'],
    ['has had none in a call that waits', interaction(), 'ana'],
    ['has had none in a call that somebody handed on', activeInteraction({ status: 'handed-over' }), 'ben'],
  ])('is refused to who %s', (_sentence, of, agentId) => {
    expect(refused(() => assertAccepts(inHand(of), agentId, 'hold')).code).toBe('NOT_YOUR_INTERACTION');
  });

  it.each([
    ['waits again', interaction({ assignments: [doneAssignment()] }), 'waiting'],
    ['was handed on', activeInteraction({ status: 'handed-over', assignments: [doneAssignment()] }), 'handed-over'],
    ['is not connected yet', activeInteraction({ status: 'connecting', assignments: [assignment()] }), 'connecting'],
  ])('is refused where the call %s', (_sentence, of, currentState) => {
    expect(refused(() => assertAccepts(inHand(of), 'ana', 'hold'))).toMatchObject({
      ...{ code: 'INTERACTION_STATE', currentState },
    });
  });

  it('about the customer is refused in a room without one', () => {
    const room = inHand(activeInteraction(), { legs: [browser()] });

    expect(refused(() => assertAccepts(room, 'ana', 'hold'))).toMatchObject({ currentState: 'room' });
    expect(() => assertAccepts(room, 'ana', 'addToConference')).not.toThrow();
  });
});

describe('keys that an agent presses', () => {
  const press = (legs: CallRecord['legs']) =>
    pressKeys(inHand(activeInteraction(), { legs }), 'ana', '12#', ids()).calls[0]?.after.legs.map(
      leg => leg.errands.length,
    );

  it('are heard by whoever was called in last, or by the customer', () => {
    expect(press([customer(), browser()])).toEqual([1, 0]);
    expect(press([customer(), browser(), guest()])).toEqual([0, 0, 1]);
    expect(press([customer(), browser(), guest({ held: true })])).toEqual([1, 0, 0]);
    expect(press([customer(), browser(), guest({ state: 'ringing' })])).toEqual([1, 0, 0]);
  });

  it('are heard by nobody where no telephone takes part', () => {
    expect(refused(() => press([browser(), guest({ endpoint: { kind: 'browser' } })]))).toMatchObject({
      ...{ code: 'INTERACTION_STATE', currentState: 'talking' },
    });
  });
});

describe('the extension of an agent', () => {
  const extensions = new Map(
    [
      { id: 'home', name: 'Home', kind: 'phone', number: '+14155550188' },
      { id: 'desk', name: 'Desk', kind: 'sip', user: 'desk-7' },
      { id: 'web', name: 'Browser', kind: 'browser' },
    ].map(one => [one.id, Extension.parse(one)]),
  );

  it.each([
    ['home', { kind: 'phone', number: '+14155550188' }],
    ['desk', { kind: 'sip', user: 'desk-7' }],
    ['web', { kind: 'browser' }],
    ['gone', { kind: 'browser' }],
    [null, { kind: 'browser' }],
  ])('%s is where he is reached', (selected, endpoint) => {
    expect(endpointOf(selected, { extensions })).toEqual(endpoint);
  });
});
