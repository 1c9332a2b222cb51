import type { Call } from './telephone.ts';

/** What a source of sound is to somebody who holds the telephone. */
function sound(source: string): string {
  const [kind = '', ...rest] = source.split(':');
  const what = rest.join(':');
  switch (kind) {
    case 'prompt':
      return `♪ ${what}`;
    case 'speech':
      return what;
    case 'tone':
      return `tone (${what})`;
    case 'attendee':
    case 'party':
      return what;
    case 'voicemail':
      return `the voicemail of ${what}`;
    default:
      return source;
  }
}

export const soundsOf = (hears: readonly string[]): string => hears.map(sound).join(' and ');

const CAUSES: Readonly<Record<number, string>> = {
  0: 'the call is over',
  480: 'nobody answers',
  486: 'the line is busy',
  503: 'no line is free',
};

export function stateOf({ state, cause = 0 }: Pick<Call, 'state' | 'cause'>): string {
  if (state === 'disconnected') return CAUSES[cause] ?? `the call is over (${cause})`;
  return state === 'connected' ? 'connected' : 'ringing';
}
