import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { requestInvalid } from '#shared/runtime/problem.ts';
import type { LocalPage, PageReply, PageRequest } from '../http.ts';
import { localReply, readBody } from '../local-reply.ts';
import { PhoneBehavior } from './phones.ts';
import type { LegView, MeetingClient, Sma } from './sma.ts';

const E164 = z.string().regex(/^\+[1-9]\d{1,14}$/, 'is no number such as +15550100');
const CallBody = z.strictObject({ to: E164, from: E164 });
const DigitsBody = z.strictObject({ digits: z.string().regex(/^[0-9*#]{1,50}$/, 'are up to 50 of 0-9, * and #') });
const TalkBody = z.strictObject({ seconds: z.number().min(0).max(3600) });
const ClientBody = z.strictObject({ meetingId: z.string().min(1), joinToken: z.string().min(1) });

/** Ids and numbers, whose plus sign may be encoded. */
const PATH = /^\/local\/(calls|phones|clients)(?:\/((?:[\w+-]|%2B)+))?(?:\/([a-z]+))?$/i;

interface Work {
  readonly status?: number;
  readonly run: (id: string, body: string) => unknown;
}

/** A telephone as the local interface shows it. */
const shown = ({ timeline, ...view }: LegView) => ({
  ...view,
  timeline: timeline.map(({ at, hears }) => ({ at: toInstant(at), hears })),
});

const notFound = (what: string, id: string) =>
  new AppError('OBJECT_NOT_FOUND', { detail: `There is no ${what} ${id}; the local system keeps the last thousand.` });

/**
 * Simulated telephones and browsers on the local system: `/local/calls` to call a number of the account and to hear,
 * press digits, talk and hang up at any telephone, `/local/phones/{number}` for how one behaves when it is called, and
 * `/local/clients` to join a meeting as a browser does.
 */
export function localCalls(sma: Sma): LocalPage {
  const clients = new Map<string, MeetingClient>();

  function leg(id: string): LegView {
    try {
      return sma.leg(id);
    } catch {
      throw notFound('call', id);
    }
  }
  function client(id: string): MeetingClient {
    const found = clients.get(id);
    if (!found) throw notFound('client', id);
    return found;
  }
  const changed = (id: string, change: () => void) => {
    leg(id);
    change();
    return shown(leg(id));
  };
  const clientView = (id: string) => {
    const { attendeeId, hears, dropped } = client(id);
    return { id, attendeeId, hears: hears(), ...(dropped() && { dropped: dropped() }) };
  };
  function call(body: string) {
    const request = readBody(CallBody, body);
    if (!sma.owns(request.to)) throw requestInvalid([{ path: 'to', message: 'is no number of this system' }]);
    return shown(leg(sma.call(request)));
  }
  function join(body: string) {
    const { meetingId, joinToken } = readBody(ClientBody, body);
    if (!sma.meetings.attendeeOf(meetingId, joinToken)) {
      throw requestInvalid([{ path: 'joinToken', message: 'lets nobody into that meeting' }]);
    }
    const id = randomUUID();
    clients.set(id, sma.joinMeeting(meetingId, joinToken));
    return clientView(id);
  }

  const works: Readonly<Record<string, Work>> = {
    'POST calls': { status: 201, run: (_, body) => call(body) },
    'GET calls': { run: () => ({ items: sma.legs().map(shown) }) },
    'GET calls/{id}': { run: id => shown(leg(id)) },
    'POST calls/{id}/digits': {
      run: (id, body) => changed(id, () => sma.press(id, readBody(DigitsBody, body).digits)),
    },
    'POST calls/{id}/talk': { run: (id, body) => changed(id, () => sma.talk(id, readBody(TalkBody, body).seconds)) },
    'POST calls/{id}/hangup': { run: id => changed(id, () => sma.hangUp(id)) },
    'GET phones/{id}': { run: number => ({ number, ...sma.phones.behaviorOf(number) }) },
    'PUT phones/{id}': {
      run: (number, body) => {
        if (!E164.safeParse(number).success) throw requestInvalid([{ path: 'number', message: 'is no number' }]);
        sma.phones.set(number, readBody(PhoneBehavior, body));
        return { number, ...sma.phones.behaviorOf(number) };
      },
    },
    'POST clients': { status: 201, run: (_, body) => join(body) },
    'GET clients/{id}': { run: clientView },
    'DELETE clients/{id}': {
      run: id => {
        client(id).leave();
        clients.delete(id);
        return {};
      },
    },
  };

  return async ({ method, path, requestId, body }: PageRequest): Promise<PageReply | undefined> => {
    const [, kind, id = '', sub] = PATH.exec(path) ?? [];
    if (!kind) return undefined;
    const name = [kind, ...(id ? ['{id}'] : []), ...(sub ? [sub] : [])].join('/');
    const work = works[`${method} ${name}`];
    return work && localReply(() => work.run(decodeURIComponent(id), body), requestId, work.status);
  };
}
