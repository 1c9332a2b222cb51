import { createHash, randomBytes } from 'node:crypto';
import { realtimeRoutes } from '#schemas/realtime/routes.ts';
import { issueSocketTicket } from '#shared/app/realtime/issue-ticket.ts';
import type { RealtimePorts } from '#shared/app/realtime/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const realtimeApi = bind(realtimeRoutes)<RealtimePorts>({
  issueSocketTicket: ({ ctx }, ports) => issueSocketTicket(ports, freshSecret(), ctx.origin),
});

function freshSecret(): { text: string; digest: string } {
  const text = randomBytes(32).toString('base64url');
  return { text, digest: createHash('sha256').update(text).digest('hex') };
}
