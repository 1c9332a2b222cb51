import * as z from 'zod';
import { type ErrorCode, errors, problemType } from './errors.ts';

const codes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]];

/** What every refusal looks like (RFC 9457). */
export const Problem = z
  .object({
    type: z.string().meta({
      description: 'Where the code is explained, as a URI reference',
      examples: [problemType('OFFER_NOT_PENDING')],
    }),
    title: z.string().meta({ description: 'The kind of problem, the same for every occurrence' }),
    status: z
      .int()
      .min(400)
      .max(599)
      .meta({ description: 'The HTTP status', examples: [409] }),
    code: z.enum(codes).meta({ description: 'The kind of problem, for programs' }),
    detail: z.string().meta({ description: 'What went wrong this time, for people' }),
    requestId: z.string().meta({ description: 'Name it when you report the problem', examples: ['req_7f3c2a9e'] }),
    retryable: z.boolean().meta({ description: 'Whether the same request may succeed later without being changed' }),
    retryAfterMs: z.int().min(0).optional().meta({ description: 'How long to wait before the next attempt' }),
    params: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Facts about this occurrence; which ones depends on the code' }),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every part of the request that cannot be accepted' }),
    currentState: z.string().optional().meta({ description: 'The state that a refused command met' }),
    allowedCommands: z
      .array(z.string())
      .optional()
      .meta({ description: 'The operations that this state accepts, by operation id' }),
  })
  .meta({ id: 'Problem', description: 'A refusal, as `application/problem+json` (RFC 9457)' });
export type Problem = z.output<typeof Problem>;
