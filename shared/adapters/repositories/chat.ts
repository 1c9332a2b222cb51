import { PLATFORM_TENANT, TenantEntity } from '#schemas/admin/entity.ts';
import { ChatCursorEntity } from '#schemas/compat/chatservice/entity.ts';
import { put } from '#shared/adapters/store/store.ts';
import type { ChatPorts } from '#shared/app/chat/ports.ts';
import type { Context, ConversationTokens } from '#shared/app/work/ports.ts';
import { plusMs } from '#shared/domain/kit/instant.ts';
import { openWork, type WorkDependencies } from './work.ts';

export interface ChatDependencies extends WorkDependencies {
  readonly tokens: ConversationTokens;
}

/** How long a tenant that exists is believed to go on existing. */
const KNOWN_FOR_MS = 60_000;
/** How long the cursor of a chat is kept after it moved last: as long as the token opens the chat. */
const CURSOR_MS = 24 * 3_600_000;

/** The ports of customer chat, opened for one request of one tenant. */
export function openChat(dependencies: ChatDependencies): (ctx: Context) => ChatPorts {
  const open = openWork(dependencies);
  const known = new Map<string, number>();
  return ctx => ({
    ...open(ctx),
    async tenantExists() {
      const at = Date.parse(ctx.now);
      if (at - (known.get(ctx.tenantId) ?? Number.NEGATIVE_INFINITY) < KNOWN_FOR_MS) return true;
      const tenant = await dependencies.openStore(PLATFORM_TENANT).get(TenantEntity, { id: ctx.tenantId });
      if (tenant) known.set(ctx.tenantId, at);
      return tenant !== undefined;
    },
    conversationToken: chatId => dependencies.tokens.issue(ctx.tenantId, chatId),
    chatCursor: chatId => dependencies.openStore(ctx.tenantId).get(ChatCursorEntity, { chatId }),
    saveChatCursor: (cursor, known) =>
      dependencies
        .openStore(ctx.tenantId)
        .commit([
          put(ChatCursorEntity, { ...cursor, expiresAt: plusMs(ctx.now, CURSOR_MS) }, known?.version ?? 'absent'),
        ]),
    waitForNews: (chatId, ms, signal) => dependencies.news.wait(ctx.tenantId, chatId, ms, signal),
  });
}
