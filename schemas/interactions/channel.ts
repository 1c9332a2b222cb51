import * as z from 'zod';

export const Channel = z.enum(['voice', 'chat', 'message', 'email', 'task']).meta({
  id: 'Channel',
  description: '`message` stands for asynchronous messaging: WhatsApp, SMS and social media.',
});
export type Channel = z.output<typeof Channel>;
