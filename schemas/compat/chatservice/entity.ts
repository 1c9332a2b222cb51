import * as z from 'zod';
import { ChatState } from '../../chat/model.ts';
import { InteractionId } from '../../interactions/model.ts';
import { Instant, TenantId } from '../../kit/id.ts';
import { defineEntity } from '../../kit/table.ts';
import { table } from '../../table.ts';

/**
 * What a client of the documented chat service has been given, since it does not say so itself. `version` goes up with
 * every call that waits or gives something: an older call that still waits sees that it has been replaced.
 */
export const ChatCursorEntity = defineEntity(table, {
  name: 'chat-cursor',
  schema: z.object({
    tenantId: TenantId,
    version: z.int(),
    chatId: InteractionId,
    /** Index of the last line. */
    index: z.int(),
    /** Null before any was told. */
    state: ChatState.nullable(),
    /** Place in the queue; null unless queued. */
    position: z.int().nullable(),
    /** The last typing notice. */
    typingAt: Instant.nullable(),
    expiresAt: Instant,
  }),
  key: { pk: ['tenantId', 'chatId'], sk: [] },
  expires: 'expiresAt',
  why: 'What a client of the documented chat service has been given already',
});
export type ChatCursor = Omit<z.output<typeof ChatCursorEntity.schema>, 'tenantId' | 'expiresAt'>;
