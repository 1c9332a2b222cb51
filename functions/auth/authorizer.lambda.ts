import { shell } from '#shared/runtime/shell.ts';
import { restAuthorizer } from './authorize.ts';
import { tokenVerifier } from './deps.ts';

export const handler = shell(restAuthorizer(tokenVerifier()));
