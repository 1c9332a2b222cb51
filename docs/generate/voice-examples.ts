/** A call of Kim Lee's, and what is set up for it. */
import {
  type Call,
  Campaign,
  type EventData,
  type EventType,
  Extension,
  InboundNumber,
  RoutingSettings,
} from '#schemas/client.ts';

const CALL = 'int_01K9ZR1N6T8R2V5X7Y0A1B2C3D';
const CUSTOMER_LEG = 'leg_01K9ZR1N6T8R2V5X7Y0A1B2C3E';
const AGENT_LEG = 'leg_01K9ZR1N6T8R2V5X7Y0A1B2C3F';
const at = (time: string) => `2026-11-21T11:${time}.000Z`;

export const phoneNumber = InboundNumber.parse({
  id: 'hotline',
  name: 'Hotline',
  number: '+15550100',
  flowId: 'reception',
  language: 'en-US',
});
export const extension = Extension.parse({ id: '204', name: 'Desk 204', kind: 'sip', user: 'desk-204' });

const { callerNumber, holds, recording } = Campaign.parse({
  id: 'inbound',
  name: 'Inbound',
  callerNumber: '+15550100',
  holds: { holdBeforeConference: true },
  recording: { mode: 'on-demand', retentionDays: 90 },
});
export const campaignVoice = { ...(callerNumber !== undefined && { callerNumber }), holds, recording };
export const voiceSettings = RoutingSettings.parse({}).voice;

const party = { held: false, muted: false, endedAt: null, endCause: null } as const;
const call: Call = {
  interactionId: CALL,
  direction: 'inbound',
  to: '+15550100',
  from: '+15550123',
  status: 'live',
  parties: [
    {
      legId: CUSTOMER_LEG,
      party: { kind: 'customer' },
      endpoint: 'phone',
      state: 'connected',
      answeredAt: at('00:04'),
      ...party,
    },
    {
      legId: AGENT_LEG,
      party: { kind: 'agent', agentId: 'ana' },
      endpoint: 'browser',
      state: 'connected',
      answeredAt: at('00:19'),
      ...party,
    },
  ],
  ...{ conference: false, consulting: false, parked: false, gathering: false, recording: 'off' },
  ...{ startedAt: at('00:04'), endedAt: null, endedBy: null, version: 6 },
};
const onHold: Call = { ...call, parties: call.parties.map((one, nth) => ({ ...one, held: nth === 0 })), version: 7 };

const target = { kind: 'phone', number: '+14155550142' } as const;
export const voiceBodies = {
  startInteraction: {
    channel: 'voice' as const,
    campaignId: 'inbound',
    to: '+14155550142',
    customer: { id: 'c-2041', name: 'Kim Lee' },
    language: 'en-US',
    gathering: false,
  },
  sendDigits: { digits: '12,,345#' },
  controlRecording: { action: 'start' as const },
  consult: { target },
};

export const voiceReplies = {
  getCall: call,
  getMedia: {
    provider: 'chime-sma',
    meeting: { MeetingId: '0f2d7c1e-0000-0000-0000-000000002706', MediaRegion: 'us-east-1' },
    attendee: { AttendeeId: '6f0b2a3c', JoinToken: 'a secret of the agent' },
  },
  hold: onHold,
  resume: { ...call, version: 8 },
  mute: { ...call, parties: call.parties.map((one, nth) => ({ ...one, muted: nth === 1 })), version: 7 },
  unmute: { ...call, version: 8 },
  park: { ...call, parties: call.parties.slice(0, 1), parked: true, version: 7 },
  unpark: { ...call, version: 8 },
  gather: { ...call, gathering: true, version: 8 },
  beginConference: { ...call, version: 9 },
  controlRecording: { ...call, recording: 'on' as const, version: 7 },
  listRecordings: {
    items: [
      {
        id: 'act_01K9ZR1N6T8R2V5X7Y0A1B2C3H',
        kind: 'call' as const,
        byAgentId: 'ana',
        startedAt: at('01:10'),
        endedAt: at('06:02'),
        pauses: [{ from: at('02:00'), to: at('02:41') }],
        deletedAt: null,
        deletesAt: '2027-02-19T11:01:10.000Z',
        seconds: 251,
        available: true,
      },
    ],
  },
  playRecording: { url: 'https://recordings.example.com/demo/0f2d7c1e.wav?signature=a1b2', expiresAt: at('35:00') },
  deleteRecording: null,
  sendDigits: call,
  consult: { ...onHold, consulting: true },
  completeConsult: { ...call, version: 9 },
  cancelConsult: { ...call, version: 9 },
};

