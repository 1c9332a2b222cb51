import { element } from './api.js';

const NOTICES = {
  queued: () => 'Waiting for an agent',
  'agent-joined': line => `${line.author.name ?? 'An agent'} joined`,
  'agent-left': line => `${line.author.name ?? 'The agent'} left`,
  'agent-away': () => 'The agent lost the connection',
  'agent-back': () => 'The agent is back',
  transferred: () => 'Handed on to somebody else',
  ended: () => 'The chat is over',
};

/** Shows the lines of a conversation in order, each once. `own` is the side whose messages stand on the right. */
export function lineList(list, own) {
  const seen = new Set();
  return {
    clear() {
      seen.clear();
      list.replaceChildren();
    },
    add(line) {
      if (seen.has(line.index)) return;
      seen.add(line.index);
      const kind = line.kind ?? line.type;
      const notice = NOTICES[kind]?.(line);
      const text = kind === 'message' ? line.text : [notice, line.text].filter(Boolean).join(': ');
      const className = kind === 'message' ? `message${line.author.kind === own ? ' own' : ''}` : 'notice';
      const item = element('li', { text, className, attributes: { 'data-index': line.index, dir: 'auto' } });
      const after = [...list.children].find(other => Number(other.dataset.index) > line.index);
      list.insertBefore(item, after ?? null);
      list.scrollTop = list.scrollHeight;
    },
    last: () => Math.max(0, ...seen),
  };
}
