import { PLATFORM_TENANT } from '#schemas/admin/entity.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { VerifyConversation } from '#shared/runtime/auth.ts';
import { chatIdentity, type Identity } from '#shared/runtime/identity.ts';
import { type Identify, publicIdentity } from '#shared/runtime/public-caller.ts';

export interface Lookups {
  readonly verify: VerifyConversation;
  /** The id of the tenant with this integer. */
  readonly tenantByAlias: (alias: number) => Promise<string | undefined>;
}

interface Wrapped {
  readonly request?: { readonly ChatID?: string; readonly TenantID?: number } | null;
}

/** Systems without tenants are the one with this integer. */
const NOT_TENANTED = -1;

/**
 * Who asks in the documented chat service: the customer of the chat that is named, else somebody of the tenant that is.
 * Every operation but the version is about one of them.
 */
export const identifyBy =
  ({ tenantByAlias, verify }: Lookups): Identify =>
  async ({ body, operation }, address) => {
    if (operation === 'chatServiceGetVersion') return publicIdentity(PLATFORM_TENANT, address);
    const { request } = (body ?? {}) as Wrapped;
    if (request?.ChatID !== undefined) return customerOf(request.ChatID, verify);
    const TenantID = request?.TenantID ?? NOT_TENANTED;
    const tenantId = await tenantByAlias(TenantID);
    if (tenantId === undefined) throw new AppError('TENANT_NOT_FOUND', { params: { TenantID } });
    return publicIdentity(tenantId, address);
  };

async function customerOf(ChatID: string, verify: VerifyConversation): Promise<Identity> {
  try {
    const { chatId, tenantId } = await verify(ChatID);
    return chatIdentity(tenantId, chatId);
  } catch (thrown) {
    const isUnknown = thrown instanceof AppError && thrown.code === 'TOKEN_INVALID';
    throw isUnknown ? new AppError('CHAT_NOT_FOUND', {}, { cause: thrown }) : thrown;
  }
}
