import { countDown, stopCountDown } from './clock.js';
import { element, setText, whileDisabled } from './dom.js';
import { inWords } from './words.js';

/** What is to do after a conversation: codes, outcome, more time. Shown while the wrap-up runs or the outcome is owed. */
export function wrapUpForm({ api, path, campaignId, channel, errors, onDone }) {
  const left = element('span', { class: 'quiet', 'aria-live': 'off' });
  const bar = element('progress', { max: 1, 'aria-label': 'Time left to wrap up' });
  const extend = element('button', { type: 'button' }, 'More time');
  const codes = element('fieldset', { hidden: true }, element('legend', {}, 'Codes'));
  const outcome = element('select', { name: 'outcome', required: true });
  const note = element('input', { name: 'note', maxlength: 4000, dir: 'auto', autocomplete: 'off' });
  const finish = element('button', { class: 'main' }, 'Save outcome');
  const without = element('button', { type: 'button' }, 'Finish without');
  const form = element(
    'form',
    { class: 'wrap-up', hidden: true, 'aria-label': 'Wrap-up', autocomplete: 'off' },
    element('div', { class: 'spread' }, element('h3', {}, 'Wrap-up'), left, extend),
    ...[bar, codes],
    element(
      'div',
      { class: 'row' },
      element('label', { class: 'grow' }, 'Outcome', outcome),
      element('label', { class: 'grow' }, 'Note', note),
    ),
    element('div', { class: 'row' }, finish, without),
  );
  const act = (button, work) => whileDisabled([button], errors, () => work().finally(onDone), inWords);
  let counted;

  form.addEventListener('submit', event => {
    event.preventDefault();
    const text = note.value.trim();
    act(finish, () => api.post(`${path}/disposition`, { codeId: outcome.value, ...(text !== '' && { note: text }) }));
  });
  extend.addEventListener('click', () => act(extend, () => api.post(`${path}/wrap-up/extension`)));
  without.addEventListener('click', () => act(without, () => api.post(`${path}/wrap-up/completion`)));
  codes.addEventListener('change', () => {
    const codeIds = [...codes.querySelectorAll('input:checked')].map(({ value }) => value);
    act(codes, () => api.put(`${path}/wrap-up-codes`, { codeIds }));
  });

  const offers = code => code.selectable && (code.channels.length === 0 || code.channels.includes(channel));
  /** Whoever has just worked on this conversation goes on here; nobody is torn out of something else. */
  const takeFocus = () => {
    const active = document.activeElement;
    if (active === document.body || form.parentElement?.contains(active)) outcome.focus();
  };
  let choices;
  async function load(chosen) {
    const { required, classes } = await api.get(`/v1/campaigns/${encodeURIComponent(campaignId)}/outcomes`);
    const groups = classes
      .map(one => ({ ...one, codes: one.codes.filter(offers) }))
      .filter(one => one.codes.length > 0);
    outcome.replaceChildren(
      element('option', { value: '' }, 'Choose one'),
      ...groups.map(one =>
        element(
          'optgroup',
          { label: one.name },
          ...one.codes.map(({ id, name, requiresNote }) =>
            element('option', { value: id }, requiresNote ? `${name} (with a note)` : name),
          ),
        ),
      ),
    );
    const boxes = groups
      .flatMap(one => one.codes)
      .map(({ id, name }) =>
        element(
          'label',
          { class: 'check' },
          element('input', { type: 'checkbox', value: id, checked: chosen.includes(id) }),
          name,
        ),
      );
    codes.replaceChildren(element('legend', {}, 'Codes'), ...boxes);
    codes.hidden = boxes.length === 0;
    without.hidden = required;
    finish.disabled = groups.length === 0;
  }

  return {
    element: form,
    focus: () => outcome.focus(),
    update(interaction, own) {
      const wrapUp = own?.status === 'wrap-up' ? own.wrapUp : undefined;
      const owed = own?.outcomePending === true;
      const appears = form.hidden && (wrapUp !== undefined || owed);
      form.hidden = !wrapUp && !owed;
      choices ??= appears ? load(interaction.codes).catch(thrown => errors.show(inWords(thrown))) : undefined;
      if (appears) void choices.then(takeFocus);
      extend.hidden = !wrapUp?.endsAt;
      bar.hidden = !wrapUp?.endsAt;
      if (counted === wrapUp?.endsAt) return;
      counted = wrapUp?.endsAt;
      if (!wrapUp?.endsAt) {
        stopCountDown(form);
        return setText(left, wrapUp ? 'no time limit' : '');
      }
      const wholeMs = Date.parse(wrapUp.endsAt) - Date.parse(wrapUp.startedAt);
      countDown(form, wrapUp.endsAt, leftMs => {
        setText(left, `${Math.ceil(leftMs / 1000)} s left`);
        bar.value = leftMs / wholeMs;
      });
    },
  };
}
