/** What the person at the telephone does next. */
export type Step =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'talk'; readonly seconds: number }
  | { readonly kind: 'hangup' };

const STEPS: readonly { readonly form: RegExp; readonly step: (value: string) => Step }[] = [
  { form: /^wait (\d+(?:\.\d+)?)$/, step: value => ({ kind: 'wait', seconds: Number(value) }) },
  { form: /^digits ([0-9*#]+)$/, step: value => ({ kind: 'digits', digits: value }) },
  { form: /^talk (\d+(?:\.\d+)?)$/, step: value => ({ kind: 'talk', seconds: Number(value) }) },
  { form: /^(hangup)$/, step: () => ({ kind: 'hangup' }) },
];

/**
 * The steps of a text such as `wait 3; digits 1#; talk 5; hangup`.
 *
 * @throws Error that names the step that is none
 */
export const parseScript = (text: string): readonly Step[] =>
  text
    .split(';')
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(stepOf);

function stepOf(text: string): Step {
  for (const { form, step } of STEPS) {
    const [, value] = form.exec(text) ?? [];
    if (value !== undefined) return step(value);
  }
  throw new Error(`"${text}" is no step. Steps are: wait <seconds>, digits <0-9*#>, talk <seconds>, hangup.`);
}
