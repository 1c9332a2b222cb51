import { shell } from '#shared/runtime/shell.ts';
import { deps } from './deps.ts';
import { changeSipRule } from './sip-rule.ts';

export const handler = shell(changeSipRule(deps));
