import type { Leg } from '#schemas/voice/model.ts';
import { give, type Moment } from './leg.ts';

const CONFIRM_TEXT = 'You have a call. Press 1 to take it.';

/** The digit with which an agent takes a call on his telephone. */
export const CONFIRM_DIGIT = '1';

/** Asks whoever has answered an agent's telephone to take the call: it may be a mailbox that has answered (VOICE-19). */
export const askToConfirm = (leg: Leg, { newId }: Moment): Leg => {
  const prompts = [{ kind: 'speech' as const, text: CONFIRM_TEXT }];
  return give(
    leg,
    {
      kind: 'collect',
      id: newId('act'),
      prompts,
      failure: prompts,
      ...{ minDigits: 1, maxDigits: 1, terminators: [], pattern: '^1$' },
      ...{ attempts: 3, timeoutSeconds: 5, betweenDigitsSeconds: 1 },
    },
    null,
  );
};
