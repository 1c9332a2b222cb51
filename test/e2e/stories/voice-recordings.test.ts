import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RecordingFileEntity, RecordingWalkEntity } from '#schemas/voice/entity.ts';
import { remove } from '#shared/adapters/store/store.ts';
import { liveShardOf } from '#shared/domain/kit/shard.ts';
import { type Caller, type World, type WorldOptions, world } from '#test/support/world.ts';

/*
 * A call is recorded and listened to, over the real ports: the simulated telephone service delivers the file as S3 would
 * be given it, and links are followed by a client without a token.
 */

const CUSTOMER = '+14255550199';
const HOTLINE = '+15550100';
const WAV_HEADER_BYTES = 44;
const BYTES_PER_SECOND = 16_000;

let w: World;
let ana: Caller;
let ada: Caller;
let sue: Caller;
beforeEach(() => begin());
afterEach(async () => {
  expect(w.defects).toEqual([]);
  await w.stop();
});

async function begin(options: WorldOptions = {}): Promise<void> {
  w = await world({ startsAt: '2026-11-25T10:00:00.000Z', sweepEverySeconds: 3600, ...options });
  const demo = w.tenant('demo');
  [ana, ada, sue] = await Promise.all([demo.as('ana'), demo.as('ada'), demo.as('sue')]);
}

async function campaignRecords(recording: object): Promise<void> {
  const known = await ada.get('/v1/admin/campaigns/inbound');
  const { version: _, updatedAt: __, updatedBy: ___, ...object } = known.body;
  const headers = { 'if-match': String(known.headers.get('etag')) };
  const { status } = await ada.put('/v1/admin/campaigns/inbound', { ...object, recording }, { headers });
  expect(status).toBe(200);
}

/** A customer is in the queue; Ana takes the call with her browser as soon as it is hers to take. */
async function talking() {
  const customer = w.system.sma.call({ from: CUSTOMER, to: HOTLINE });
  await w.advance(1);
  const heardFirst = w.system.sma.hears(customer);
  await w.advance(5);
  await ana.post('/v1/sessions', {});
  await ana.put('/v1/sessions/current/presence', { status: 'ready' });
  await w.advance(1);
  const { body } = await ana.get('/v1/offers');
  const { id } = (await ana.post(`/v1/offers/${body.items[0]?.id}/acceptance`)).body;
  await ana.get(`/v1/interactions/${id}/media`);
  await w.advance(3);
  return { customer, heardFirst, path: `/v1/interactions/${id}` };
}

async function record(path: string, action: string): Promise<number> {
  const { status } = await ana.post(`${path}/recording`, { action });
  return status;
}

const recordingsOf = async (path: string) => (await sue.get(`${path}/recordings`)).body.items;

async function timelineOf(path: string, type: string) {
  const { items } = (await sue.get(`${path}/timeline`)).body;
  return items.filter((one: { type: string }) => one.type === type);
}

/** A call of which everything is recorded, and which is over. */
async function recordedCall(settings: object = {}) {
  await campaignRecords({ mode: 'always', ...settings });
  const { customer, path } = await talking();
  await w.advance(10);
  w.system.sma.hangUp(customer);
  await w.advance(3);
  const [recording] = await recordingsOf(path);
  return { path, recording, link: `${path}/recordings/${recording.id}` };
}

/** Files of recordings in the folder of the system: of each the content, and the type beside it. */
async function onDisk(dataDir: string): Promise<number> {
  const names = await readdir(join(dataDir, 'files'), { recursive: true });
  return names.filter(name => name.includes('.wav')).length;
}

