import { shell } from '#shared/runtime/shell.ts';
import { deps } from './deps.ts';
import { settleSipRule } from './sip-rule.ts';

export const handler = shell(settleSipRule(deps));
