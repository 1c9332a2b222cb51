import type { Role } from '#schemas/kit/route.ts';
import type { Actor } from '#schemas/realtime/model.ts';
import { chatPrincipal, principalId, userPrincipal } from '#shared/domain/kit/principal.ts';

/** Who asks, as a checked token says. */
export interface Identity {
  readonly tenantId: string;
  /** `user~<subject>`, `chat~<interaction>`, or `public~<address digest>` for callers without a token. */
  readonly principal: string;
  readonly roles: readonly Role[];
}

export const userIdentity = (tenantId: string, subject: string, roles: readonly Role[]): Identity => ({
  tenantId,
  principal: userPrincipal(subject),
  roles,
});

export const chatIdentity = (tenantId: string, chatId: string): Identity => ({
  tenantId,
  principal: chatPrincipal(chatId),
  roles: ['customer'],
});

/** The strongest role names the actor. An analyst only reads and acts as nobody stronger than an agent. */
export function actorOf({ principal, roles }: Identity): Actor {
  if (principal.startsWith('public~')) return { kind: 'customer', id: null };
  const id = principalId(principal);
  if (roles.includes('customer')) return { kind: 'customer', id };
  return { kind: (['admin', 'supervisor'] as const).find(role => roles.includes(role)) ?? 'agent', id };
}

/** An identity as API Gateway carries it from the authorizer to the function: flat texts. */
export const authorizerContext = ({ tenantId, principal, roles }: Identity): Record<string, string> => ({
  tenantId,
  principal,
  roles: roles.join(' '),
});

/** The identity an authorizer handed on, if there was one. */
export function identityFrom(context: Readonly<Record<string, unknown>> | null | undefined): Identity | undefined {
  const { tenantId, principal, roles } = context ?? {};
  if (typeof tenantId !== 'string' || typeof principal !== 'string' || typeof roles !== 'string') return undefined;
  return { tenantId, principal, roles: roles.split(' ').filter(role => role !== '') as Role[] };
}
