import { element } from './dom.js';
import { noticeOf } from './words.js';

/** The lines of a conversation, each once and by its index, whichever way and order they come in. */
export function conversationLog(label, ownSide) {
  const list = element('ol', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': label, tabindex: 0 });
  const lines = new Map();

  const add = line => {
    if (lines.has(line.index)) return;
    const made = lineOf(line, ownSide);
    const next = [...lines.entries()].filter(([index]) => index > line.index).sort(([a], [b]) => a - b)[0]?.[1];
    lines.set(line.index, made);
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.insertBefore(made, next ?? null);
    if (atEnd) list.scrollTop = list.scrollHeight;
  };

  return {
    element: list,
    add: items => items.forEach(add),
    /** The last line up to which there is no gap. */
    get last() {
      let last = 0;
      while (lines.has(last + 1)) last += 1;
      return last;
    },
  };
}

function lineOf(line, ownSide) {
  if (line.kind !== 'message') return element('li', { class: 'notice-line' }, noticeOf(line));
  const own = line.author.kind === ownSide;
  const who = own ? 'You' : (line.author.name ?? line.author.kind);
  return element(
    'li',
    { class: own ? 'said own' : 'said' },
    element('span', { class: 'who' }, `${who}, ${timeOf(line.at)}`),
    element('span', { class: 'text', dir: 'auto' }, line.text ?? ''),
  );
}

const timeOf = at => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** A field to write in; Enter sends. */
export function writingForm(label, send) {
  const field = element('input', { type: 'text', dir: 'auto', maxlength: 4000, autocomplete: 'off' });
  const button = element('button', { class: 'main' }, 'Send');
  const form = element('form', { class: 'row' }, element('label', { class: 'grow' }, label, field), button);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const text = field.value;
    if (text.trim() === '') return;
    field.value = '';
    const sent = await send(text);
    if (!sent && field.value === '') field.value = text;
    field.focus();
  });
  return { element: form, field };
}
