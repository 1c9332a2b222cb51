import { shell } from '#shared/runtime/shell.ts';
import { deps } from './deps.ts';
import { changeOrigination } from './origination.ts';

export const handler = shell(changeOrigination(deps));
