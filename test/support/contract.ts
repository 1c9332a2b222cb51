import { expect } from 'vitest';
import type * as z from 'zod';
import { ChatEvent } from '#schemas/chat/model.ts';
import { events, frames } from '#schemas/client.ts';
import { Problem } from '#schemas/problem.ts';
import { expectProblem, type Operation } from './operations.ts';
import type { Frame, Reply } from './world.ts';

const payloads = new Map<string, z.ZodType>(Object.values(events).map(({ type, payload }) => [type, payload]));

/** What the contract knows of a frame: equal to the frame itself, unless the frame says more than it may. */
export function asContracted(frame: Frame): Frame {
  const form = Object.entries(formOf).find(([key]) => key in frame)?.[1];
  if (!form) throw new Error(`no frame of the contract: ${JSON.stringify(frame)}`);
  const known = form.parse(frame) as Frame;
  if (!('event' in known)) return 'error' in known ? { ...known, error: Problem.parse(known.error) } : known;
  const payload = payloads.get(known.event.type);
  if (!payload) throw new Error(`no event of the contract: ${JSON.stringify(frame)}`);
  return { ...known, event: { ...known.event, data: payload.parse(known.event.data) } };
}

/** The same for a line of a conversation as its customer receives it. */
export const asContractedForCustomer = (frame: Frame): Frame =>
  'seq' in frame
    ? { ...frames.feed.parse(frame), event: { ...frame.event, data: ChatEvent.parse(frame.event.data) } }
    : asContracted(frame);

const formOf: Readonly<Record<string, z.ZodType>> = {
  seq: frames.feed,
  topic: frames.topic,
  welcome: frames.welcome,
  reset: frames.reset,
  pong: frames.pong,
  subscribed: frames.subscribed,
  error: frames.error,
};

/** Checks an answer in form: what the operation promises and not a field more, or a refusal that it documents. */
export function expectContractedReply(reply: Reply, operation: Operation): void {
  const { route } = operation;
  const kind = [route.reply, route.otherwise].find(one => one?.status === reply.status);
  if (!kind) {
    expectProblem(reply, operation);
    return;
  }
  if (kind.status === 204) expect(reply.body).toBeNull();
  else expect(reply.body).toEqual(JSON.parse(JSON.stringify(kind.body.parse(reply.body))));
}
