import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Conformance } from '#local/sma/conformance.ts';
import { type Caller, type World, world } from '#test/support/world.ts';

/*
 * Agents who work on telephones: their desk phone rings at the offer, and its answer brings them into the room.
 */

const CUSTOMER = '+14255550199';
const HOTLINE = '+15550101';
const DESK = '+14255550142';
const MUSIC = ['prompt:sounds/music.wav'];
const NOTHING_LEFT = { transactions: 0, legs: 0, meetings: 0 };

let w: World;
let ana: Caller;
/** Whichever way the service is where its documentation leaves it open. */
const OTHERWISE: readonly Partial<Conformance>[] = [
  {},
  { invocations: 'overlapping' },
  { hangupOfBridgedLeg: 'hangup' },
  { hangupOfBridgedLeg: 'action-successful' },
];
async function open(conformance: Partial<Conformance>): Promise<void> {
  w = await world({ startsAt: '2026-11-25T10:00:00.000Z', sweepEverySeconds: 60, conformance });
  ana = await w.tenant('demo').as('ana');
}
afterEach(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

async function anaWorksOn(extension: Readonly<Record<string, string>>): Promise<void> {
  const ada = await w.tenant('demo').as('ada');
  const created = await ada.post('/v1/admin/extensions', { id: 'desk', name: 'Desk', ...extension });
  expect(created.status).toBe(201);
  const user = await ada.get('/v1/admin/users/ana');
  const { version: _, updatedAt: __, updatedBy: ___, ...known } = user.body;
  const changed = await ada.put(
    '/v1/admin/users/ana',
    { ...known, extensions: ['desk'] },
    { headers: { 'If-Match': user.headers.get('etag') ?? '' } },
  );
  expect(changed.status).toBe(200);
  await ana.post('/v1/sessions', { extension: 'desk' });
  await ana.put('/v1/sessions/current/presence', { status: 'ready' });
  await w.advance(1);
}
async function customerCalls(): Promise<string> {
  const id = w.system.sma.call({ from: CUSTOMER, to: HOTLINE });
  await w.advance(1);
  return id;
}
const deskPhone = () => w.system.sma.legs().find(({ direction, to }) => direction === 'outbound' && to === DESK);
const hears = (leg: string) => w.system.sma.hears(leg);

describe.each(OTHERWISE)('an agent on a telephone: %j', conformance => {
  beforeEach(async () => {
    await open(conformance);
    await anaWorksOn({ kind: 'phone', number: DESK });
  });

  it('is called at the offer, takes the call with 1, and both hear each other', async () => {
    const customer = await customerCalls();
    await w.advance(4);
    const desk = deskPhone();
    expect(desk?.answered).toBe(true);
    expect(hears(customer)).toEqual(MUSIC);

    w.system.sma.press(String(desk?.id), '1');
    await w.advance(5);

    expect(hears(customer).some(heard => heard.startsWith('attendee:'))).toBe(true);
    expect(hears(String(desk?.id)).some(heard => heard.startsWith('attendee:'))).toBe(true);

    w.system.sma.hangUp(customer);
    await w.advance(10);
    expect(w.system.sma.live).toEqual(NOTHING_LEFT);
  });

  it('is let go when the customer hangs up before he has taken the call', async () => {
    const customer = await customerCalls();
    await w.advance(4);

    w.system.sma.hangUp(customer);
    await w.advance(60);

    expect(w.system.sma.live).toEqual(NOTHING_LEFT);
  });

  it('is muted by his own telephone call', async () => {
    const customer = await customerCalls();
    await w.advance(4);
    w.system.sma.press(String(deskPhone()?.id), '1');
    await w.advance(5);
    const { body } = await ana.get('/v1/interactions', { query: {} });
    const id = body.items?.[0]?.id;
    expect(id).toMatch(/^int_/);

    await ana.put(`/v1/interactions/${id}/mute`);
    await w.advance(3);
    expect(hears(customer)).toEqual(['silence']);
  });

  it('is still muted when he has lost his seat in the room and is back in it', async () => {
    const { customer, desk, id } = await talkingOnTheDesk();
    await ana.put(`/v1/interactions/${id}/mute`);
    await w.advance(3);

    await loseSeat(desk);
    expect(hears(customer)).toEqual(['silence']);
    expect(hears(desk).some(heard => heard.startsWith('attendee:'))).toBe(true);

    await ana.delete(`/v1/interactions/${id}/mute`);
    await w.advance(3);
    expect(hears(customer).some(heard => heard.startsWith('attendee:'))).toBe(true);
  });
});

/** A customer and Ana, who took the call on her desk telephone. */
async function talkingOnTheDesk() {
  const customer = await customerCalls();
  await w.advance(4);
  const desk = String(deskPhone()?.id);
  w.system.sma.press(desk, '1');
  await w.advance(5);
  const { body } = await ana.get('/v1/interactions', { query: {} });
  return { customer, desk, id: String(body.items?.[0]?.id) };
}

/** The seat of a telephone is taken away, and given back soon. */
async function loseSeat(line: string): Promise<void> {
  const { meetings } = w.system.sma;
  const [room = ''] = meetings.live;
  const others = new Set(hears(line));
  const seat = meetings.attendees(room).find(one => !others.has(`attendee:${one.ExternalUserId}`));
  meetings.deleteAttendee(room, String(seat?.AttendeeId));
  expect(hears(line)).not.toEqual([...others]);
  await w.advance(5);
}

describe.each(OTHERWISE)('an agent on a SIP telephone: %j', conformance => {
  beforeEach(async () => {
    await open(conformance);
    await anaWorksOn({ kind: 'sip', user: 'ana' });
  });

  it('is bridged to the room, and talks when he answers', async () => {
    const customer = await customerCalls();
    await w.advance(10);

    expect(hears(customer).some(heard => heard.startsWith('attendee:'))).toBe(true);

    w.system.sma.hangUp(customer);
    await w.advance(10);
    expect(w.system.sma.live).toEqual(NOTHING_LEFT);
  });
});
