import { conversationLog, writingForm } from './conversation.js';
import { element, errorPlace, setText, whileDisabled } from './dom.js';
import { inWords } from './words.js';
import { wrapUpForm } from './wrap-up.js';

/** One conversation as its agent has it: the lines, what to write, and the wrap-up when it is over. */
export function agentConversation(interaction, { api, agentId, onDone }) {
  const { id, campaignId, channel } = interaction;
  const path = `/v1/interactions/${id}`;
  const name = interaction.customer.name ?? 'Customer';
  const log = conversationLog(`Conversation with ${name}`, 'agent');
  const errors = errorPlace();
  const state = element('p', { class: 'quiet' });
  const end = element('button', { type: 'button' }, 'End chat');
  const writing = writingForm(`Message to ${name}`, async text => {
    errors.clear();
    return api.post(`${path}/messages`, { text, clientMessageId: crypto.randomUUID() }).then(
      line => {
        log.add([line]);
        return true;
      },
      thrown => {
        errors.show(inWords(thrown));
        return false;
      },
    );
  });
  const wrapUp = wrapUpForm({ api, path, campaignId, channel, errors, onDone });
  const box = element(
    'article',
    { class: 'stack', 'aria-label': `Conversation with ${name}` },
    element('div', { class: 'spread' }, element('h3', {}, name), end),
    ...[state, log.element, writing.element, wrapUp.element, errors.element],
  );
  end.addEventListener('click', () =>
    whileDisabled([end], errors, () => api.post(`${path}/end`).finally(onDone), inWords),
  );

  async function load() {
    const { items } = await api.get(`${path}/messages?after=${log.last}&limit=200`);
    log.add(items);
  }

  return {
    element: box,
    focus: () => (writing.element.hidden ? wrapUp.focus() : writing.field.focus()),
    add: lines => log.add(lines),
    update(next) {
      const own = next.assignments.findLast(one => one.agentId === agentId);
      const isActive = own?.status === 'active';
      setText(state, isActive ? 'Connected' : own?.outcomePending ? 'The outcome is still owed' : 'Wrap up');
      writing.element.hidden = !isActive;
      end.hidden = !isActive;
      wrapUp.update(next, own);
      if (next.lastIndex > log.last) load().catch(thrown => !thrown.isOffline && errors.show(inWords(thrown)));
    },
  };
}
