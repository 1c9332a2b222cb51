import { agentPane } from './agent.js';
import { caller, tokenOf } from './api.js';
import { customerPane } from './customer.js';
import { setOptions, setText } from './dom.js';
import { queuePane } from './queue.js';
import { inWords } from './words.js';

/** Who may look into every tenant's configuration. */
const ADMIN = 'ada';
const PER_PAGE = 200;
const KEPT = 'tandem-choice';

const byId = id => document.getElementById(id);
const [tenant, queue, agent, notice] = ['tenant', 'queue-choice', 'agent-choice', 'notice'].map(byId);
const choice = () => ({ tenant: tenant.value.trim(), queue: queue.value, agent: agent.value });

const notices = { problem: '', offline: '' };

/** Shows one notice at a time; that a connection is back does not answer a problem of another kind. */
function say(kind, text) {
  notices[kind] = text;
  const shown = notices.offline || notices.problem;
  setText(notice, shown);
  notice.hidden = shown === '';
}

const onOffline = isOffline => say('offline', isOffline ? 'The server does not answer. Trying again by itself.' : '');

const waiting = queuePane(byId('queue'));
let api;
const look = () => waiting.use(api && { api, queue: choice().queue });
const desk = agentPane(byId('agent'), {
  choice,
  onApi: next => {
    api = next;
    look();
  },
  onQueueNews: waiting.hear,
  onOffline,
});
customerPane(byId('customer'), { choice, onOffline });

async function readTenant(tenantId) {
  const admin = caller(await tokenOf(tenantId, ADMIN));
  const [{ items: queues }, { items: users }] = await Promise.all([
    admin.get('/v1/queues'),
    admin.get(`/v1/admin/users?limit=${PER_PAGE}`),
  ]);
  return { queues, users };
}

function offerChoices({ queues, users }, kept = {}) {
  const people = users.filter(
    ({ roles, active }) => active && roles.some(role => role === 'agent' || role === 'supervisor'),
  );
  setOptions(
    queue,
    queues.map(({ queueId, name }) => ({ value: queueId, label: name })),
    kept.queue ?? 'support',
  );
  setOptions(
    agent,
    people.map(({ id, name }) => ({ value: id, label: name })),
    kept.agent ?? 'ana',
  );
}

/** Whoever chooses again before the first choice is answered means the second. */
let latestChange = 0;

async function changeTenant(kept) {
  latestChange += 1;
  const change = latestChange;
  say('problem', '');
  try {
    const found = await readTenant(choice().tenant);
    if (change !== latestChange) return;
    offerChoices(found, kept);
    await desk.become(choice());
  } catch (thrown) {
    if (change !== latestChange) return;
    say('problem', inWords(thrown));
    if (thrown.isOffline) setTimeout(() => changeTenant(kept), 2000);
  }
}

let followed = '';
function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify(choice()));
  followed = choice().queue;
}

byId('choice').addEventListener('submit', event => event.preventDefault());
tenant.addEventListener('change', () => changeTenant().then(keep));
agent.addEventListener('change', () => desk.become(choice()).then(keep));
queue.addEventListener('change', () => {
  desk.follow(followed);
  keep();
  look();
});

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
if (kept.tenant) tenant.value = kept.tenant;
void changeTenant(kept).then(keep);
