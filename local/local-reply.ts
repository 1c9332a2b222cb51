import type * as z from 'zod';
import { asAppError, issuesOf, requestInvalid } from '#shared/runtime/problem.ts';
import { earlyProblem } from '#shared/runtime/rest.ts';
import type { PageReply } from './http.ts';

const headers = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' };

/** What the work returns as JSON, or the problem that it throws. */
export async function localReply(work: () => unknown, requestId: string, status = 200): Promise<PageReply> {
  try {
    return { status, headers, body: JSON.stringify(await work()) };
  } catch (thrown) {
    const { code, details } = asAppError(thrown);
    const { statusCode, ...problem } = earlyProblem(code, requestId, details);
    return { status: statusCode, ...problem };
  }
}

/** @throws AppError `REQUEST_INVALID` with what is wrong where */
export function readBody<T>(schema: z.ZodType<T>, body: string): T {
  const result = schema.safeParse(jsonOf(body));
  if (!result.success) throw requestInvalid(issuesOf(result.error));
  return result.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
