/** Whose feed and sockets are meant: a user, or the customer of one chat. */

export const userPrincipal = (userId: string): string => `user~${userId}`;
export const chatPrincipal = (interactionId: string): string => `chat~${interactionId}`;

/** The user or chat that a principal names. */
export const principalId = (principal: string): string => principal.slice(principal.indexOf('~') + 1);
