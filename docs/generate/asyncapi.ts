import type * as z from 'zod';
import { registry } from '#schemas/index.ts';
import type { Action } from '#schemas/kit/action.ts';
import type { EventDef } from '#schemas/kit/event.ts';
import type { Task } from '#schemas/kit/task.ts';
import { Problem } from '#schemas/problem.ts';
import { EventEnvelope, frames } from '#schemas/realtime/model.ts';
import { actionExamples, eventExamples, frameExamples } from './examples.ts';
import type { JsonSchema } from './json-schema.ts';
import { pascal } from './operations.ts';
import { problemExample } from './problem-responses.ts';
import { openLibrary, type SchemaLibrary } from './schema-library.ts';
import { roleTexts, socketIntroduction } from './wording.ts';

const domains = Object.values(registry);
const actions: readonly Action[] = domains.flatMap(domain => Object.values(domain.actions));
const tasks: readonly Task[] = domains.flatMap(domain => Object.values(domain.tasks));
export const events: readonly EventDef[] = domains.flatMap(domain => Object.values(domain.events));

type FrameName = keyof typeof frames;
const frameNames = Object.keys(frames) as FrameName[];

/** Frames that answer an action besides `error`. */
const ANSWERS: Readonly<Record<string, readonly FrameName[]>> = {
  resume: ['welcome', 'feed', 'reset'],
  ping: ['pong'],
  subscribe: ['subscribed'],
  unsubscribe: ['subscribed'],
};
const CARRIERS = {
  workflow: 'Tasks minutes to days ahead, each a state machine execution that waits for its deadline.',
  delay: 'Tasks at most 15 minutes ahead, each a delayed queue message.',
} as const;

/** The socket and the tasks as an AsyncAPI 3.0 document. */
export function asyncapi(version: string): JsonSchema {
  const library = openLibrary(
    {
      input: actions.map(action => action.body),
      output: [
        Problem,
        EventEnvelope,
        ...Object.values(frames),
        ...events.map(event => event.payload),
        ...tasks.map(task => task.input),
      ],
    },
    'draft-7',
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tandem events',
      version,
      description: socketIntroduction,
      license: { name: 'Proprietary' },
      tags: [{ name: 'socket' }, { name: 'tasks' }],
    },
    defaultContentType: 'application/json',
    servers: {
      local: {
        host: 'localhost:3000',
        protocol: 'ws',
        description: 'The local runtime. Anywhere else the address comes with the ticket.',
      },
    },
    channels: {
      socket: socketChannel(),
      ...Object.fromEntries(Object.entries(CARRIERS).map(([carrier, text]) => [carrier, taskChannel(carrier, text)])),
    },
    operations: { ...receivedActions(), ...sentFrames(), ...receivedTasks() },
    components: {
      messages: {
        ...Object.fromEntries(actions.map(action => [action.action, actionMessage(action, library)])),
        ...Object.fromEntries(frameNames.map(name => [`${name}Frame`, frameMessage(name, library)])),
        ...Object.fromEntries(tasks.map(task => [task.name, taskMessage(task, library)])),
      },
      schemas: {
        ...library.components,
        FeedFrame: eventFrame('seq', { type: 'integer', minimum: 1 }, event => reaches(event, FEED)),
        TopicFrame: eventFrame('topic', { $ref: '#/components/schemas/Topic' }, event => reaches(event, TOPIC)),
        ErrorFrame: errorFrame,
        ...Object.fromEntries(events.map(event => [eventName(event), eventSchema(event, library)])),
      },
    },
  };
}

const FEED = ['agent', 'customer'];
const TOPIC = ['interaction', 'queue'];
const reaches = (event: EventDef, audiences: readonly string[]) => event.audience.some(one => audiences.includes(one));

/** `assignment.wrap-up-started.v1` as `AssignmentWrapUpStartedV1`. */
const eventName = ({ type }: EventDef): string => `${type.split(/[.-]/).map(pascal).join('')}`;

const socketChannel = (): JsonSchema => ({
  address: '/',
  title: 'Socket',
  description: 'One socket of one person, or of one customer with the own chat.',
  servers: [{ $ref: '#/servers/local' }],
  messages: references([...actions.map(action => action.action), ...frameNames.map(name => `${name}Frame`)]),
  bindings: {
    ws: {
      method: 'GET',
      query: {
        type: 'object',
        required: ['ticket'],
        properties: {
          ticket: { type: 'string', description: 'From `POST /v1/socket-tickets`; opens one socket once' },
        },
      },
    },
  },
});

