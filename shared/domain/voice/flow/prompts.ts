import type { Prompt } from '#schemas/voice/activity.ts';

/** Prompts with `{name}` in their texts replaced by the values of that name, in one pass; others stay as they are. */
export const spoken = (
  prompts: readonly Prompt[],
  language: string,
  values: Readonly<Record<string, string>>,
): Prompt[] =>
  prompts.map(prompt =>
    prompt.kind === 'sound'
      ? prompt
      : {
          ...prompt,
          language: prompt.language ?? language,
          text: prompt.text.replace(/\{(\w+)\}/g, (whole, name: string) =>
            Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
          ),
        },
  );
