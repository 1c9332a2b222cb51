import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type ErrorCode, errors } from '#schemas/errors.ts';
import { registry } from '#schemas/index.ts';
import { Problem } from '#schemas/problem.ts';
import { frames } from '#schemas/realtime/model.ts';
import { envelopeExample, events } from '../../../docs/generate/asyncapi.ts';
import {
  actionExamples,
  bodies,
  eventExamples,
  frameExamples,
  otherwiseReplies,
  replies,
} from '../../../docs/generate/examples.ts';
import { operations } from '../../../docs/generate/operations.ts';
import { problemExample } from '../../../docs/generate/problem-responses.ts';

const issuesOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues ?? [];
const at = (examples: object, key: string) => (examples as Record<string, unknown>)[key];

describe('the examples of the documents', () => {
  it.each(operations.filter(({ route }) => route.body))('the body of $id is accepted', ({ id, route }) => {
    expect(bodies).toHaveProperty(id);
    expect(issuesOf(route.body!, at(bodies, id))).toEqual([]);
  });

  it.each(operations)('the reply of $id is one', ({ id, route }) => {
    const issues = issuesOf(route.reply.body, at(replies, id));

    expect(issues).toEqual([]);
    expect(route.reply.body.parse(at(replies, id))).toEqual(at(replies, id));
  });

  it.each(operations.filter(({ route }) => route.otherwise))('the other reply of $id is one', ({ id, route }) => {
    expect(issuesOf(route.otherwise!.body, otherwiseReplies[id])).toEqual([]);
  });

  it.each(events)('the data of $type is what the event carries', ({ type, payload }) => {
    const { data } = at(eventExamples, type) as { data: unknown };

    expect(payload.parse(data)).toEqual(data);
    expect(issuesOf(frames.feed, { seq: 1, event: envelopeExample(type as never) })).toEqual([]);
  });

  it.each(Object.entries(frameExamples))('the frame %s is one', (name, frame) => {
    expect(issuesOf(frames[name as keyof typeof frames], frame)).toEqual([]);
  });

  it.each(Object.values(registry.realtime.actions))('the frame for $action is accepted', ({ action, body }) => {
    expect(issuesOf(body, actionExamples[action])).toEqual([]);
  });

  it.each(Object.keys(errors) as ErrorCode[])('the problem %s is one', code => {
    expect(issuesOf(Problem, problemExample(code))).toEqual([]);
  });
});
