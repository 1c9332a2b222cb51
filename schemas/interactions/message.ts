import * as z from 'zod';

export const MessageText = z.string().min(1).max(16_000);
export const ClientMessageId = z.string().min(1).max(64);
export const AfterQuery = z.strictObject({
  after: z.coerce.number<string>().int().min(0).default(0),
  limit: z.coerce.number<string>().int().min(1).max(200).default(100),
});
