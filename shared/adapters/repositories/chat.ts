import { PLATFORM_TENANT, TenantEntity } from '#schemas/admin/entity.ts';
import type { ChatPorts } from '#shared/app/chat/ports.ts';
import type { Context, ConversationTokens } from '#shared/app/work/ports.ts';
import { openWork, type WorkDependencies } from './work.ts';

export interface ChatDependencies extends WorkDependencies {
  readonly tokens: ConversationTokens;
}

/** How long a tenant that exists is believed to go on existing. */
const KNOWN_FOR_MS = 60_000;

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
    waitForNews: (chatId, ms, signal) => dependencies.news.wait(ctx.tenantId, chatId, ms, signal),
  });
}
