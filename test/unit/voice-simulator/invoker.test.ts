import { describe, expect, it } from 'vitest';
import { answer, CALLER, NUMBER, play, stand } from './stand.ts';

const music = [play('music.wav', { Repeat: 100 })];
const ring = { from: CALLER, to: NUMBER };

describe('a function that does not answer in time', () => {
  it('is invoked again after five seconds with the same sequence, and the call goes on', async () => {
    const { sma, pass, events, times } = stand({ NEW_INBOUND_CALL: () => music });
    sma.faults.invocation = (_, attempt) => (attempt === 1 ? { late: 8000 } : undefined);
    const id = sma.call(ring);

    await pass(6);

    expect(times).toEqual([0, 5]);
    expect(events.map(({ Sequence }) => Sequence)).toEqual([1, 1]);
    expect(sma.hears(id)).toEqual(['prompt:music.wav']);
  });

  it.each([
    ['taken', 'connected', 2],
    ['lost', 'disconnected', 4],
  ] as const)('has its late answers %s', async (lateAnswer, state, invocations) => {
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: () => music }, { conformance: { lateAnswer } });
    sma.faults.invocation = event => (event.InvocationEventType === 'NEW_INBOUND_CALL' ? { late: 6000 } : undefined);
    const id = sma.call(ring);

    await pass(25);

    expect(sma.leg(id).state).toBe(state);
    expect(types().filter(type => type === 'NEW_INBOUND_CALL')).toHaveLength(invocations);
  });

  it('loses the call after twenty seconds', async () => {
    const { sma, pass, times } = stand({ NEW_INBOUND_CALL: () => music });
    sma.faults.invocation = event => (event.InvocationEventType === 'NEW_INBOUND_CALL' ? { late: 60_000 } : undefined);
    const id = sma.call(ring);

    await pass(19.9);
    const before = sma.leg(id).state;
    await pass(0.2);

    expect(before).toBe('ringing');
    expect(sma.leg(id)).toMatchObject({ state: 'disconnected', cause: 480 });
    expect(times).toEqual([0, 5, 10, 15, 20]);
    expect(sma.logs.at(-1)?.message).toBe('AWS Lambda client operation timed out.');
  });
});

describe('a function that fails', () => {
  it('is tried once more', async () => {
    const { sma, pass } = stand({ NEW_INBOUND_CALL: () => music });
    sma.faults.invocation = (_, attempt) => (attempt === 1 ? { status: 429 } : undefined);
    const id = sma.call(ring);

    await pass(1);

    expect(sma.hears(id)).toEqual(['prompt:music.wav']);
  });

  it('twice loses the call with 480', async () => {
    let invocations = 0;
    const { sma, pass } = stand(
      {},
      {
        invoke: async () => {
          invocations += 1;
          throw new Error('the function failed');
        },
      },
    );
    const id = sma.call(ring);

    await pass(30);

    expect(sma.leg(id)).toMatchObject({ state: 'disconnected', cause: 480 });
    // The new call and the hang-up, each twice.
    expect(invocations).toBe(4);
    expect(sma.live.transactions).toBe(0);
  });

  it('at a new call hands it to the next application of the rule, unnoticed by the caller', async () => {
    const seen: string[] = [];
    const applications = ['first', 'second'].map(id => ({
      ...{ id, region: id },
      invoke: async () => {
        seen.push(id);
        if (id === 'first') throw new Error('fail over');
        return answer(music);
      },
    }));
    const { sma, pass } = stand({}, { applications });
    const id = sma.call(ring);

    await pass(1);

    expect(seen).toEqual(['first', 'first', 'second']);
    expect(sma.hears(id)).toEqual(['prompt:music.wav']);
    expect(sma.live).toMatchObject({ transactions: 1, legs: 1 });
  });

  it('in the middle of a call hands it to nobody', async () => {
    const applications = ['first', 'second'].map(id => ({ id, region: id }));
    const { sma, pass } = stand({ NEW_INBOUND_CALL: [play('short.wav')] }, { applications });
    sma.faults.invocation = event => (event.InvocationEventType === 'ACTION_SUCCESSFUL' ? { status: 500 } : undefined);
    const id = sma.call(ring);

    await pass(6);

    expect(sma.leg(id).state).toBe('disconnected');
  });
});

describe('invocations of one call', () => {
  const slow = (type: string) => (event: { InvocationEventType: string }) =>
    event.InvocationEventType === type ? { late: 2000 } : undefined;

  it.each([
    ['serial', [0, 1, 3]],
    ['overlapping', [0, 1, 1.5]],
  ] as const)('are %s', async (invocations, expected) => {
    const { sma, pass, times } = stand({ NEW_INBOUND_CALL: music }, { conformance: { invocations } });
    sma.faults.invocation = slow('CALL_UPDATE_REQUESTED');
    const { transactionId } = sma.leg(sma.call(ring));
    await pass(1);
    sma.updateCall('sma-local', transactionId, { first: '1' });
    await pass(0.5);
    sma.updateCall('sma-local', transactionId, { second: '2' });

    await pass(3);

    expect(times).toEqual(expected);
  });

  it('may come twice at once, of which one answer counts', async () => {
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: () => music });
    sma.faults.invocation = () => ({ twice: true });
    const id = sma.call(ring);

    await pass(1);

    expect(types()).toEqual(['NEW_INBOUND_CALL', 'NEW_INBOUND_CALL']);
    expect(sma.hears(id)).toEqual(['prompt:music.wav']);
  });

  it('are a thousand at most, after which the call is hung up', async () => {
    const again = () => answer([{ Type: 'Pause', Parameters: { DurationInMilliseconds: 1000 } }]);
    const { sma, pass, events } = stand({ NEW_INBOUND_CALL: again, ACTION_SUCCESSFUL: again });
    const id = sma.call(ring);

    await pass(1100);

    expect(events).toHaveLength(1000);
    expect(sma.leg(id).state).toBe('disconnected');
  });

  it('of an update may be delayed, and are none when the call is over by then', async () => {
    const { sma, pass, types } = stand({ NEW_INBOUND_CALL: music });
    sma.faults.update = () => 3000;
    const id = sma.call(ring);
    await pass(1);
    sma.updateCall('sma-local', sma.leg(id).transactionId, {});
    await pass(1);

    sma.hangUp(id);
    await pass(5);

    expect(types()).not.toContain('CALL_UPDATE_REQUESTED');
  });
});
