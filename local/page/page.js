import { agent } from './agent.js';
import { element } from './api.js';
import { customer } from './customer.js';
import { queueView } from './queue.js';

/** Who and what the seed holds; the page signs nobody in who is not there. */
const SEED = {
  demo: { queues: ['support', 'sales'], agents: ['ana', 'ben', 'cleo'] },
  acme: { queues: ['support'], agents: ['ana'] },
};

const form = document.querySelector('#choice');
const choice = () => ({ tenant: form.tenant.value, queue: form.queue.value, agent: form.agent.value });
const options = values => values.map(value => element('option', { text: value }));

function offerChoices() {
  const { agents, queues } = SEED[form.tenant.value];
  form.queue.replaceChildren(...options(queues));
  form.agent.replaceChildren(...options(agents));
}

offerChoices();
const queue = queueView(document.querySelector('#queue'));
const side = agent(document.querySelector('#agent'), choice, queue);
customer(document.querySelector('#customer'), choice);

form.addEventListener('change', event => {
  if (event.target.name === 'tenant') offerChoices();
  side.leave();
});