const about = { interactionId: CALL, channel: 'voice', queueId: 'support', campaignId: 'inbound' } as const;
const agentLeg = { ...about, legId: AGENT_LEG, party: { kind: 'agent', agentId: 'ana' } } as const;
const customerLeg = { ...about, legId: CUSTOMER_LEG, party: { kind: 'customer' } } as const;
const told = <T extends EventType>(data: EventData<T>, kind: 'agent' | 'system' = 'agent') => ({
  subject: `interaction/${CALL}`,
  actor: { kind, id: kind === 'agent' ? 'ana' : null },
  data,
});

export const voiceEventExamples = {
  'interaction.started.v1': told<'interaction.started.v1'>({ ...about, agentId: 'ana', to: '+14155550142' }),
  'call.ringing.v1': told<'call.ringing.v1'>(agentLeg, 'system'),
  'call.party-joined.v1': told<'call.party-joined.v1'>(agentLeg, 'system'),
  'call.party-left.v1': told<'call.party-left.v1'>({ ...customerLeg, cause: 'hung-up', wasConnected: true }, 'system'),
  'interaction.held.v1': told<'interaction.held.v1'>(about),
  'interaction.resumed.v1': told<'interaction.resumed.v1'>(about),
  'call.muted.v1': told<'call.muted.v1'>({ ...agentLeg, muted: true }),
  'call.parked.v1': told<'call.parked.v1'>({ ...about, byAgentId: 'ana', endsAt: at('07:40') }),
  'call.unparked.v1': told<'call.unparked.v1'>(about),
  'call.consult-started.v1': told<'call.consult-started.v1'>({
    ...about,
    agentId: 'ana',
    legId: 'leg_01K9ZR1N6T8R2V5X7Y0A1B2C3G',
  }),
  'call.consult-ended.v1': told<'call.consult-ended.v1'>(about),
  'call.gathering-started.v1': told<'call.gathering-started.v1'>(about),
  'call.gathering-ended.v1': told<'call.gathering-ended.v1'>(about),
  'call.conference-started.v1': told<'call.conference-started.v1'>(about),
  'call.conference-ended.v1': told<'call.conference-ended.v1'>(about),
  'interaction.created.v1': told<'interaction.created.v1'>(about, 'system'),
  'callback.requested.v1': told<'callback.requested.v1'>(
    {
      ...about,
      number: '+15550123',
      language: 'en-US',
      enqueuedAt: at('00:04'),
      ...{ class: 5, priority: 0, rank: Date.parse(at('00:04')) },
    },
    'system',
  ),
  'recording.played.v1': told<'recording.played.v1'>({
    ...about,
    recordingId: 'act_01K9ZR1N6T8R2V5X7Y0A1B2C3H',
    userId: 'sue',
  }),
  'recording.deleted.v1': told<'recording.deleted.v1'>({
    ...about,
    recordingId: 'act_01K9ZR1N6T8R2V5X7Y0A1B2C3H',
    userId: 'ada',
  }),
  'recording.expired.v1': told<'recording.expired.v1'>(
    { ...about, recordingId: 'act_01K9ZR1N6T8R2V5X7Y0A1B2C3H' },
    'system',
  ),
  'call.recording-changed.v1': told<'call.recording-changed.v1'>({ ...about, recording: 'paused' }),
};
