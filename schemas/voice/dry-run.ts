import * as z from 'zod';
import { Instant, ObjectId } from '../kit/id.ts';
import { Flow } from './flow.ts';
import { E164 } from './phone-number.ts';

/** A caller who is thought up: what an administrator wants to try a flow with. */
export const FlowScenario = z
  .strictObject({
    /** The number that calls; null for one who hides it. */
    caller: E164.nullable().default(null),
    /** When the call comes; now when left out. */
    at: Instant.optional(),
    /** What is entered at one prompt after the other; an empty text enters nothing. Nothing more comes after the last. */
    entries: z
      .array(z.string().regex(/^[0-9*#]{0,128}$/, 'only 0-9 * #'))
      .max(200)
      .default([]),
    /** How queues behave; those left out are open by their hours, and an agent answers. */
    queues: z
      .record(
        ObjectId,
        z.enum([
          'answered',
          'overflow',
          'closed',
          'full',
          'unstaffed',
          'closed-while-waiting',
          'unstaffed-while-waiting',
        ]),
      )
      .default({}),
    /** What becomes of forwarded calls. */
    forwarding: z.enum(['answered', 'failed']).default('answered'),
  })
  .meta({ id: 'FlowScenario' });
export type FlowScenario = z.output<typeof FlowScenario>;

export const DryRunRequest = z
  .strictObject({
    /** A flow that is stored ... */
    flowId: ObjectId.optional(),
    /** ... or one that is not stored yet. */
    flow: Flow.optional(),
    scenario: FlowScenario.prefault({}),
  })
  .refine(request => (request.flowId === undefined) !== (request.flow === undefined), {
    message: 'give either flowId or flow',
    path: ['flowId'],
  })
  .meta({ id: 'FlowDryRunRequest' });
export type DryRunRequest = z.output<typeof DryRunRequest>;

export const DryRun = z
  .object({
    /** The steps of the way, in order. */
    steps: z.array(
      z.object({
        flowId: ObjectId,
        stepId: z.string(),
        kind: z.string(),
        /** What the caller hears there: texts as they are spoken, sounds by name. */
        hears: z.array(z.string()),
        /** What the caller enters there; null where nothing is asked or nothing was entered. */
        enters: z.string().nullable(),
      }),
    ),
    /** Where the call ends up. No way is `endless`: the value is there for clients that know it. */
    end: z.object({
      kind: z.enum(['answered', 'callback', 'forwarded', 'hung-up', 'endless']),
      queueId: ObjectId.nullable(),
      number: z.string().nullable(),
    }),
    language: z.string(),
    values: z.record(z.string(), z.string()),
    /** Of the call in its queue; null where the queue's own rules hold. */
    class: z.int().nullable(),
    priority: z.int().nullable(),
    /** Queues that got a message. */
    messagesTo: z.array(ObjectId),
  })
  .meta({ id: 'FlowDryRun' });
export type DryRun = z.output<typeof DryRun>;
