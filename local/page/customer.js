import { call } from './api.js';
import { conversationLog, writingForm } from './conversation.js';
import { element, errorPlace, setText, whileDisabled } from './dom.js';
import { estimateInWords, inWords, lengthInWords } from './words.js';

const POLL_MS = 20_000;
const PLACE_EVERY_MS = 3000;
const LONGEST_PAUSE_MS = 8000;
const KEPT = 'tandem-chats';

/** The customer's side: asks for chats and shows them, several at once. */
export function customerPane(place, { choice, onOffline }) {
  const chats = new Map();
  const errors = errorPlace();
  const name = element('input', { name: 'name', value: 'Kim', maxlength: 200, autocomplete: 'off' });
  const question = element('textarea', { name: 'question', rows: 2, maxlength: 4000, dir: 'auto', required: true });
  const ask = element('button', { class: 'main' }, 'Ask for a chat');
  const form = element(
    'form',
    { class: 'stack', autocomplete: 'off' },
    element('label', {}, 'Your name', name),
    element('label', {}, 'Your question', question),
    element('div', {}, ask),
  );
  const tabs = element('div', { class: 'tabs', role: 'group', 'aria-label': 'Your chats', hidden: true });
  const shown = element('div', { class: 'stack' });
  place.append(form, errors.element, tabs, shown);

  form.addEventListener('submit', event => {
    event.preventDefault();
    whileDisabled([ask], errors, request, inWords);
  });

  async function request() {
    const { tenant, queue } = choice();
    const answer = await call('POST', '/v1/chats', {
      body: {
        tenantId: tenant,
        queueId: queue,
        customer: { name: name.value.trim() || 'Customer' },
        initialMessage: question.value,
      },
    });
    if (answer.chatId === null)
      throw new Error(answer.message ?? `The queue is ${estimateInWords({ etaMs: null, ...answer })}.`);
    question.value = '';
    add({ chatId: answer.chatId, token: answer.token, name: name.value.trim() || 'Customer' });
    keep();
  }

  function add(credentials) {
    const tab = element('button', { type: 'button', 'aria-pressed': 'false' }, credentials.name);
    tab.addEventListener('click', () => show(credentials.chatId));
    const chat = openChat(credentials, {
      onOffline,
      onGone: () => {
        tab.remove();
        chats.delete(credentials.chatId);
        tabs.hidden = chats.size < 2;
        const next = [...chats.keys()].at(-1);
        if (next) show(next);
        else shown.replaceChildren();
        keep();
      },
    });
    chats.set(credentials.chatId, { chat, tab, credentials });
    tabs.append(tab);
    tabs.hidden = chats.size < 2;
    show(credentials.chatId);
  }

  function show(chatId) {
    for (const [id, { tab, chat }] of chats) {
      tab.setAttribute('aria-pressed', String(id === chatId));
      if (id === chatId) {
        shown.replaceChildren(chat.element);
        chat.focus();
      }
    }
  }

  const keep = () =>
    sessionStorage.setItem(KEPT, JSON.stringify([...chats.values()].map(({ credentials }) => credentials)));
  for (const credentials of JSON.parse(sessionStorage.getItem(KEPT) ?? '[]')) add(credentials);
}

/** One chat, followed by requests that wait for news. */
function openChat({ chatId, token, name }, { onOffline, onGone }) {
  const path = `/v1/chats/${chatId}`;
  const log = conversationLog(`Chat of ${name}`, 'customer');
  const errors = errorPlace();
  const state = element('p', { class: 'quiet', role: 'status' }, 'Waiting');
  const leave = element('button', { type: 'button' }, 'Leave');
  const writing = writingForm('Your message', async text => {
    errors.clear();
    const body = { text, clientMessageId: crypto.randomUUID() };
    return call('POST', `${path}/messages`, { token, body }).then(
      () => true,
      thrown => {
        errors.show(inWords(thrown));
        return false;
      },
    );
  });
  const box = element(
    'article',
    { class: 'stack', 'aria-label': `Chat of ${name}` },
    element('div', { class: 'spread' }, element('h3', {}, name), leave),
    state,
    log.element,
    writing.element,
    errors.element,
  );
  const closed = new AbortController();
  let over = false;
  leave.addEventListener('click', () => {
    if (over) {
      closed.abort();
      return onGone();
    }
    whileDisabled([leave], errors, () => call('DELETE', path, { token }), inWords);
  });

  function showState(current) {
    if (current === 'queued') return;
    over = current === 'terminated';
    setText(state, over ? 'Over' : 'Talking');
    writing.element.hidden = over;
    if (over) setText(leave, 'Close');
  }

  async function showPlace() {
    while (!closed.signal.aborted) {
      const chat = await call('GET', path, { token, signal: closed.signal }).catch(() => undefined);
      if (chat && chat.state !== 'queued') {
        if (chat.agentName && chat.state === 'handling') setText(state, `Talking with ${chat.agentName}`);
        return;
      }
      if (chat) setText(state, waitingText(chat));
      await pause(PLACE_EVERY_MS);
    }
  }

  async function follow() {
    for (let failures = 0; !closed.signal.aborted; ) {
      try {
        const query = `after=${log.last}&waitMs=${POLL_MS}`;
        const page = await call('GET', `${path}/events?${query}`, { token, signal: closed.signal });
        if (failures > 0) onOffline(false);
        failures = 0;
        log.add(page.items.map(item => ({ ...item, kind: item.type })));
        showState(page.state);
        if (page.state === 'handling') void showPlace();
        if (page.state === 'terminated' && log.last >= page.lastIndex) return;
      } catch (thrown) {
        if (closed.signal.aborted) return;
        if (thrown.problem && !thrown.problem.retryable) {
          errors.show(inWords(thrown));
          return showState('terminated');
        }
        onOffline(true);
        await pause(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures));
        failures += 1;
      }
    }
  }

  void follow();
  void showPlace();
  return { element: box, focus: () => writing.field.focus() };
}

function waitingText({ position, estimatedWaitMs }) {
  const where = position === null ? 'Waiting' : `Waiting at place ${position}`;
  return estimatedWaitMs === null ? where : `${where}, about ${lengthInWords(estimatedWaitMs)}`;
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
