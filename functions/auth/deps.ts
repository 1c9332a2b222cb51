import { awsConversationTokens, awsStore } from '#shared/adapters/aws.ts';
import { storedTickets } from '#shared/adapters/tokens/stored-tickets.ts';
import { keysFrom, userTokens, type Verifier, verifier } from '#shared/runtime/auth.ts';
import { readVariables } from '#shared/runtime/env.ts';
import { type RedeemTicket, ticketRedeemer } from './redeem-ticket.ts';

const now = (): number => Date.now();

/** Checks bearer tokens. */
export function tokenVerifier(): Verifier {
  const variables = readVariables(['identity', 'conversation']);
  const conversations = awsConversationTokens(variables, now);
  const { TOKEN_AUDIENCE: audience, TOKEN_ISSUER: issuer, TOKEN_KEYS_URL } = variables;
  const users = userTokens({ issuer, audience, keys: keysFrom(TOKEN_KEYS_URL), now });
  return verifier(users, token => conversations.verify(token));
}

/** Takes socket tickets; it reads the table and nothing else. */
export const redeemer = (): RedeemTicket =>
  ticketRedeemer({ take: storedTickets(awsStore(readVariables(['table']), now)), now });
