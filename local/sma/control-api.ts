import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import type { PageReply, RawPage } from '../http.ts';
import { ApiError } from './api-error.ts';
import { parseRequest, requests } from './meeting-requests.ts';
import type { Sma } from './sma.ts';

interface ControlRequest {
  /** The parts of the path that are ids, in order. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  /** Tells operations on one path apart. */
  readonly operation?: string;
  readonly status: number;
  readonly throttling: 'ThrottledClientException' | 'ThrottlingException';
  readonly run: (sma: Sma, request: ControlRequest) => object | undefined;
}

const Pairs = z.record(z.string(), z.string()).nullish();
const CreateCall = z.object({
  FromPhoneNumber: z.string(),
  ToPhoneNumber: z.string(),
  SipHeaders: Pairs,
  ArgumentsMap: Pairs,
});
const UpdateCall = z.object({ Arguments: z.record(z.string(), z.string()) });
const Page = z.object({ size: z.coerce.number().int().min(1).max(100), after: z.coerce.number().int().min(0) });

const ID = '([^/]+)';
const pathOf = (...parts: readonly string[]) => new RegExp(`^/${parts.join('/')}$`);
const CALLS = ['sip-media-applications', ID, 'calls'] as const;
const ATTENDEES = ['meetings', ID, 'attendees'] as const;

const voice = { throttling: 'ThrottledClientException' } as const;
const meetings = { throttling: 'ThrottlingException' } as const;

const operations: readonly Operation[] = [
  {
    ...{ ...voice, name: 'CreateSipMediaApplicationCall', method: 'POST', path: pathOf(...CALLS), status: 201 },
    run: (sma, { ids: [applicationId = ''], body }) => {
      const request = parseRequest(CreateCall, body);
      const TransactionId = sma.createCall({
        ...{ applicationId, from: request.FromPhoneNumber, to: request.ToPhoneNumber },
        ...{ sipHeaders: request.SipHeaders ?? undefined, args: request.ArgumentsMap ?? undefined },
      });
      return { SipMediaApplicationCall: { TransactionId } };
    },
  },
  {
    ...{ ...voice, name: 'UpdateSipMediaApplicationCall', method: 'POST', path: pathOf(...CALLS, ID), status: 202 },
    run: (sma, { ids: [applicationId = '', TransactionId = ''], body }) => {
      sma.updateCall(applicationId, TransactionId, parseRequest(UpdateCall, body).Arguments);
      return { SipMediaApplicationCall: { TransactionId } };
    },
  },
  {
    ...{ ...meetings, name: 'CreateMeeting', method: 'POST', path: pathOf('meetings'), status: 200 },
    run: (sma, { body }) => ({ Meeting: sma.meetings.create(parseRequest(requests.CreateMeeting, body)) }),
  },
  {
    ...{ ...meetings, name: 'CreateMeetingWithAttendees', method: 'POST', path: pathOf('meetings'), status: 200 },
    operation: 'create-attendees',
    run: (sma, { body }) => {
      const { Attendees, ...request } = parseRequest(requests.CreateMeetingWithAttendees, body);
      const Meeting = sma.meetings.create(request) as { readonly MeetingId: string };
      return { Meeting, ...sma.meetings.createAttendees(Meeting.MeetingId, Attendees) };
    },
  },
  {
    ...{ ...meetings, name: 'GetMeeting', method: 'GET', path: pathOf('meetings', ID), status: 200 },
    run: (sma, { ids: [meetingId = ''] }) => ({ Meeting: sma.meetings.get(meetingId) }),
  },
  {
    ...{ ...meetings, name: 'DeleteMeeting', method: 'DELETE', path: pathOf('meetings', ID), status: 204 },
    run: (sma, { ids: [meetingId = ''] }) => {
      sma.meetings.delete(meetingId);
      return undefined;
    },
  },
  {
    ...{ ...meetings, name: 'CreateAttendee', method: 'POST', path: pathOf(...ATTENDEES), status: 200 },
    run: (sma, { ids: [meetingId = ''], body }) => ({
      Attendee: sma.meetings.createAttendee(meetingId, parseRequest(requests.CreateAttendee, body)),
    }),
  },
  {
    ...{ ...meetings, name: 'BatchCreateAttendee', method: 'POST', path: pathOf(...ATTENDEES), status: 200 },
    operation: 'batch-create',
    run: (sma, { ids: [meetingId = ''], body }) =>
      sma.meetings.createAttendees(meetingId, parseRequest(requests.BatchCreateAttendee, body).Attendees),
  },
  {
    ...{ ...meetings, name: 'ListAttendees', method: 'GET', path: pathOf(...ATTENDEES), status: 200 },
    run: (sma, { ids: [meetingId = ''], query }) => {
      const asked = { size: query.get('max-results') ?? 99, after: query.get('next-token') ?? 0 };
      const { size, after } = parseRequest(Page, asked);
      const all = sma.meetings.attendees(meetingId);
      const end = after + size;
      return { Attendees: all.slice(after, end), ...(end < all.length && { NextToken: String(end) }) };
    },
  },
  {
    ...{ ...meetings, name: 'GetAttendee', method: 'GET', path: pathOf(...ATTENDEES, ID), status: 200 },
    run: (sma, { ids: [meetingId = '', attendeeId = ''] }) => ({
      Attendee: sma.meetings.attendee(meetingId, attendeeId),
    }),
  },
  {
    ...{ ...meetings, name: 'DeleteAttendee', method: 'DELETE', path: pathOf(...ATTENDEES, ID), status: 204 },
    run: (sma, { ids: [meetingId = '', attendeeId = ''] }) => {
      sma.meetings.deleteAttendee(meetingId, attendeeId);
      return undefined;
    },
  },
  {
    ...{ ...meetings, name: 'UpdateAttendeeCapabilities', method: 'PUT', status: 200 },
    path: pathOf(...ATTENDEES, ID, 'capabilities'),
    run: (sma, { ids: [meetingId = '', attendeeId = ''], body }) => {
      const { Capabilities } = parseRequest(requests.UpdateAttendeeCapabilities, body);
      return { Attendee: sma.meetings.updateCapabilities(meetingId, attendeeId, Capabilities) };
    },
  },
];

