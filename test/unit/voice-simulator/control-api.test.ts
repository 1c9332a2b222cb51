import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BatchCreateAttendeeCommand,
  ChimeSDKMeetingsClient,
  CreateAttendeeCommand,
  CreateMeetingCommand,
  CreateMeetingWithAttendeesCommand,
  DeleteAttendeeCommand,
  DeleteMeetingCommand,
  GetAttendeeCommand,
  GetMeetingCommand,
  ListAttendeesCommand,
  UpdateAttendeeCapabilitiesCommand,
} from '@aws-sdk/client-chime-sdk-meetings';
import {
  ChimeSDKVoiceClient,
  CreateSipMediaApplicationCallCommand,
  UpdateSipMediaApplicationCallCommand,
} from '@aws-sdk/client-chime-sdk-voice';
import { afterEach, describe, expect, it } from 'vitest';
import { controlApi } from '#local/sma/control-api.ts';
import type { SmaOptions } from '#local/sma/sma.ts';
import { APPLICATION, CALLER, dataOf, NUMBER, play, type Script, stand } from './stand.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise(resolve => server.close(resolve));
});

/** The clients of the SDK as they come, on a simulator behind HTTP. */
async function clients(script: Script = {}, options: Partial<SmaOptions> = {}) {
  const made = stand(script, options);
  const page = controlApi(made.sma, '/local/chime');
  const server = createServer(async (request, response) => {
    const reply = await page(request, new URL(request.url ?? '', 'http://localhost'));
    response.writeHead(reply?.status ?? 418, reply?.headers);
    response.end(reply?.body);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/local/chime`;
  const config = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  return { ...made, url, voice: new ChimeSDKVoiceClient(config), meetings: new ChimeSDKMeetingsClient(config) };
}

const call = (more: object = {}) =>
  new CreateSipMediaApplicationCallCommand({
    ...{ SipMediaApplicationId: APPLICATION, FromPhoneNumber: NUMBER, ToPhoneNumber: CALLER, ...more },
  });
const update = (TransactionId: string, Arguments: Record<string, string> = {}, SipMediaApplicationId = APPLICATION) =>
  new UpdateSipMediaApplicationCallCommand({ SipMediaApplicationId, TransactionId, Arguments });
const meeting = { ClientRequestToken: 'token-1', MediaRegion: 'us-east-1', ExternalMeetingId: 'conversation' };
/** The exception as the client throws it. */
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    thrown => [thrown.name, thrown.$metadata.httpStatusCode],
  );
const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));

describe('the voice client', () => {
  it('places a call, with arguments that the function is given', async () => {
    const { voice, pass, events } = await clients();

    const { SipMediaApplicationCall, $metadata } = await voice.send(call({ ArgumentsMap: { leg: 'agent' } }));
    await pass(0);

    expect($metadata.httpStatusCode).toBe(201);
    expect(events.map(event => event.InvocationEventType)).toEqual(['NEW_OUTBOUND_CALL']);
    expect(events[0]?.CallDetails.TransactionId).toBe(SipMediaApplicationCall?.TransactionId);
    expect(dataOf(events[0]!)).toEqual({ Type: 'CallCreateRequest', Parameters: { Arguments: { leg: 'agent' } } });
  });

  it('updates a call, and is answered before the function is invoked', async () => {
    const { sma, voice, pass, types, last } = await clients({ NEW_INBOUND_CALL: [play('music.wav', { Repeat: 9 })] });
    const { transactionId } = sma.leg(sma.call({ from: CALLER, to: NUMBER }));
    await pass(1);

    const { $metadata } = await voice.send(update(transactionId, { to: 'agent' }));
    const before = types();
    await pass(0);

    expect($metadata.httpStatusCode).toBe(202);
    expect(before).toEqual(['NEW_INBOUND_CALL']);
    expect(dataOf(last('CALL_UPDATE_REQUESTED')).Parameters).toEqual({ Arguments: { to: 'agent' } });
  });

  it.each([
    ['a number that is none', call({ ToPhoneNumber: 'sip:ana@host' }), ['BadRequestException', 400]],
    ['a number that is too long', call({ ToPhoneNumber: '+1234567890123456' }), ['BadRequestException', 400]],
    ['a foreign caller number', call({ FromPhoneNumber: '+14255550100' }), ['BadRequestException', 400]],
    ['21 arguments', call({ ArgumentsMap: pairs(21) }), ['BadRequestException', 400]],
    ['21 headers', call({ SipHeaders: pairs(21) }), ['BadRequestException', 400]],
    ['an unknown application', call({ SipMediaApplicationId: 'none' }), ['BadRequestException', 400]],
  ])('is refused %s', async (_, command, expected) => {
    const { voice } = await clients();

    expect(await refusal(voice.send(command))).toEqual(expected);
  });

  it('is refused the update of a call that is unknown, over, or of another application', async () => {
    const { sma, voice, pass } = await clients();
    const id = sma.call({ from: CALLER, to: NUMBER });
    await pass(1);

    const unknown = await refusal(voice.send(update('unknown')));
    const foreign = await refusal(voice.send(update(sma.leg(id).transactionId, {}, 'other')));
    sma.hangUp(id);
    const over = await refusal(voice.send(update(sma.leg(id).transactionId)));

    expect([unknown, foreign, over]).toEqual(Array(3).fill(['NotFoundException', 404]));
  });

  it('may place one call a second and update five, and is throttled beyond', async () => {
    const { sma, voice, pass } = await clients({}, { quotas: { activeCalls: 100 } });
    const { transactionId } = sma.leg(sma.call({ from: CALLER, to: NUMBER }));
    const calls = [await refusal(voice.send(call())), await refusal(voice.send(call()))];
    const updates: unknown[] = [];
    for (let count = 0; count < 6; count += 1) updates.push(await refusal(voice.send(update(transactionId))));
    await pass(1);
    const later = await refusal(voice.send(call()));

    const throttled = ['ThrottledClientException', 429];
    expect(calls).toEqual(['nothing was refused', throttled]);
    expect(updates).toEqual([...Array(5).fill('nothing was refused'), throttled]);
    expect(later).toBe('nothing was refused');
  });

  it('tries again by itself when it is throttled', async () => {
    const { url, sma } = await clients();
    const { transactionId } = sma.leg(sma.call({ from: CALLER, to: NUMBER }));
    let refusals = 2;
    sma.faults.throttle = () => {
      refusals -= 1;
      return refusals >= 0;
    };
    const patient = new ChimeSDKVoiceClient({
      ...{ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    });

    const { $metadata } = await patient.send(update(transactionId));

    expect([$metadata.httpStatusCode, $metadata.attempts]).toEqual([202, 3]);
  });

  it('finds no room for more calls at once than the quota', async () => {
    const { sma, voice } = await clients({}, { quotas: { createCallPerSecond: 100, activeCalls: 2 } });
    await voice.send(call());
    await voice.send(call());

    const third = await refusal(voice.send(call()));
    const inbound = sma.leg(sma.call({ from: CALLER, to: NUMBER }));

    expect(third).toEqual(['ResourceLimitExceededException', 400]);
    expect(inbound).toMatchObject({ state: 'disconnected', cause: 503 });
  });

  it('hears of a service that is down', async () => {
    const { sma, voice } = await clients();
    sma.faults.outage = operation => operation === 'CreateSipMediaApplicationCall';

    expect(await refusal(voice.send(call()))).toEqual(['ServiceFailureException', 500]);
  });

  it('must sign what it sends', async () => {
    const { url } = await clients();

    const response = await fetch(`${url}/sip-media-applications/${APPLICATION}/calls`, { method: 'POST', body: '{}' });

    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
  });
});

describe('the meetings client', () => {
  it('makes a meeting once for a request token, finds it, and ends it', async () => {
    const { meetings } = await clients();

    const first = await meetings.send(new CreateMeetingCommand(meeting));
    const again = await meetings.send(new CreateMeetingCommand(meeting));
    const MeetingId = first.Meeting?.MeetingId ?? '';
    const found = await meetings.send(new GetMeetingCommand({ MeetingId }));
    const { $metadata } = await meetings.send(new DeleteMeetingCommand({ MeetingId }));

    expect(again.Meeting).toEqual(first.Meeting);
    expect(found.Meeting).toEqual(first.Meeting);
    expect(found.Meeting).toMatchObject({ ExternalMeetingId: 'conversation', MediaRegion: 'us-east-1' });
    expect($metadata.httpStatusCode).toBe(204);
    expect(await refusal(meetings.send(new GetMeetingCommand({ MeetingId })))).toEqual(['NotFoundException', 404]);
  });

  it('makes attendees one by one, in a batch and with the meeting, and lists them by pages', async () => {
    const { meetings } = await clients();
    const { Meeting, Attendees: two } = await meetings.send(
      new CreateMeetingWithAttendeesCommand({
        ...meeting,
        Attendees: [{ ExternalUserId: 'ana' }, { ExternalUserId: 'ben' }],
      }),
    );
    const MeetingId = Meeting?.MeetingId ?? '';
    await meetings.send(new CreateAttendeeCommand({ MeetingId, ExternalUserId: 'cleo' }));
    await meetings.send(new BatchCreateAttendeeCommand({ MeetingId, Attendees: [{ ExternalUserId: 'dan' }] }));

    const first = await meetings.send(new ListAttendeesCommand({ MeetingId, MaxResults: 3 }));
    const { NextToken } = first;
    const rest = await meetings.send(new ListAttendeesCommand({ MeetingId, MaxResults: 3, NextToken }));

    expect(two?.map(one => one.ExternalUserId)).toEqual(['ana', 'ben']);
    expect(first.Attendees?.map(one => one.ExternalUserId)).toEqual(['ana', 'ben', 'cleo']);
    expect(rest.Attendees?.map(one => one.ExternalUserId)).toEqual(['dan']);
    expect(rest.NextToken).toBeUndefined();
    expect(new Set([...(first.Attendees ?? [])].map(one => one.JoinToken)).size).toBe(3);
  });

  it('changes, reads and deletes an attendee', async () => {
    const { meetings } = await clients();
    const { Meeting } = await meetings.send(new CreateMeetingCommand(meeting));
    const MeetingId = Meeting?.MeetingId ?? '';
    const { Attendee } = await meetings.send(new CreateAttendeeCommand({ MeetingId, ExternalUserId: 'sue' }));
    const AttendeeId = Attendee?.AttendeeId ?? '';
    const silent = { Audio: 'Receive', Video: 'None', Content: 'None' } as const;

    await meetings.send(new UpdateAttendeeCapabilitiesCommand({ MeetingId, AttendeeId, Capabilities: silent }));
    const changed = await meetings.send(new GetAttendeeCommand({ MeetingId, AttendeeId }));
    await meetings.send(new DeleteAttendeeCommand({ MeetingId, AttendeeId }));

    expect(Attendee?.Capabilities).toEqual({ Audio: 'SendReceive', Video: 'SendReceive', Content: 'SendReceive' });
    expect(changed.Attendee?.Capabilities).toEqual(silent);
    expect(await refusal(meetings.send(new GetAttendeeCommand({ MeetingId, AttendeeId })))).toEqual([
      'NotFoundException',
      404,
    ]);
  });

  it('is refused content without video, reserved names, and more than the quotas', async () => {
    const { meetings, pass } = await clients({}, { quotas: { meetings: 1, attendeesPerMeeting: 1 } });
    const { Meeting } = await meetings.send(new CreateMeetingCommand(meeting));
    const MeetingId = Meeting?.MeetingId ?? '';
    const attendee = (ExternalUserId: string, more: object = {}) =>
      refusal(meetings.send(new CreateAttendeeCommand({ MeetingId, ExternalUserId, ...more })));
    const contentOnly = { Capabilities: { Audio: 'Receive', Video: 'None', Content: 'Receive' } };
    const bad = [await attendee('sue', contentOnly), await attendee('aws:sue')];
    await attendee('sue');
    await pass(1);
    const full = await attendee('ben');
    const another = new CreateMeetingCommand({ ...meeting, ClientRequestToken: 'token-2' });
    const batch = await meetings.send(
      new BatchCreateAttendeeCommand({ MeetingId, Attendees: [{ ExternalUserId: 'dan' }] }),
    );

    expect(bad).toEqual(Array(2).fill(['BadRequestException', 400]));
    expect(full).toEqual(['LimitExceededException', 400]);
    expect(await refusal(meetings.send(another))).toEqual(['LimitExceededException', 400]);
    expect(batch.Errors).toMatchObject([{ ExternalUserId: 'dan', ErrorCode: 'LimitExceeded' }]);
  });

  it('may do ten of each operation a second', async () => {
    const { meetings } = await clients();
    const { Meeting } = await meetings.send(new CreateMeetingCommand(meeting));
    const MeetingId = Meeting?.MeetingId ?? '';

    const results: unknown[] = [];
    for (let count = 0; count < 11; count += 1) {
      results.push(await refusal(meetings.send(new GetMeetingCommand({ MeetingId }))));
    }

    expect(results).toEqual([...Array(10).fill('nothing was refused'), ['ThrottlingException', 429]]);
  });
});
