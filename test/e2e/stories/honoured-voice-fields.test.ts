import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Campaign, RoutingSettings } from '#schemas/admin/model.ts';
import { type CallStory, callStory, MUSIC } from '../../support/call-story.ts';
import { fieldsOf, isOfCalls } from '../../support/fields.ts';

/** Every field of campaigns and settings that is about calls, with a call on which it makes a difference. */

const OUTSIDE = '+14155550142';
const CAMPAIGN = 'campaigns/inbound';
const SETTINGS = 'routing-settings';

let story: CallStory;
beforeEach(async () => {
  story = await callStory();
});
afterEach(async () => {
  expect(story.w.defects).toEqual([]);
  await story.w.stop();
});

/** Somebody outside is called into a conversation. */
async function conferring() {
  const talk = await story.talking();
  await talk.ana.does('post', talk.id, 'conference', { target: { kind: 'phone', number: OUTSIDE } });
  return { ...talk, guest: story.telephone(OUTSIDE) };
}
/** Ana calls a customer. */
async function dialling(to = OUTSIDE) {
  const ana = await story.agent('ana');
  const { body, status } = await ana.api.post('/v1/interactions', { channel: 'voice', campaignId: 'inbound', to });
  return { ana, body, status };
}

const ofCampaigns: Readonly<Record<string, () => Promise<void>>> = {
  callerNumber: async () => {
    await story.administer(CAMPAIGN, { callerNumber: '+15550101' });

    const { ana, body } = await dialling();
    await ana.joins(body.id);

    const [line] = story.w.system.sma.legs().filter(({ to }) => to === OUTSIDE);
    expect(line?.from).toBe('+15550101');
  },
  'holds.holdBeforeConference': async () => {
    await story.administer(CAMPAIGN, { holds: { holdBeforeConference: true } });
    const { ana, customer, id } = await story.talking();

    await ana.api.post(`/v1/interactions/${id}/conference`, { target: { kind: 'phone', number: OUTSIDE } });
    await story.w.advance(1);
    expect(customer.hears()).toEqual(MUSIC);

    await story.w.advance(5);
    expect(customer.hears()).toHaveLength(2);
  },
  'holds.holdAllOnConference': async () => {
    await story.administer(CAMPAIGN, { holds: { holdAllOnConference: true } });
    const { ana, customer, guest, id } = await conferring();

    await ana.does('post', id, 'hold');

    expect([customer.hears(), guest.hears()]).toEqual([MUSIC, MUSIC]);
  },
  'holds.unholdBeforeTransfer': async () => {
    await story.administer(CAMPAIGN, { holds: { unholdBeforeTransfer: true } });
    const { ana, id } = await story.talking();
    await ana.does('post', id, 'hold');

    await ana.does('post', id, 'transfer', { target: { kind: 'queue', id: 'support' } });

    const { body } = await (await story.w.tenant('demo').as('sue')).get(`/v1/interactions/${id}/timeline`);
    const types = body.items.map(({ type }: { type: string }) => type);
    expect(types.filter((type: string) => /held|resumed|transferred/.test(type))).toEqual([
      'interaction.held.v1',
      'interaction.transferred.v1',
      'interaction.resumed.v1',
    ]);
  },
  'recording.mode': async () => {
    await story.administer(CAMPAIGN, { recording: { mode: 'always' } });

    const { ana, id } = await story.talking();
    await story.w.advance(2);

    expect((await ana.api.get(`/v1/interactions/${id}/call`)).body.recording).toBe('on');
  },
  'recording.announcement': async () => {
    await story.administer(CAMPAIGN, { recording: { mode: 'always', announcement: 'We record.' } });

    await story.calls();

    const { timeline } = story.w.system.sma.legs().at(-1) ?? { timeline: [] };
    expect(timeline.map(one => one.hears)).toEqual([[expect.stringMatching(/^prompt:spoken\//)], MUSIC]);
  },
  'recording.retentionDays': async () => {
    await story.administer(CAMPAIGN, { recording: { mode: 'always', retentionDays: 1 } });
    const { customer, id } = await story.talking();
    await story.w.advance(3);
    await customer.hangUp();
    const recordings = async () =>
      (await (await story.w.tenant('demo').as('sue')).get(`/v1/interactions/${id}/recordings`)).body.items;

    const [fresh] = await recordings();
    await story.w.advance(86_500);
    const [old] = await recordings();

    expect([fresh?.available, old?.available]).toEqual([true, false]);
  },
};

const ofSettings: Readonly<Record<string, () => Promise<void>>> = {
  'voice.countries': async () => {
    await story.administer(CAMPAIGN, { callerNumber: '+15550101' });
    await story.administer(SETTINGS, { voice: { countries: ['DE'] } });

    const refused = await dialling();

    expect([refused.status, refused.body.code]).toEqual([422, 'NUMBER_NOT_ALLOWED']);
  },
  'voice.parkSeconds': async () => {
    await story.administer(SETTINGS, { voice: { parkSeconds: 10 } });
    const { ana, id } = await story.talking();
    await ana.does('post', id, 'park');
    expect((await story.interaction(id)).status).toBe('parked');

    await story.w.advance(10);

    expect((await story.interaction(id)).status).not.toBe('parked');
  },
  'voice.parkedWeight': async () => {
    await story.administer(SETTINGS, { voice: { parkedWeight: 40 } });
    const { ana, id } = await story.talking();

    await ana.does('post', id, 'park');

    expect((await ana.api.get('/v1/sessions/current')).body.capacity).toEqual({ total: 100, free: 60 });
  },
};

describe.each([
  ['campaigns', ofCampaigns, Campaign],
  ['routing-settings', ofSettings, RoutingSettings],
] as const)('%s', (_kind, told, model) => {
  test('have a story for every field about calls', () => {
    expect(Object.keys(told).toSorted()).toEqual(fieldsOf(model).filter(isOfCalls).toSorted());
  });

  test.each(Object.keys(told))('%s', async field => {
    await told[field]?.();
  });
});
