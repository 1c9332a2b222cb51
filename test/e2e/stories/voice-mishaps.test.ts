import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Caller, type World, world } from '#test/support/world.ts';

/*
 * What goes wrong between us and a telephone service, and what callers hear of it.
 */

const CUSTOMER = '+14255550199';
const HOTLINE = '+15550101';
const MUSIC = ['prompt:sounds/music.wav'];
const NOTHING_LEFT = { transactions: 0, legs: 0, meetings: 0 };

let w: World;
let ana: Caller;
beforeEach(async () => {
  w = await world({ startsAt: '2026-11-25T10:00:00.000Z', sweepEverySeconds: 60 });
  ana = await w.tenant('demo').as('ana');
});
afterEach(async () => {
  await w.stop();
});

async function calls(from = CUSTOMER): Promise<string> {
  const id = w.system.sma.call({ from, to: HOTLINE });
  await w.advance(1);
  return id;
}
async function anaIsReady(): Promise<void> {
  await ana.post('/v1/sessions', {});
  await ana.put('/v1/sessions/current/presence', { status: 'ready' });
  await w.advance(1);
}
async function anaAccepts(): Promise<string> {
  const { body } = await ana.get('/v1/offers');
  const accepted = await ana.post(`/v1/offers/${body.items[0]?.id}/acceptance`);
  await ana.get(`/v1/interactions/${accepted.body.id}/media`);
  await w.advance(4);
  return accepted.body.id;
}
async function talking() {
  const caller = await calls();
  await anaIsReady();
  const id = await anaAccepts();
  return { caller, id };
}
const hears = (leg: string) => w.system.sma.hears(leg);
const speaksTo = (leg: string) => hears(leg).some(heard => heard.startsWith('attendee:'));

describe('a call', () => {
  it('goes on when every event is delivered twice at once', async () => {
    w.system.sma.faults.invocation = () => ({ twice: true });

    const { caller, id } = await talking();
    expect(speaksTo(caller)).toBe(true);

    await ana.post(`/v1/interactions/${id}/end`);
    await w.advance(3);
    expect(w.system.sma.live).toEqual(NOTHING_LEFT);
  });

  it('goes on when the function fails once for each event', async () => {
    w.system.sma.faults.invocation = (_, attempt) => (attempt === 1 ? { status: 429 } : undefined);

    const { caller } = await talking();

    expect(speaksTo(caller)).toBe(true);
  });

  it('is told late when commands are throttled, and not forgotten', async () => {
    const { caller, id } = await talking();
    w.system.sma.faults.throttle = operation => operation === 'UpdateSipMediaApplicationCall';

    await ana.post(`/v1/interactions/${id}/hold`);
    await w.advance(5);
    expect(speaksTo(caller)).toBe(true);

    w.system.sma.faults.throttle = undefined;
    await w.advance(3);
    expect(hears(caller)).toEqual(MUSIC);
  });

  it('goes on with music when its hold came while it was on its way into the room', async () => {
    const { caller, id } = await talking();

    await ana.post(`/v1/interactions/${id}/hold`);
    await ana.delete(`/v1/interactions/${id}/hold`);
    await w.advance(0.3);
    await ana.post(`/v1/interactions/${id}/hold`);
    await w.advance(4);

    expect(hears(caller)).toEqual(MUSIC);
  });

  it('whose room dies waits with music, and meets its agent in the next one', async () => {
    const { caller, id } = await talking();
    const [before] = w.system.sma.meetings.live;

    w.system.sma.meetings.delete(String(before));
    await w.advance(3);
    expect(hears(caller)).toEqual(MUSIC);

    await ana.get(`/v1/interactions/${id}/media`);
    await w.advance(4);
    expect(speaksTo(caller)).toBe(true);
    expect(w.system.sma.meetings.live).toHaveLength(1);
    expect(w.system.sma.meetings.live).not.toContain(before);
  });

  it('whose customer loses his place in the room is soon back there', async () => {
    const { caller } = await talking();
    const { meetings } = w.system.sma;
    const [room = ''] = meetings.live;
    const seat = meetings.attendees(room).find(one => hears(caller)[0] !== `attendee:${one.ExternalUserId}`);

    meetings.deleteAttendee(room, String(seat?.AttendeeId));
    expect(speaksTo(caller)).toBe(false);
    await w.advance(3);

    expect(speaksTo(caller)).toBe(true);
  });

  it('is not cut off when its music cannot be played', async () => {
    w.system.sma.faults.audioDenied = () => true;
    const caller = await calls();
    await w.advance(60);

    w.system.sma.faults.audioDenied = undefined;
    await w.advance(60);

    expect(w.system.sma.leg(caller).state).toBe('connected');
    expect(hears(caller)).toEqual(MUSIC);
  });

  it('whose party cannot be brought into the room waits with music in front of the queue', async () => {
    const caller = await calls();
    await anaIsReady();
    w.system.sma.faults.joinFails = () => true;

    const id = await anaAccepts();

    expect(w.system.sma.leg(caller).state).toBe('connected');
    expect(hears(caller)).toEqual(MUSIC);
    expect((await ana.get(`/v1/interactions/${id}`)).body.status).not.toBe('active');
  });
});

describe('several calls', () => {
  it('are all brought to their end, though there are more commands than the service takes in a second', async () => {
    const callers: string[] = [];
    for (let call = 0; call < 10; call += 1) callers.push(await calls(`+1425555010${call}`));
    expect(callers.map(hears)).toEqual(callers.map(() => MUSIC));

    for (const caller of callers) w.system.sma.hangUp(caller);
    await w.advance(10);

    expect(w.system.sma.live).toEqual(NOTHING_LEFT);
  });

  it('beyond what the account has lines for are not taken', async () => {
    for (let call = 0; call < 10; call += 1) await calls(`+1425555010${call}`);

    const eleventh = await calls('+14255550111');

    expect(w.system.sma.leg(eleventh)).toMatchObject({ state: 'disconnected', cause: 503 });
  });
});
