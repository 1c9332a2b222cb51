import * as z from 'zod';
import { Instant } from '../kit/id.ts';
import { defineRoute } from '../kit/route.ts';

export const realtimeRoutes = {
  issueSocketTicket: defineRoute({
    method: 'POST',
    path: '/v1/socket-tickets',
    summary: 'A ticket that opens one socket, once, within 30 s',
    auth: ['agent', 'supervisor', 'admin', 'analyst', 'customer'],
    reply: { status: 201, body: z.object({ ticket: z.string(), url: z.string(), expiresAt: Instant }) },
    errors: [],
  }),
};
