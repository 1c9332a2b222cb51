import { expect, it } from 'vitest';
import type { Conformance } from '#local/sma/conformance.ts';
import { world } from '#test/support/world.ts';

/*
 * The documentation of the telephone service leaves some things open, or says them in two ways. A call is the same for
 * its caller whichever way it is.
 */

const MUSIC = ['prompt:sounds/music.wav'];

const OTHERWISE: readonly Partial<Conformance>[] = [
  {},
  { attributesMax: 100 },
  { emptyFirstResponse: 'hangup' },
  { invocations: 'overlapping' },
  { lateAnswer: 'lost' },
  { hangupWhileRinging: 'cancels' },
  { hangupOfBridgedLeg: 'hangup' },
  { hangupOfBridgedLeg: 'action-successful' },
  { actionCutByHangup: 'failed' },
  { actionCutByHangup: 'silent' },
  { meetingLegOfGoneCaller: 'ends' },
  { meetingLegIsActiveCall: true },
  { capabilitiesOfPhones: 'ignored' },
  { promptInMeeting: 'alone' },
  { attendeeOfSameUser: 'another' },
];

it.each(OTHERWISE)('a call with hold and an end goes well, and nothing is left: %j', async conformance => {
  const w = await world({ startsAt: '2026-11-25T10:00:00.000Z', sweepEverySeconds: 3600, conformance });
  const { sma } = w.system;
  const ana = await w.tenant('demo').as('ana');
  const speaksTo = (leg: string) => sma.hears(leg).some(heard => heard.startsWith('attendee:'));

  const caller = sma.call({ from: '+14255550199', to: '+15550101' });
  await w.advance(1);
  expect(sma.hears(caller)).toEqual(MUSIC);

  await ana.post('/v1/sessions', {});
  await ana.put('/v1/sessions/current/presence', { status: 'ready' });
  const { body } = await ana.get('/v1/offers');
  const { body: taken } = await ana.post(`/v1/offers/${body.items[0]?.id}/acceptance`);
  await ana.get(`/v1/interactions/${taken.id}/media`);
  await w.advance(3);
  expect(speaksTo(caller)).toBe(true);

  await ana.post(`/v1/interactions/${taken.id}/hold`);
  await w.advance(3);
  expect(sma.hears(caller)).toEqual(MUSIC);

  await ana.delete(`/v1/interactions/${taken.id}/hold`);
  await w.advance(3);
  expect(speaksTo(caller)).toBe(true);

  await ana.post(`/v1/interactions/${taken.id}/end`);
  await w.advance(3);
  expect(sma.live).toEqual({ transactions: 0, legs: 0, meetings: 0 });
  expect(w.defects).toEqual([]);
  await w.stop();
});
