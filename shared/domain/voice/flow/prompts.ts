import type { Prompt } from '#schemas/voice/activity.ts';

/** Prompts with `{name}` in their texts replaced by the values of that name, in one pass; others stay as they are. */
export const spoken = (
  prompts: readonly Prompt[],
  language: string,
  values: Readonly<Record<string, string>>,
): Prompt[] => {
  const known = new Map(Object.entries(values));
  return prompts.map(prompt =>
    prompt.kind === 'sound'
      ? prompt
      : {
          ...prompt,
          language: prompt.language ?? language,
          text: prompt.text.replace(/\{(\w+)\}/g, (whole, name: string) => known.get(name) ?? whole),
        },
  );
};
