import { agentConversation } from './agent-conversation.js';
import { caller, tokenOf } from './api.js';
import { learnTime } from './clock.js';
import { element, errorPlace, setOptions, setText, whileDisabled } from './dom.js';
import { keepListening } from './live.js';
import { offerCard } from './offer.js';
import { inWords, STATES, TONES } from './words.js';

const keptAt = ({ tenant, agent }) => `tandem-session ${tenant} ${agent}`;
const REFRESH_MS = 60;
const RESTART_MS = 2000;

/**
 * The agent's side. What is shown is read from the server whenever the socket says that something happened, so that a
 * reload, a restart or a lost connection leaves nothing stale.
 */
export function agentPane(place, { choice, onApi, onQueueNews, onOffline }) {
  const errors = errorPlace();
  const badge = element('span', { class: 'badge', role: 'status' }, STATES.offline);
  const capacity = element('span', { class: 'quiet' });
  const signIn = element('button', { type: 'button', class: 'main' }, 'Sign in');
  const signOut = element('button', { type: 'button' }, 'Sign out');
  const ready = element('button', { type: 'button', class: 'main' }, 'Ready');
  const notReady = element('button', { type: 'button' }, 'Not ready');
  const reason = element('select', {});
  const reasonLabel = element('label', {}, 'Reason', reason);
  const controls = element('div', { class: 'row' }, signIn, ready, notReady, reasonLabel, signOut);
  const offers = element('div', { class: 'stack', 'aria-live': 'assertive', 'aria-label': 'Offers' });
  const tabs = element('div', { class: 'tabs', role: 'group', 'aria-label': 'Conversations' });
  const shown = element('div', { class: 'stack' });
  const idle = element('p', { class: 'quiet' });
  place.append(
    element('div', { class: 'spread' }, badge, capacity),
    controls,
    errors.element,
    offers,
    tabs,
    shown,
    idle,
  );

  const cards = new Map();
  const conversations = new Map();
  let person;
  let api;
  let live;
  let session;
  let refreshing;
  let reading = Promise.resolve();
  let isLeaving = false;
  let chosen;

  const click = (button, work) =>
    button.addEventListener('click', () => whileDisabled([button], errors, () => work().then(refresh), inWords));
  click(signIn, async () => {
    const opened = await api.post('/v1/sessions', {}).catch(thrown => {
      if (thrown.problem?.code !== 'SESSION_EXISTS') throw thrown;
      return api.post('/v1/sessions', { force: true });
    });
    useSession(opened);
  });
  // Whatever is asked while the session ends would be refused.
  click(signOut, async () => {
    isLeaving = true;
    try {
      await reading;
      await api.remove('/v1/sessions/current');
      forget();
    } finally {
      isLeaving = false;
    }
  });
  click(ready, () => api.put('/v1/sessions/current/presence', { status: 'ready' }));
  click(notReady, () =>
    api.put('/v1/sessions/current/presence', {
      status: 'not-ready',
      ...(reason.value && { reasonId: reason.value }),
      when: session?.work.length > 0 ? 'after-current' : 'now',
    }),
  );

  function useSession(opened) {
    session = opened;
    api.useSession(opened.id);
    sessionStorage.setItem(keptAt(person), opened.id);
  }

  /** The session is over. */
  function forget() {
    api.useSession(undefined);
    sessionStorage.removeItem(keptAt(person));
    leave();
  }

  /** Shows nothing of this person any more; the session goes on for a while. */
  function leave() {
    session = undefined;
    for (const [id] of conversations) drop(id);
    for (const [id] of cards) dropOffer(id);
  }

  /** Becomes another person. */
  async function become({ tenant, agent }) {
    live?.close();
    leave();
    const next = { tenant, agent };
    person = next;
    const token = await tokenOf(tenant, agent);
    if (person !== next) return;
    api = caller(token);
    const kept = sessionStorage.getItem(keptAt(next));
    if (kept) {
      api.useSession(kept);
      session = await api.get('/v1/sessions/current').catch(() => undefined);
      if (!session) forget();
    }
    onApi(api);
    const { items } = await api.get('/v1/presence-reasons');
    if (person !== next) return;
    setOptions(
      reason,
      items.map(({ id, name }) => ({ value: id, label: name })),
    );
    live = keepListening(api, {
      topics: topicsOf,
      onOpen: () => {
        onOffline(false);
        refresh();
        onQueueNews();
      },
      onEvent: hear,
      onLost: thrown => (thrown ? restart() : onOffline(true)),
    });
    render();
  }

  /** The server was started anew and believes nobody: begins again with a new token. */
  const restart = () =>
    become(person).catch(thrown => {
      if (thrown.isOffline) setTimeout(restart, RESTART_MS);
      else errors.show(inWords(thrown));
    });

  const topicsOf = () => (choice().queue ? [`queue:${choice().queue}`, `dashboard:${choice().queue}`] : []);

  function hear({ type, data }) {
    if (type === 'message.created.v1') conversations.get(data.interactionId)?.view.add([data]);
    if (type === 'queue.live.v1' || data.queueId) onQueueNews();
    if (type === 'session.superseded.v1' && data.sessionId === session?.id) {
      forget();
      errors.show('This agent has signed in somewhere else.');
    }
    if (type !== 'queue.live.v1' && (!data.agentId || data.agentId === person.agent)) refresh();
  }

  function refresh() {
    clearTimeout(refreshing);
    refreshing = setTimeout(() => {
      if (isLeaving) return;
      reading = read().catch(thrown => !thrown.isOffline && errors.show(inWords(thrown)));
    }, REFRESH_MS);
  }

  async function read() {
    if (!session) return render();
    const asked = api;
    const [current, { items: pending }, { items: mine }, { items: owed }] = await Promise.all([
      asked.get('/v1/sessions/current'),
      asked.get('/v1/offers'),
      asked.get('/v1/interactions'),
      asked.get('/v1/interactions?state=outcome-pending'),
    ]).catch(thrown => {
      if (thrown.problem?.code === 'SESSION_NOT_FOUND') forget();
      render();
      throw thrown;
    });
    if (asked !== api || !session) return;
    session = current;
    showOffers(pending);
    showConversations([...mine.filter(({ status }) => status !== 'offered'), ...owed]);
    render();
  }

  function showOffers(pending) {
    for (const id of cards.keys()) if (!pending.some(offer => offer.id === id)) dropOffer(id);
    for (const offer of pending) {
      learnTime(offer.serverTime);
      if (cards.has(offer.id)) continue;
      const card = offerCard(offer, { api, onDone: refresh });
      cards.set(offer.id, card);
      offers.append(card.element);
      if (!place.contains(document.activeElement) && !isWriting()) card.focus();
    }
  }

  function dropOffer(id) {
    cards.get(id)?.element.remove();
    cards.delete(id);
  }

  function showConversations(interactions) {
    for (const id of conversations.keys()) if (!interactions.some(one => one.id === id)) drop(id);
    for (const interaction of interactions) {
      const known = conversations.get(interaction.id) ?? add(interaction);
      known.view.update(interaction);
    }
    if (!conversations.has(chosen)) choose([...conversations.keys()][0]);
  }

  function add(interaction) {
    const { id, customer } = interaction;
    const tab = element('button', { type: 'button', 'aria-pressed': 'false' }, customer.name ?? 'Customer');
    tab.addEventListener('click', () => choose(id, true));
    const view = agentConversation(interaction, { api, agentId: person.agent, onDone: refresh });
    const made = { tab, view };
    conversations.set(id, made);
    tabs.append(tab);
    choose(id, !isWriting());
    return made;
  }

  function drop(id) {
    conversations.get(id)?.tab.remove();
    conversations.get(id)?.view.element.remove();
    conversations.delete(id);
  }

  function choose(id, takeFocus = false) {
    chosen = id;
    for (const [other, { tab, view }] of conversations) {
      tab.setAttribute('aria-pressed', String(other === id));
      if (other !== id) continue;
      shown.replaceChildren(view.element);
      if (takeFocus) view.focus();
    }
  }

  /** Whether somebody is in the middle of a text, who must not be torn out of it. */
  const isWriting = () =>
    ['INPUT', 'TEXTAREA'].includes(document.activeElement?.tagName) && document.activeElement.value !== '';

  function render() {
    const state = session ? session.state : 'offline';
    const waits = session?.presence.pending;
    setText(badge, (STATES[state] ?? state) + (waits ? `, then ${STATES[waits.status].toLowerCase()}` : ''));
    badge.dataset.tone = TONES[state] ?? '';
    setText(capacity, session ? `${session.capacity.free} of ${session.capacity.total} free` : '');
    const isReady = session?.presence.status === 'ready' && !waits;
    signIn.hidden = Boolean(session);
    ready.hidden = !session || isReady;
    notReady.hidden = !session || !isReady;
    reasonLabel.hidden = notReady.hidden;
    signOut.hidden = !session || isReady;
    tabs.hidden = conversations.size < 2;
    setText(idle, idleText(isReady));
    idle.hidden = conversations.size + cards.size > 0;
  }

  const idleText = isReady => {
    if (!session) return 'Sign in to be asked for chats.';
    return isReady ? 'Ready: the next customer is offered here.' : 'Go ready to be asked for chats.';
  };

  return {
    become: next => become(next).catch(thrown => errors.show(inWords(thrown))),
    /** Follows the queue that is chosen now. */
    follow: left => live?.follow(topicsOf(), left ? [`queue:${left}`, `dashboard:${left}`] : []),
  };
}