it('is told to the customer, begun, paused, gone on with and stopped by the agent, and there after that', async () => {
  await campaignRecords({ mode: 'on-demand', announcement: 'This call may be recorded.' });
  const { heardFirst, path } = await talking();
  expect(heardFirst).toEqual([expect.stringMatching(/^prompt:spoken\//)]);

  expect(await record(path, 'start')).toBe(200);
  await w.advance(20);
  expect(await record(path, 'pause')).toBe(200);
  await w.advance(30);
  expect(await record(path, 'resume')).toBe(200);
  await w.advance(10);
  expect(await recordingsOf(path)).toMatchObject([{ byAgentId: 'ana', endedAt: null, available: false }]);
  expect(await record(path, 'stop')).toBe(200);
  await w.advance(5);
  await ana.post(`${path}/end`);
  await w.advance(3);

  const [recording, ...others] = await recordingsOf(path);
  const lengthOf = ({ from, to }: { from: string; to: string }) => (Date.parse(to) - Date.parse(from)) / 1000;
  expect(others).toEqual([]);
  expect(recording).toMatchObject({ available: true, deletedAt: null });
  expect(recording.pauses.map(lengthOf)).toEqual([30]);
  expect(lengthOf({ from: recording.startedAt, to: recording.endedAt })).toBe(60);
  expect(recording.seconds).toBe(60);
});

it('is handed out by a link as a file to be saved, as long as what was said, for five minutes', async () => {
  const { link, recording } = await recordedCall();

  const { status, body } = await sue.get(link);
  const file = await fetch(body.url);
  const content = Buffer.from(await file.arrayBuffer());

  expect([status, file.status]).toEqual([200, 200]);
  expect(file.headers.get('content-disposition')).toMatch(
    /^attachment; filename="recording-2026-11-25T10-00-\d\d\.wav"/,
  );
  expect([content.toString('latin1', 0, 4), content.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WAVE']);
  const seconds = (content.length - WAV_HEADER_BYTES) / BYTES_PER_SECOND;
  const expected = (Date.parse(recording.endedAt) - Date.parse(recording.startedAt)) / 1000;
  expect(Math.abs(seconds - expected)).toBeLessThan(1);
  expect(Math.abs(seconds - recording.seconds)).toBeLessThan(1);

  await w.advance(301);
  expect((await fetch(body.url)).status).toBe(403);
});

it('cannot be had by another name than that of its link', async () => {
  const { link } = await recordedCall();
  const url = new URL((await sue.get(link)).body.url);

  url.searchParams.set('name', 'invoice.exe');

  expect((await fetch(url)).status).toBe(403);
});

it('is for those who may listen, each of whom is in the timeline', async () => {
  const { link, path } = await recordedCall();
  const stranger = await w.tenant('acme').as('ada');

  expect((await ana.get(link)).body).toMatchObject({ code: 'FORBIDDEN' });
  expect((await stranger.get(link)).body.code).toBe('INTERACTION_NOT_FOUND');
  expect((await stranger.get(`${path}/recordings`)).body.code).toBe('INTERACTION_NOT_FOUND');
  expect(await timelineOf(path, 'recording.played.v1')).toEqual([]);

  await sue.get(link);
  await ada.get(link);

  const played = await timelineOf(path, 'recording.played.v1');
  expect(played.map((one: { data: { userId: string } }) => one.data.userId)).toEqual(['sue', 'ada']);
});

it('is deleted by an administrator for good, which the list and the timeline go on to say', async () => {
  const { link, path, recording } = await recordedCall();
  const { url } = (await sue.get(link)).body;
  const stranger = await w.tenant('acme').as('ada');

  expect((await sue.delete(link)).body.code).toBe('FORBIDDEN');
  expect((await stranger.delete(link)).body.code).toBe('INTERACTION_NOT_FOUND');
  expect((await fetch(url)).status).toBe(200);
  expect([(await ada.delete(link)).status, (await ada.delete(link)).status]).toEqual([204, 204]);

  expect((await fetch(url)).status).toBe(404);
  expect((await sue.get(link)).body.code).toBe('RECORDING_NOT_FOUND');
  expect(await recordingsOf(path)).toMatchObject([
    { id: recording.id, available: false, deletedAt: expect.stringMatching(/^2026-11-25T10:/) },
  ]);
  const deleted = await timelineOf(path, 'recording.deleted.v1');
  expect(deleted.map((one: { data: { userId: string } }) => one.data.userId)).toEqual(['ada']);
});

it('is gone after the days of its campaign, once and for good, which the list and the timeline go on to say', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'recordings-'));
  try {
    await w.stop();
    await begin({ dataDir, keepData: true });
    const { link, path } = await recordedCall({ retentionDays: 1 });
    await ana.post(`${path}/disposition`, { codeId: 'resolved' });
    const kept = await recordedCall({ retentionDays: 30 });

    await w.advance(80_000);
    expect(await onDisk(dataDir)).toBe(4);
    // The sweeper comes every hour here.
    await w.advance(10_000);
    sue = await w.tenant('demo').as('sue');

    expect((await sue.get(link)).body.code).toBe('RECORDING_NOT_FOUND');
    expect(await recordingsOf(path)).toMatchObject([
      { available: false, seconds: null, deletedAt: expect.stringMatching(/^2026-11-26T1[01]:/) },
    ]);
    expect(await onDisk(dataDir)).toBe(2);
    expect((await sue.get(kept.link)).status).toBe(200);

    await w.advance(7200);
    const expired = await timelineOf(path, 'recording.expired.v1');
    expect(expired).toMatchObject([{ actor: { kind: 'system' } }]);
  } finally {
    await w.settled();
    await rm(dataDir, { recursive: true });
  }
});

it('is gone after its days as well when it was stored before files had rows', async () => {
  const { link, path, recording } = await recordedCall({ retentionDays: 1 });
  await ana.post(`${path}/disposition`, { codeId: 'resolved' });
  const interactionId = path.slice('/v1/interactions/'.length);
  const store = w.system.openStore('demo');
  const row = { shard: liveShardOf(interactionId), deletesAt: recording.deletesAt, interactionId };
  const files = () => store.query(RecordingFileEntity, row);
  await store.commit([
    remove(RecordingFileEntity, { ...row, recordingId: recording.id }),
    remove(RecordingWalkEntity, {}),
  ]);
  const before = await files();

  await w.advance(7200);
  const noted = await files();
  await w.advance(90_000);
  sue = await w.tenant('demo').as('sue');

  expect(before).toEqual([]);
  expect(noted).toMatchObject([{ recordingId: recording.id }]);
  expect(await recordingsOf(path)).toMatchObject([
    { available: false, deletedAt: expect.stringMatching(/^2026-11-26T1[01]:/) },
  ]);
  expect((await sue.get(link)).body.code).toBe('RECORDING_NOT_FOUND');
  expect(await timelineOf(path, 'recording.expired.v1')).toHaveLength(1);
  expect(await files()).toEqual([]);
});

it('is not made where the campaign records nothing', async () => {
  const { path } = await talking();

  expect((await ana.post(`${path}/recording`, { action: 'start' })).body.code).toBe('RECORDING_NOT_ALLOWED');
  expect(await recordingsOf(path)).toEqual([]);
});

it('cannot be deleted while it goes on', async () => {
  await campaignRecords({ mode: 'always' });
  const { path } = await talking();
  const [recording] = await recordingsOf(path);

  expect((await ada.delete(`${path}/recordings/${recording.id}`)).body.code).toBe('RECORDING_NOT_FOUND');
  expect(await recordingsOf(path)).toMatchObject([{ endedAt: null, deletedAt: null }]);
});

it('lies in the folder of the local system, also after another start, until it is deleted', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'recordings-'));
  try {
    await w.stop();
    await begin({ dataDir, keepData: true });
    const { link } = await recordedCall();
    await w.stop();
    await begin({ dataDir, keepData: true, startsAt: '2026-11-25T11:00:00.000Z' });

    expect((await fetch((await sue.get(link)).body.url)).status).toBe(200);
    expect(await onDisk(dataDir)).toBe(2);

    await ada.delete(link);
    expect(await onDisk(dataDir)).toBe(0);
  } finally {
    await w.settled();
    await rm(dataDir, { recursive: true });
  }
});