/**
 * The control API of voice and meetings as the SDK clients speak to it (restJson1), below a path of a local server: their
 * `endpoint` is the address of that path. Signatures are wanted and not checked.
 */
export function controlApi(sma: Sma, below = ''): RawPage {
  return async (request, url) => {
    if (!url.pathname.startsWith(`${below}/`)) return undefined;
    const path = url.pathname.slice(below.length);
    const found = operations.find(
      one =>
        one.method === request.method &&
        one.path.test(path) &&
        one.operation === (url.searchParams.get('operation') ?? undefined),
    );
    if (!found) return undefined;
    try {
      return replyOf(found.status, await perform(sma, found, path, request, url));
    } catch (thrown) {
      if (thrown instanceof ApiError) return refusalOf(thrown);
      throw thrown;
    }
  };
}

async function perform(sma: Sma, operation: Operation, path: string, request: IncomingMessage, url: URL) {
  const body = await bodyOf(request);
  if (request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') !== true) {
    throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  sma.admit(operation.name, operation.throttling);
  const ids = (operation.path.exec(path) ?? []).slice(1).map(decoded);
  return operation.run(sma, { ids, query: url.searchParams, body });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError('BadRequestException', `${part} is no id.`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'DELETE') return undefined;
  try {
    return await json(request);
  } catch {
    throw new ApiError('BadRequestException', 'The body is no JSON.');
  }
}

const replyOf = (status: number, body: object | undefined): PageReply => ({
  status,
  headers: { 'Content-Type': 'application/json', 'x-amzn-RequestId': randomUUID() },
  body: body ? JSON.stringify(body) : '',
});

function refusalOf({ name, code, message, status }: ApiError): PageReply {
  const { headers, body, ...reply } = replyOf(status, { Code: code, Message: message });
  return { ...reply, body, headers: { ...headers, 'x-amzn-ErrorType': name } };
}
