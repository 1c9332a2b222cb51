import { countDown } from './clock.js';
import { element, errorPlace, setText, whileDisabled } from './dom.js';
import { inWords } from './words.js';

/** An offer, with the time that is left by the server's clock. */
export function offerCard(offer, { api, onDone }) {
  const { id, customer, queueName, createdAt, expiresAt, profile } = offer;
  const name = customer.name ?? 'A customer';
  const errors = errorPlace();
  const accept = element('button', { type: 'button', class: 'main' }, 'Accept');
  const reject = element('button', { type: 'button' }, 'Reject');
  const left = element('span', { class: 'quiet', 'aria-live': 'off' });
  const bar = element('progress', { max: 1, 'aria-label': 'Time left to accept' });
  const facts = Object.entries(profile).map(([field, value]) => element('p', { class: 'quiet' }, `${field}: ${value}`));
  const box = element(
    'article',
    { class: 'offer', 'aria-label': `Offer: ${name}` },
    element('div', { class: 'spread' }, element('h3', {}, `${name} asks for a chat`), left),
    element('p', { class: 'quiet' }, `Queue ${queueName}`),
    ...facts,
    bar,
    element('div', { class: 'row' }, accept, reject),
    errors.element,
  );
  const answer = kind => () =>
    whileDisabled(
      [accept, reject],
      errors,
      () => api.post(`/v1/offers/${id}/${kind}`, kind === 'rejection' ? {} : undefined).finally(onDone),
      inWords,
    );
  accept.addEventListener('click', answer('acceptance'));
  reject.addEventListener('click', answer('rejection'));
  const wholeMs = Date.parse(expiresAt) - Date.parse(createdAt);
  countDown(box, expiresAt, leftMs => {
    setText(left, `${Math.ceil(leftMs / 1000)} s left`);
    bar.value = leftMs / wholeMs;
  });
  return { element: box, focus: () => accept.focus() };
}
