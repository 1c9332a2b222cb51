import { shell } from '#shared/runtime/shell.ts';
import { redeemer } from './deps.ts';
import { socketAuthorizer } from './redeem-ticket.ts';

export const handler = shell(socketAuthorizer(redeemer()));
