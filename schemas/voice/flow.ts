import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { flowFaults } from './flow-graph.ts';
import { FlowStep, Language, StepId } from './flow-step.ts';

/*
 * A call flow says what a caller hears and where the call goes: a document, no code. Each step names the next one;
 * `schemas/voice/flow-graph.ts` sees to it that they lead somewhere.
 */

const shape = {
  id: ObjectId,
  name: z.string().trim().min(1).max(120),
  /** Texts are spoken in it until a step changes it. */
  language: Language.default('en-US'),
  start: StepId,
  steps: z
    .record(StepId, FlowStep)
    .refine(steps => Object.keys(steps).length > 0, 'has at least one step')
    .refine(steps => Object.keys(steps).length <= 100, 'has at most 100 steps'),
};

/** Adds every fault of the graph as an issue at the place that it is about. */
const leadsSomewhere = (flow: { start: string; steps: Record<string, FlowStep> }, context: z.RefinementCtx): void => {
  for (const { path, message } of flowFaults(flow)) context.addIssue({ code: 'custom', path: [...path], message });
};

/** What happens to a call from its first ring on, until an agent has it. */
export const Flow = z.strictObject(shape).superRefine(leadsSomewhere).meta({ id: 'Flow' });
export type Flow = z.output<typeof Flow>;
/** The same as a body of a request, which may leave out the id. */
export const FlowBody = z
  .strictObject({ ...shape, id: ObjectId.optional() })
  .superRefine(leadsSomewhere)
  .meta({ id: 'FlowBody' });
