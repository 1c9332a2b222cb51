/**
 * Makes an element. Children that are text become text, never markup.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} properties attributes, and listeners by `on...`
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** Sets a text only when it differs, so that it is not announced twice. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** Replaces the options of a choice and keeps what was chosen where it is still there. */
export function setOptions(select, options, chosen = select.value) {
  select.replaceChildren(...options.map(({ value, label }) => element('option', { value }, label)));
  if (options.some(({ value }) => value === chosen)) select.value = chosen;
}

/** A place for what went wrong; it is read out at once. */
export function errorPlace() {
  const place = element('p', { class: 'error', role: 'alert', hidden: true });
  return {
    element: place,
    show(text) {
      setText(place, text);
      place.hidden = false;
    },
    clear() {
      place.hidden = true;
      place.textContent = '';
    },
  };
}

/** Runs what a button asks for: once at a time, and shows what goes wrong. */
export async function whileDisabled(controls, place, work, words) {
  for (const control of controls) control.disabled = true;
  place.clear();
  try {
    await work();
  } catch (thrown) {
    place.show(words(thrown));
  } finally {
    for (const control of controls) control.disabled = false;
  }
}