const taskChannel = (carrier: string, description: string): JsonSchema => ({
  address: `tasks/${carrier}`,
  title: `Tasks by ${carrier}`,
  description,
  messages: references(tasks.filter(task => task.carrier === carrier).map(task => task.name)),
});

const references = (names: readonly string[]): JsonSchema =>
  Object.fromEntries(names.map(name => [name, { $ref: `#/components/messages/${name}` }]));

const onChannel = (channel: string, names: readonly string[]) => ({
  channel: { $ref: `#/channels/${channel}` },
  messages: names.map(name => ({ $ref: `#/channels/${channel}/messages/${name}` })),
});

const receivedActions = (): JsonSchema =>
  Object.fromEntries(
    actions.map(({ action, summary, auth }) => [
      `receive${pascal(action)}`,
      {
        action: 'receive',
        ...onChannel('socket', [action]),
        title: pascal(action),
        summary,
        description: `From ${auth.map(role => roleTexts[role]).join(', ')}.`,
        tags: [{ name: 'socket' }],
        reply: onChannel(
          'socket',
          [...(ANSWERS[action] ?? []), 'error' as const].map(name => `${name}Frame`),
        ),
      },
    ]),
  );

const sentFrames = (): JsonSchema =>
  Object.fromEntries(
    frameNames.map(name => [
      `send${pascal(name)}`,
      {
        action: 'send',
        ...onChannel('socket', [`${name}Frame`]),
        title: pascal(name),
        summary: frames[name].meta()?.description,
        tags: [{ name: 'socket' }],
      },
    ]),
  );

const receivedTasks = (): JsonSchema =>
  Object.fromEntries(
    tasks.map(({ name, summary, carrier }) => [
      `run${name.split('-').map(pascal).join('')}`,
      { action: 'receive', ...onChannel(carrier, [name]), title: name, summary, tags: [{ name: 'tasks' }] },
    ]),
  );

const actionMessage = ({ action, summary, body, errors }: Action, library: SchemaLibrary): JsonSchema => ({
  name: action,
  title: action,
  summary,
  description: errors.length > 0 ? `May be refused with ${errors.map(code => `\`${code}\``).join(', ')}.` : summary,
  payload: library.reference(body, 'input'),
  examples: [{ name: action, payload: actionExamples[action] }],
});

const taskMessage = ({ name, summary, input }: Task, library: SchemaLibrary): JsonSchema => ({
  name,
  title: name,
  summary,
  payload: library.reference(input, 'output'),
});

const frameMessage = (name: FrameName, library: SchemaLibrary): JsonSchema => ({
  name,
  title: name,
  summary: (frames[name] as z.ZodType).meta()?.description,
  payload: library.reference(frames[name], 'output'),
  examples: examplesOf(name),
});

function examplesOf(name: FrameName): JsonSchema[] {
  if (name === 'error') return [{ name, payload: { error: problemExample('TOPIC_UNKNOWN'), ref: 'r-1' } }];
  if (name === 'feed') return [{ name, payload: { seq: 42, event: envelopeExample('offer.created.v1') } }];
  if (name === 'topic') {
    return [{ name, payload: { topic: 'queue:support', event: envelopeExample('queue.live.v1') } }];
  }
  return [{ name, payload: frameExamples[name] }];
}

/** An event as it travels. */
export const envelopeExample = (type: keyof typeof eventExamples): EventEnvelope => ({
  id: 'evt_01K9ZQ5N7V9S3W6Y8Z1B2C3D4F',
  type,
  time: '2026-11-21T09:30:04.000Z',
  aggregateVersion: 4,
  ...eventExamples[type],
});

const eventSchema = (event: EventDef, library: SchemaLibrary): JsonSchema => ({
  title: event.type,
  description: event.summary,
  allOf: [
    { $ref: '#/components/schemas/EventEnvelope' },
    {
      type: 'object',
      properties: { type: { const: event.type }, data: library.reference(event.payload, 'output') },
    },
  ],
});

function eventFrame(place: 'seq' | 'topic', schema: JsonSchema, wanted: (event: EventDef) => boolean): JsonSchema {
  return {
    type: 'object',
    description: frames[place === 'seq' ? 'feed' : 'topic'].meta()?.description,
    properties: {
      [place]: schema,
      event: { oneOf: events.filter(wanted).map(event => ({ $ref: `#/components/schemas/${eventName(event)}` })) },
    },
    required: [place, 'event'],
  };
}

const errorFrame: JsonSchema = {
  type: 'object',
  description: frames.error.meta()?.description,
  properties: { error: { $ref: '#/components/schemas/Problem' }, ref: { type: ['string', 'null'] } },
  required: ['error', 'ref'],
};
