import { serverNow } from './clock.js';
import { element, setText } from './dom.js';
import { estimateInWords, inWords, lengthInWords } from './words.js';

const LOOK_EVERY_MS = 5000;
const AT_MOST_EVERY_MS = 400;

/** Who waits in the chosen queue, and who is there for them. */
export function queuePane(place) {
  const figures = ['Waiting', 'Agents ready', 'Talking', 'Wrapping up'].map(name => {
    const value = element('dd', {}, '-');
    return { value, box: element('div', {}, element('dt', {}, name), value) };
  });
  const estimate = element('p', { role: 'status' });
  const list = element('ol', { class: 'waiting', 'aria-label': 'Who waits' });
  const nobody = element('p', { class: 'quiet' }, 'Nobody waits.');
  const service = element('p', { class: 'quiet' });
  place.append(
    element('dl', { class: 'figures' }, ...figures.map(({ box }) => box)),
    ...[estimate, list, nobody, service],
  );
  let source;
  let lookedAt = 0;
  let planned;

  async function look() {
    clearTimeout(planned);
    planned = setTimeout(look, LOOK_EVERY_MS);
    lookedAt = Date.now();
    if (!source?.queue) return;
    const { api, queue } = source;
    const path = `/v1/queues/${encodeURIComponent(queue)}`;
    try {
      const [{ items: queues }, { items: waiting }, wait] = await Promise.all([
        api.get('/v1/queues'),
        api.get(`${path}/waiting`),
        api.get(`${path}/estimate`),
      ]);
      const live = queues.find(({ queueId }) => queueId === queue);
      if (source.queue === queue) show(live, waiting, wait);
    } catch (thrown) {
      if (!thrown.isOffline) setText(estimate, inWords(thrown));
    }
  }

  function show(live, waiting, wait) {
    const counted = [waiting.length, live?.agents.ready, live?.active, live?.wrapUp];
    for (const [at, { value }] of figures.entries()) setText(value, String(counted[at] ?? '-'));
    setText(estimate, `Wait for a newcomer: ${estimateInWords(wait)}`);
    list.replaceChildren(...waiting.map(line));
    nobody.hidden = waiting.length > 0;
    setText(service, live ? todayInWords(live) : '');
  }

  return {
    /** Shows the queue as this person sees it. */
    use(next) {
      source = next;
      void look();
    },
    /** Something happened: looks again soon, not more often than necessary. */
    hear() {
      clearTimeout(planned);
      planned = setTimeout(look, Math.max(0, lookedAt + AT_MOST_EVERY_MS - Date.now()));
    },
  };
}

const line = ({ position, customer, enqueuedAt }) =>
  element(
    'li',
    {},
    element('span', {}, `${position}. ${customer.name ?? 'Customer'}`),
    element('span', { class: 'quiet' }, lengthInWords(serverNow() - Date.parse(enqueuedAt))),
  );

function todayInWords({ today, serviceLevel }) {
  const level = serviceLevel === null ? '' : `, service level ${Math.round(serviceLevel * 100)} %`;
  return `Today: ${today.offered} came, ${today.answered} answered, ${today.abandoned} gave up${level}.`;
}
